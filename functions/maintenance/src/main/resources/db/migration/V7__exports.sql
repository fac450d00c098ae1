-- The object of a user's newest export. There is a row from before the object is written until after it is deleted.
create table export_file (
  user_id    uuid primary key references app_user on delete cascade,
  object_key text not null,
  -- an export is running until this lease ends; when written, the link dies then
  until      timestamptz not null,
  written    boolean not null default false
);
create index export_file_until on export_file (until);

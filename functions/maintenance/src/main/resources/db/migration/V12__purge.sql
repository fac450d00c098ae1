-- What purge_expired looks at, so that its work is in proportion to what ended and not to what is kept.

-- How far a rule read a table. The next run goes on there.
create table purge_place (
  rule  text primary key,
  place text not null
);

-- A version of a connection's set that no decision may need any more: slots around it are looked at once, then the row goes.
create table freed_version (
  user_id       uuid not null,
  connection_id uuid not null,
  set_version   bigint not null,
  at            timestamptz not null default oo_now(),
  primary key (user_id, connection_id, set_version),
  foreign key (user_id, connection_id) references connection on delete cascade
);
create index freed_version_at on freed_version (at, user_id, connection_id, set_version);

-- Whatever deletes a decision, the versions that it chose from are noted. Those of a connection that ends go with it.
create function oo_note_freed_versions() returns trigger language plpgsql as $$
begin
  insert into freed_version (user_id, connection_id, set_version)
  select c.user_id, c.connection_id, g.set_version
  from (select distinct user_id, connection_id, set_version from gone) g
  join connection c using (user_id, connection_id)
  where c.state <> 'ended'
  for key share of c
  on conflict do nothing;
  return null;
end
$$;
create trigger decision_input_gone after delete on decision_input referencing old table as gone
  for each statement execute function oo_note_freed_versions();

-- Both times are set together. This condition keeps the planner from using it where a subject is asked for.
create index slot_ended on slot (user_id, connection_id, to_v) where to_at is not null;
-- What is read in the order of time needs no more of the key.
drop index slot_past;
create index slot_past on slot (to_at) where to_v is not null;
drop index task_closed;
create index task_closed on task (changed_at) where not open;

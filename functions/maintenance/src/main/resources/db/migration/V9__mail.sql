-- Mail: when a connection must be renewed, and when a session was reused.

alter table app_user
  -- The issuer says that the address is the person's. No other address gets mail.
  add column email_verified     boolean not null default false,
  add column mail_reconnect     boolean not null default true,
  add column mail_session_reuse boolean not null default true;

-- A mail to be sent, or sent. Written in the transaction of what it tells; a queue's message is only a hint that it is due.
create table mail (
  user_id       uuid not null references app_user on delete cascade,
  mail_id       uuid not null,
  kind          text not null check (kind in ('reconnect', 'session_reuse')),
  -- What must be renewed; no foreign key, as the link in a sent mail outlives the connection.
  connection_id uuid,
  state         text not null check (state in ('waiting', 'sent', 'parked')),
  due_at        timestamptz not null,
  hinted_at     timestamptz,
  -- Counted before the mail is sent, so that a crash counts too.
  attempts      int not null default 0,
  last_error    text,
  -- Hashes of the tokens in its stop links, one for each attempt: any of them may have arrived.
  stop_hashes   bytea[] not null default '{}',
  traceparent   text not null,
  created_at    timestamptz not null,
  settled_at    timestamptz,
  primary key (user_id, mail_id)
);
create index mail_due on mail (due_at) where state = 'waiting';
create index mail_connection on mail (user_id, connection_id) where state = 'waiting';
create index mail_settled on mail (settled_at) where settled_at is not null;
create index mail_stop on mail using gin (stop_hashes);

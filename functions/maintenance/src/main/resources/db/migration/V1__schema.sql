-- oO's tables. Every table of a user begins its key with user_id, and foreign keys are composite: a query cannot cross
-- users, and deleting a user is one cascade. Ids are UUIDv7, made by the caller.

-- The only clock. Tests replace this function in their own database; nothing else may call now() or random().
create function oo_now() returns timestamptz language sql stable as 'select now()';

-- People and sessions (auth) ---------------------------------------------------------------------

create table app_user (
  user_id    uuid primary key,
  email      text,
  name       text,
  created_at timestamptz not null,
  -- When a page of theirs last asked for something; at most a minute behind.
  seen_at    timestamptz not null,
  -- Set by delete_profile; the row goes with its last connection.
  deleted_at timestamptz
);
create index app_user_deleted on app_user (deleted_at) where deleted_at is not null;

-- Found by what the issuer says, so not by user first. Deleting a profile frees it at once.
create table identity (
  issuer  text not null,
  subject text not null,
  user_id uuid not null references app_user on delete cascade,
  primary key (issuer, subject)
);
create index identity_user on identity (user_id);

-- A refresh token family. Generation g is derived from the server's key, never stored.
create table session (
  user_id      uuid not null references app_user on delete cascade,
  session_id   uuid not null,
  -- The newest generation that was presented, and when it was first.
  used         int not null default 0,
  used_at      timestamptz,
  created_at   timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at   timestamptz not null,
  ended_at     timestamptz,
  ended_why    text check (ended_why in ('signed_out', 'reused', 'deleted')),
  user_agent   text,
  primary key (user_id, session_id)
);
create index session_over on session (least(ended_at, expires_at));

-- What an access token still opens: live, expired (a refresh helps) or ended (only signing in does).
create function oo_session_state(the_user uuid, the_session uuid, expires timestamptz) returns text
  language sql stable as $$
  select case
    when not exists (
      select 1 from session s join app_user u using (user_id)
      where s.user_id = the_user and s.session_id = the_session
        and s.ended_at is null and s.expires_at > oo_now() and u.deleted_at is null) then 'ended'
    when expires <= oo_now() then 'expired'
    else 'live' end
$$;

-- One use: finish_sign_in deletes it.
create table sign_in_attempt (
  attempt_id  uuid primary key,
  cookie_hash bytea not null,
  state_hash  bytea not null,
  nonce       text not null,
  verifier    text not null,
  return_to   text not null,
  expires_at  timestamptz not null
);
create index sign_in_attempt_expiry on sign_in_attempt (expires_at);

-- Connections (signals; attempts by connect-callback) --------------------------------------------

create table connection (
  user_id       uuid not null references app_user on delete cascade,
  connection_id uuid not null,
  provider      text not null,
  -- The provider's own id of the account, and its name for people.
  account_id    text not null,
  account_name  text,
  -- live, reconnect (only the person can mend it), ended (hidden; its grant is being revoked)
  state         text not null check (state in ('live', 'reconnect', 'ended')),
  created_at    timestamptz not null,
  ended_at      timestamptz,
  -- The dense set of its candidates: version and size. Changed under this row's lock only.
  set_version   bigint not null default 0,
  set_size      int not null default 0,
  open_tasks    int not null default 0,
  -- Reading: the provider's cursor, when it is due, when a hint went out, how it goes.
  cursor        text,
  due_at        timestamptz not null,
  hinted_at     timestamptz,
  -- The provider asked not to be called before; a person's wish to read does not change that.
  not_before    timestamptz,
  read_at       timestamptz,
  attempts      int not null default 0,
  last_error    text,
  traceparent   text,
  -- The lease: fetches, deliveries and token refreshes of one connection exclude each other.
  lease_owner   uuid,
  lease_until   timestamptz,
  fence         bigint not null default 0,
  primary key (user_id, connection_id)
);
create unique index connection_account on connection (user_id, provider, account_id) where state <> 'ended';
create index connection_due on connection (due_at) where state = 'live';
create index connection_ended on connection (ended_at) where state = 'ended';

create table oauth_attempt (
  user_id       uuid not null,
  attempt_id    uuid not null,
  session_id    uuid not null,
  provider      text not null,
  -- The connection to renew; null for a new one.
  connection_id uuid,
  cookie_hash   bytea not null,
  state_hash    bytea not null,
  verifier      text not null,
  expires_at    timestamptz not null,
  primary key (user_id, attempt_id),
  foreign key (user_id, session_id) references session on delete cascade
);
create index oauth_attempt_expiry on oauth_attempt (expires_at);

-- Sealed by the vault: access and refresh token as one blob, bound to user, connection and key.
create table credential (
  user_id       uuid not null,
  connection_id uuid not null,
  key_id        text not null,
  sealed        bytea not null,
  -- When to refresh the access token; null when it does not expire.
  refresh_at    timestamptz,
  stored_at     timestamptz not null,
  primary key (user_id, connection_id),
  foreign key (user_id, connection_id) references connection on delete cascade
);

-- A grant to revoke at its provider; the connection is purged with it, at purge_at whatever happens.
create table revocation (
  user_id       uuid not null,
  connection_id uuid not null,
  due_at        timestamptz not null,
  hinted_at     timestamptz,
  purge_at      timestamptz not null,
  attempts      int not null default 0,
  last_error    text,
  traceparent   text not null,
  primary key (user_id, connection_id),
  foreign key (user_id, connection_id) references connection on delete cascade
);
create index revocation_due on revocation (due_at);

-- Tasks and candidates (signals) -----------------------------------------------------------------

-- What is known of a task now.
create table task (
  user_id       uuid not null,
  connection_id uuid not null,
  -- The provider's id of the task.
  subject       text not null,
  -- The last event applied; the same again changes nothing.
  event_id      text not null,
  -- Which row of candidate describes it.
  version       bigint not null,
  open          boolean not null,
  -- Open, ours, and to be completed at the source.
  eligible      boolean not null,
  hidden_until  timestamptz,
  -- When its last event was applied.
  changed_at    timestamptz not null default oo_now(),
  primary key (user_id, connection_id, subject),
  foreign key (user_id, connection_id) references connection on delete cascade
);
create index task_hidden on task (user_id, hidden_until) where hidden_until is not null;
create index task_returns on task (hidden_until) where hidden_until is not null;
create index task_closed on task (changed_at, user_id, connection_id, subject) where not open;

-- The features of a task, a row each time they changed: a decision can be replayed with what it saw.
create table candidate (
  user_id       uuid not null,
  connection_id uuid not null,
  subject       text not null,
  version       bigint not null,
  task          jsonb not null,
  primary key (user_id, connection_id, subject, version),
  foreign key (user_id, connection_id) references connection on delete cascade
);

-- Slots 0..n-1 of a connection's set are filled without a hole at every version v of the set: the rows with
-- from_v <= v and (to_v is null or v < to_v).
create table slot (
  user_id       uuid not null,
  connection_id uuid not null,
  slot          int not null,
  from_v        bigint not null,
  to_v          bigint,
  subject       text not null,
  version       bigint not null,
  -- When to_v was set: a decision that is being made may still refer to what ended just now.
  to_at         timestamptz,
  primary key (user_id, connection_id, slot, from_v),
  foreign key (user_id, connection_id) references connection on delete cascade
);
create unique index slot_now on slot (user_id, connection_id, slot) where to_v is null;
create unique index slot_subject on slot (user_id, connection_id, subject) where to_v is null;
create index slot_past on slot (to_at, user_id, connection_id, slot, from_v) where to_v is not null;
create index slot_subject_past on slot (user_id, connection_id, subject) where to_v is not null;

-- Decisions and what came of them (signals) ------------------------------------------------------

create table decision (
  user_id        uuid not null references app_user on delete cascade,
  decision_id    uuid not null,
  made_at        timestamptz not null,
  expires_at     timestamptz not null,
  policy         text not null,
  policy_version int not null,
  seed           bytea not null,
  distribution   jsonb not null,
  client_context jsonb not null,
  server_context jsonb not null,
  -- What was chosen, and the due date as the provider had sent it.
  connection_id  uuid not null,
  slot           int not null,
  subject        text not null,
  version        bigint not null,
  occurrence     text not null,
  recurring      boolean not null,
  shown          jsonb not null,
  state          text not null check (state in
    ('open', 'undone', 'done', 'not_now', 'gone_at_source', 'superseded', 'expired')),
  ended_at       timestamptz,
  primary key (user_id, decision_id),
  foreign key (user_id, connection_id) references connection on delete cascade
);
-- One open decision a user: two tabs see the same tip, a reload does not reroll.
create unique index decision_open on decision (user_id) where state = 'open';
create index decision_connection on decision (user_id, connection_id);
create index decision_age on decision (made_at);

-- The sets that a decision chose from, in order. They outlive their connections: the sizes still check a uniform choice.
create table decision_input (
  user_id       uuid not null,
  decision_id   uuid not null,
  position      int not null,
  connection_id uuid not null,
  set_version   bigint not null,
  set_size      int not null,
  primary key (user_id, decision_id, position),
  foreign key (user_id, decision_id) references decision on delete cascade
);
create index decision_input_version on decision_input (user_id, connection_id, set_version);

-- The accepted events of a decision, in no order: its state is a function of this set.
create table feedback (
  user_id     uuid not null,
  event_id    uuid not null,
  decision_id uuid not null,
  kind        text not null check (kind in ('done', 'not_now', 'undone')),
  -- Which event is undone; it need not be here.
  undoes      uuid,
  until       timestamptz,
  at          timestamptz not null,
  primary key (user_id, event_id),
  foreign key (user_id, decision_id) references decision on delete cascade
);
create index feedback_decision on feedback (user_id, decision_id);

-- What a person should know of what happened at the source after a tap.
create table notice (
  user_id       uuid not null,
  notice_id     uuid not null,
  connection_id uuid not null,
  kind          text not null check (kind in ('refused', 'moved', 'undo_too_late')),
  title         text not null,
  detail        text not null,
  deep_link     text,
  at            timestamptz not null,
  seen_at       timestamptz,
  primary key (user_id, notice_id),
  foreign key (user_id, connection_id) references connection on delete cascade
);
create index notice_unseen on notice (user_id, at) where seen_at is null;
create index notice_seen on notice (seen_at) where seen_at is not null;

-- Deliveries (complete-tip) ----------------------------------------------------------------------

-- The row is the truth; a queue message is only a hint that it is due.
create table delivery (
  user_id       uuid not null,
  decision_id   uuid not null,
  action        text not null check (action in ('close', 'reopen')),
  connection_id uuid not null,
  subject       text not null,
  occurrence    text not null,
  recurring     boolean not null,
  -- The provider's idempotency key, the same at every try.
  command_id    uuid not null,
  state         text not null check (state in ('waiting', 'sending', 'delivered', 'refused', 'cancelled')),
  due_at        timestamptz not null,
  hinted_at     timestamptz,
  -- While sending: until when its sender may still be at it, and whether it was taken back meanwhile.
  sending_until timestamptz,
  withdrawn     boolean not null default false,
  attempts      int not null default 0,
  last_error    text,
  traceparent   text not null,
  created_at    timestamptz not null,
  settled_at    timestamptz,
  primary key (user_id, decision_id, action),
  foreign key (user_id, decision_id) references decision on delete cascade,
  foreign key (user_id, connection_id) references connection on delete cascade
);
create unique index delivery_pending on delivery (user_id, connection_id, subject, occurrence)
  where state in ('waiting', 'sending');
create index delivery_due on delivery (due_at) where state in ('waiting', 'sending');
create index delivery_settled on delivery (settled_at) where settled_at is not null;

-- Health -----------------------------------------------------------------------------------------

-- How the last call to a provider went, for the health page, which never calls one.
create table provider_call (
  module   text not null,
  provider text not null,
  at       timestamptz not null,
  ok       boolean not null,
  detail   text not null,
  primary key (module, provider)
);

-- Something that each key made, so that a wrong key of the same name is found out.
create table key_probe (
  purpose text not null,
  key_id  text not null,
  probe   bytea not null,
  primary key (purpose, key_id)
);

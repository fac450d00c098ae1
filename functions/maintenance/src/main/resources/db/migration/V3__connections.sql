-- Grants that end on the provider's word alone, callbacks that may be repeated, and full readings.

-- Connections (signals) --------------------------------------------------------------------------

alter table connection
  -- Items of the last full reading, or of a reading since, that could not be read.
  add column unreadable   int not null default 0,
  -- Differences that full readings found and mended since the connection was made.
  add column healed       int not null default 0,
  -- When the next reading must be a full one.
  add column full_due_at  timestamptz not null default oo_now();

-- Spread over a week, so that a deployment does not read every account in full at once.
update connection
set full_due_at = oo_now() + interval '7 days'
  * (('x' || substr(md5(connection_id::text), 1, 4))::bit(16)::int / 65536.0);

-- A connection in state reconnect is tried once an hour while its grant may be alive; else its due_at is infinity.
drop index connection_due;
create index connection_due on connection (due_at) where state <> 'ended';
-- Until now a hasty judgement could ask for it, so each is tried once more, spread over an hour.
update connection
set due_at = oo_now() + interval '1 hour' * (('x' || substr(md5(connection_id::text), 1, 4))::bit(16)::int / 65536.0)
where state = 'reconnect';

-- Sealed grants (vault) --------------------------------------------------------------------------

alter table credential
  -- A refresh was sent, and its answer is not known: the refresh token may be used up.
  add column refresh_sent_at    timestamptz,
  -- The provider said that the grant is over. Its refresh token is never sent again.
  add column dead               boolean not null default false,
  -- Since when the provider refuses access without saying that the grant is over; null after a success.
  add column unauthorized_since timestamptz;

-- Callbacks --------------------------------------------------------------------------------------

-- The first callback takes the attempt and writes how it ended; the same browser's next ones find that.
alter table sign_in_attempt
  add column code_hash  bytea,
  add column taken_at   timestamptz,
  -- signed_in, or a problem's code; null while it is not known.
  add column outcome    text,
  add column user_id    uuid,
  add column session_id uuid,
  add foreign key (user_id, session_id) references session on delete cascade;
create index sign_in_attempt_session on sign_in_attempt (user_id, session_id) where session_id is not null;

alter table oauth_attempt
  add column code_hash bytea,
  add column taken_at  timestamptz,
  -- connected, or a problem's code; null while it is not known.
  add column outcome   text;

-- Notices ----------------------------------------------------------------------------------------

-- A notice outlives its connection: it may be about what a disconnection left undone.
alter table notice
  drop constraint notice_user_id_connection_id_fkey,
  drop constraint notice_kind_check,
  add foreign key (user_id) references app_user on delete cascade,
  add constraint notice_kind_check check (kind in ('refused', 'moved', 'undo_too_late', 'dropped'));

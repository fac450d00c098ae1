-- How oO's own work goes, as the functions of schedules measured it last; the health page reads it.
create table pulse (
  -- An outbox, a queue of dead letters, or a function that ended well.
  name      text primary key,
  at        timestamptz not null,
  -- How much waits there, since when the oldest of it waits, and since when the first of it is due; null when none is.
  rows      bigint not null default 0,
  oldest_at timestamptz,
  late_at   timestamptz
);

create index connection_reconnect on connection (user_id) where state = 'reconnect';

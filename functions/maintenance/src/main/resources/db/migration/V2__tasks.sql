-- Tasks, candidates and decisions.

-- An occurrence is a value, and its column holds the canonical text (oo.signals.Occurrence). What is read is parsed, so only
-- the rows that a statement compares are rewritten: pending ones. Of two that become equal the older one is; the other
-- keeps its text, or the unique index would refuse both.
with canonical as (
  select distinct on (user_id, connection_id, subject, text) user_id, decision_id, action, connection_id, subject, occurrence, text
  from (
    select *, regexp_replace(regexp_replace(upper(occurrence), '[+-]00:?00$', 'Z'), '\.0+(Z?)$', '\1') as text
    from delivery
    where state in ('waiting', 'sending') and occurrence ~* '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d') pending
  order by user_id, connection_id, subject, text, (occurrence = text) desc, created_at)
update delivery d set occurrence = c.text
from canonical c
where d.user_id = c.user_id and d.decision_id = c.decision_id and d.action = c.action and d.occurrence <> c.text;

-- Which task a task is a part of; how it ended, in the words of a decision's state; the first version from which a tip of
-- it looks as now (no open decision is older than its task's row); until when its day has not begun; and when it began, if
-- that is so recent that it has not in another zone.
alter table task
  add column parent text,
  add column ended_as text check (ended_as in ('done_at_source', 'deleted_at_source', 'gone_at_source')),
  add column shown_from bigint not null default 1,
  add column not_before timestamptz,
  add column began_at timestamptz,
  add column returns_at timestamptz generated always as (greatest(hidden_until, not_before)) stored;
drop index task_hidden;
drop index task_returns;
create index task_hidden on task (user_id, returns_at) where returns_at is not null;
create index task_hidden_here on task (user_id, connection_id, returns_at) where returns_at is not null;
create index task_returns on task (returns_at) where returns_at is not null;
create index task_began on task (user_id, began_at) where began_at is not null;
create index task_children on task (user_id, connection_id, parent) where open and parent is not null;

-- Relations and days of the tasks that are known come with a full read, the next.
update connection set cursor = null where state <> 'ended';

-- The zone in which the user's days begin, as a page sent it last.
alter table app_user add column zone text;

-- What happened at the source is told apart. Older rows keep gone_at_source, which was all of it.
alter table decision drop constraint decision_state_check;
alter table decision add constraint decision_state_check check (state in
  ('open', 'undone', 'done', 'not_now', 'done_at_source', 'deleted_at_source', 'moved_at_source', 'gone_at_source',
   'disconnected', 'superseded', 'expired')) not valid;

-- The order in which a user's decisions were made: ids are made by the clocks of several machines. Older rows have none.
create sequence decision_seq;
alter table decision add column seq bigint;
alter table decision alter column seq set default nextval('decision_seq');
create index decision_newest on decision (user_id, seq desc nulls last, made_at desc);

-- A page shows what is on its way, and what got there just now.
create index delivery_recent on delivery (user_id, settled_at);

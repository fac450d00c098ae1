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

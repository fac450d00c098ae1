-- That this database was restored from a copy, and what follows from it.

create table restoration (
  restored_at timestamptz primary key,
  copy_of     timestamptz not null
);

-- A moment within the next hour, or sooner when there are few: what is due at once is spread over that time.
create function oo_spread(id uuid, many bigint) returns timestamptz
  language sql stable as $$
  select oo_now() + least(interval '1 hour', many * interval '1 second')
    * (('x' || substr(md5(id::text), 1, 4))::bit(16)::int / 65536.0)
$$;

-- For the operator, after each restore and before oO serves: this database is a copy of that moment. What it has of later
-- is gone, and what it says may have changed since. Returns how many connections will be read.
--   sessions     end: one that ended after the copy would live again
--   connections  are read in full, spread over up to an hour, with tokens that a refresh may have used up since
--   taps         that were on their way may be at their source: it is asked before they are sent
--   mails        that were due may be sent
--   events       may be published
create function oo_restored(the_copy timestamptz) returns bigint
  language plpgsql as $$
declare
  many bigint;
begin
  insert into restoration (restored_at, copy_of) values (oo_now(), the_copy)
  on conflict (restored_at) do update set copy_of = excluded.copy_of;
  perform oo_end_sessions('everyone');
  delete from sign_in_attempt;
  delete from oauth_attempt;
  update mail set state = 'parked', settled_at = oo_now(), last_error = 'It may have been sent before the restore.'
  where state = 'waiting' and due_at <= oo_now();
  select count(*) into many from connection where state <> 'ended';
  update connection
  set cursor = null, full_due_at = oo_now(), hinted_at = null, fence = fence + 1, lease_owner = null, lease_until = null,
      unfinished = 0, due_at = case when state = 'live' or due_at <= oo_now() then oo_spread(connection_id, many) else due_at end
  where state <> 'ended';
  update credential set refresh_sent_at = coalesce(refresh_sent_at, the_copy) where not dead;
  update delivery
  set state = 'sending', sending_until = oo_spread(decision_id, many), hinted_at = null, unfinished = 0,
      attempts = greatest(attempts, 1), first_sent_at = coalesce(first_sent_at, due_at)
  where state in ('waiting', 'sending');
  update event_outbox set tried_at = coalesce(tried_at, at), attempts = greatest(attempts, 1);
  return many;
end
$$;

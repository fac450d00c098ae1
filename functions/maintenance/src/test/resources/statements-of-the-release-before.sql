-- V11
delete from app_user u
where u.user_id = $1 and u.deleted_at is not null
  and not exists (select 1 from connection c where c.user_id = u.user_id);

delete from app_user where user_id = $1;

delete from app_user where user_id in (
  select u.user_id from app_user u
  where u.deleted_at is not null
    and not exists (select 1 from connection c where c.user_id = u.user_id)
  limit $1 for update of u skip locked);

delete from call_rate where key in (
  select key from call_rate where paid_until <= oo_now() limit $1 for update skip locked);

delete from candidate where (user_id, connection_id, subject, version) in (
  select user_id, connection_id, subject, version from candidate
  where user_id = $1 and connection_id = $2 limit $3);

delete from connection
where user_id = $1 and connection_id = $2 and state = 'ended' and fence = 0;

delete from connection where user_id = $1 and connection_id = $2 and state = 'ended';

delete from connection where user_id = $1 and connection_id = $2 and state = 'ended'
  and not exists (select 1 from slot where user_id = $3 and connection_id = $4);

delete from decision where (user_id, decision_id) in (
  select d.user_id, d.decision_id from decision d
  where d.made_at <= oo_now() - interval '400 days'
    and not exists (
      select 1 from delivery p
      where p.user_id = d.user_id and p.decision_id = d.decision_id
        and p.state in ('waiting', 'sending'))
  limit $1 for update of d skip locked);

delete from decision where (user_id, decision_id) in (
  select d.user_id, d.decision_id from decision d
  where d.user_id = $1 and d.decision_id <= (
      select decision_id from decision where user_id = $1
      order by decision_id desc offset $2 limit 1)
    and d.state <> 'open'
    and not exists (
      select 1 from delivery p
      where p.user_id = d.user_id and p.decision_id = d.decision_id
        and p.state in ('waiting', 'sending'))
  limit $3 for update of d skip locked);

delete from decision where (user_id, decision_id) in (
  select user_id, decision_id from decision where user_id = $1 and connection_id = $2 limit $3);

delete from delivery where (user_id, decision_id, action) in (
  select user_id, decision_id, action from delivery
  where settled_at <= oo_now() - interval '30 days'
    and state in ('delivered', 'refused', 'cancelled')
  limit $1 for update skip locked);

delete from event_outbox where (user_id, seq) in (
  select user_id, seq from event_outbox where at <= oo_now() - interval '7 days'
  limit $1 for update skip locked);

delete from event_outbox where user_id = $1;

delete from export_file where user_id = $1 and object_key = $2 and written = $3;

delete from export_file where user_id in (
  select user_id from export_file where until <= oo_now() - interval '2 days'
  limit $1 for update skip locked);

delete from identity where user_id = $1;

delete from mail where (user_id, mail_id) in (
  select user_id, mail_id from mail where settled_at <= oo_now() - interval '180 days'
  limit $1 for update skip locked);

delete from mail where state = 'waiting' and due_at <= oo_now();

delete from mail where user_id = $1;

delete from mail where user_id = $1 and connection_id = $2 and state = 'waiting';

delete from mail where user_id = $1 and mail_id = $2 and state = 'waiting';

delete from notice where (user_id, notice_id) in (
  select user_id, notice_id from notice where seen_at <= oo_now() - interval '1 day'
  limit $1 for update skip locked);

delete from oauth_attempt where (user_id, attempt_id) in (
  select user_id, attempt_id from oauth_attempt where expires_at <= oo_now() - interval '1 day'
  limit $1 for update skip locked);

delete from oauth_attempt where user_id = $1 and attempt_id in (
  select attempt_id from oauth_attempt where user_id = $2
  order by expires_at desc, attempt_id desc offset $3);

delete from session where (user_id, session_id) in (
  select user_id, session_id from session
  where least(ended_at, expires_at) <= oo_now() - interval '7 days'
  limit $1 for update skip locked);

delete from sign_in_attempt where attempt_id in (
  select attempt_id from sign_in_attempt where expires_at <= oo_now() - interval '1 day'
  limit $1 for update skip locked);

delete from slot where (user_id, connection_id, slot, from_v) in (
  select user_id, connection_id, slot, from_v from slot
  where user_id = $1 and connection_id = $2 limit $3);

delete from task where (user_id, connection_id, subject) in (
  select user_id, connection_id, subject from task
  where user_id = $1 and connection_id = $2 limit $3);

insert into app_user (user_id, email, email_verified, name, created_at, seen_at)
values ($1, $2, $3, $4, oo_now(), oo_now());

insert into call_rate as r (key, paid_until, refused)
values ($1, oo_now() + ($2 + 1) * $3 * interval '1 millisecond', false)
on conflict (key) do update set (paid_until, refused) = (
  select case when fits then told + $3 * interval '1 millisecond' else told end, not fits
  from (
    select told, told <= oo_now() + $4 * interval '1 millisecond' as fits
    from (
      select least(greatest(r.paid_until, oo_now()),
          oo_now() + ($4 + $3) * interval '1 millisecond')
        + $2 * $3 * interval '1 millisecond' as told) was) now)
returning refused, extract(epoch from paid_until - oo_now()) * 1000 as ahead;

insert into connection (user_id, connection_id, provider, account_id, account_name, state, created_at,
                        due_at, hinted_at, traceparent)
values ($1, $2, $3, $4, $5, 'live', oo_now(), oo_now(), oo_now(), $6)
on conflict (user_id, provider, account_id) where state <> 'ended' do update
set account_name = excluded.account_name, state = 'live', due_at = oo_now(), hinted_at = oo_now(),
    attempts = 0, unfinished = 0, last_error = null, traceparent = excluded.traceparent,
    fence = connection.fence + 1, lease_owner = null, lease_until = null
returning connection_id;

insert into connection (user_id, connection_id, provider, account_id, state, created_at, ended_at, due_at)
values ($1, $2, $3, '', 'ended', oo_now(), oo_now(), 'infinity');

insert into credential (user_id, connection_id, key_id, sealed, refresh_at, stored_at)
values ($1, $2, $3, $4, $5, oo_now())
on conflict (user_id, connection_id) do update
set key_id = excluded.key_id, sealed = excluded.sealed, refresh_at = excluded.refresh_at,
    stored_at = excluded.stored_at, refresh_sent_at = null, dead = false, unauthorized_since = null;

insert into decision (user_id, decision_id, made_at, expires_at, policy, policy_version, seed,
  distribution, client_context, server_context, connection_id, slot, subject, version, occurrence,
  recurring, shown, state)
values ($1, $2, $3, $4, $5, $6, $7,
  $8::jsonb, $9::jsonb, $10::jsonb, $11, $12, $13,
  $14, $15, $16, $17::jsonb, 'open')
on conflict (user_id) where state = 'open' do nothing;

insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring,
  command_id, state, due_at, hinted_at, traceparent, created_at)
values ($1, $2, 'close', $3, $4, $5, $6,
  $7, 'waiting', oo_now() + $8 * interval '1 millisecond', oo_now(), $9, oo_now())
on conflict do nothing;

insert into export_file (user_id, object_key, until)
values ($1, $2, oo_now() + $3 * interval '1 millisecond') on conflict do nothing;

insert into feedback (user_id, event_id, decision_id, kind, undoes, until, at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (user_id, event_id) do nothing;

insert into identity (issuer, subject, user_id) values ($1, $2, $3) on conflict do nothing;

insert into key_probe (purpose, key_id, probe) values ($1, $2, $3)
on conflict (purpose, key_id) do update set probe = excluded.probe;

insert into key_probe (purpose, key_id, probe) values ($1, $2, $3) on conflict do nothing;

insert into mail (user_id, mail_id, kind, connection_id, state, due_at, traceparent, created_at)
select $1, $2, $3, $4::uuid, 'waiting', oo_now() + $5 * interval '1 second',
       $6, oo_now()
where (select count(*) from mail
       where user_id = $1 and created_at > oo_now() - interval '1 day') < $7;

insert into notice (user_id, notice_id, connection_id, kind, title, detail, deep_link, at)
select user_id, $1, connection_id, $2, coalesce(shown ->> 'title', ''), $3, shown ->> 'deep_link', oo_now()
from decision where user_id = $4 and decision_id = $5
  and (select count(*) from notice where user_id = $4 and seen_at is null) < $6;

insert into notice (user_id, notice_id, kind, title, detail, at)
values ($1, $2, $3, $4, $5, oo_now());

insert into oauth_attempt (user_id, attempt_id, session_id, provider, connection_id, cookie_hash, state_hash,
                           verifier, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8,
        oo_now() + interval '10 minutes');

insert into provider_call (module, provider, at, ok, detail)
values ($1, $2, oo_now(), $3, $4)
on conflict (module, provider) do update
set at = excluded.at, ok = excluded.ok, detail = excluded.detail
where (provider_call.ok, provider_call.detail) is distinct from (excluded.ok, excluded.detail)
   or provider_call.at not between excluded.at - interval '10 seconds' and excluded.at;

insert into revocation (user_id, connection_id, due_at, hinted_at, purge_at, traceparent)
values ($1, $2, oo_now() + $3 * interval '1 millisecond',
        case when $3 = 0 then oo_now() end, oo_now() + interval '24 hours', $4)
on conflict do nothing;

insert into session (user_id, session_id, created_at, last_seen_at, expires_at, user_agent)
values ($1, $2, oo_now(), oo_now(), oo_now() + interval '14 days', $3)
returning issued, expires_at, oo_now() as now;

insert into sign_in_attempt (attempt_id, cookie_hash, state_hash, nonce, verifier, return_to,
  former_user, former_session, again, expires_at)
values ($1, $2, $3, $4, $5, $6,
  $7, $8, $9, oo_now() + interval '10 minutes');

select * from (
  select * from decision where user_id = $1
  order by seq desc nulls last, made_at desc limit 1) newest
where state = 'superseded';

select * from decision where user_id = $1 and decision_id = $2;

select * from feedback where user_id = $1 and (decision_id = $2 or event_id = $3);

select at as since, greatest(at, not_before) as due from event_outbox order by tried_at, seq;

select at, ok, detail from provider_call where module = $1 and provider = $2;

select c.*, d.made_at,
  d.decision_id = coalesce((
    select closing from shared_closing where user_id = $1 and decision_id = $2), $2) as own,
  d.state = 'done' or exists (
    select from shared_closing s join decision other using (user_id, decision_id)
    where s.user_id = d.user_id and s.closing = d.decision_id and other.state = 'done') as stands
from delivery c join decision d using (user_id, decision_id)
where c.user_id = $1 and c.connection_id = $3 and c.subject = $4
  and c.occurrence = $5
order by c.seq;

select c.provider, r.purge_at <= oo_now() as overdue, r.attempts, r.unfinished, oo_now() as now
from revocation r join connection c using (user_id, connection_id)
where r.user_id = $1 and r.connection_id = $2 and r.due_at <= oo_now() and c.state = 'ended';

select c.user_id, c.connection_id
from connection c left join revocation r using (user_id, connection_id)
where c.state = 'ended' and c.ended_at <= oo_now() - interval '1 hour'
  and coalesce(r.purge_at, c.ended_at + interval '24 hours') <= oo_now() - interval '1 hour'
order by c.ended_at limit $1;

select changed_at, user_id, connection_id, subject from task
where not open and changed_at <= oo_now() - interval '30 days'
  and (changed_at, user_id, connection_id, subject) > ($1, $2, $3, $4)
order by changed_at, user_id, connection_id, subject limit $5;

select coalesce(max(version::int), 0) from flyway_schema_history where success and version is not null;

select connection_id, set_version, set_size from decision_input
where user_id = $1 and decision_id = $2 order by position;

select count(*) from (select from connection where state = 'reconnect' limit $1) counted;

select count(*) from generate_series(1, 50000);

select created_at as since, case state when 'waiting' then due_at else sending_until end as due
from delivery where state in ('waiting', 'sending') order by due_at;

select d.decision_id, d.action, d.state, n.shown ->> 'title' as title
from delivery d join decision n using (user_id, decision_id)
where d.user_id = $1 and d.connection_id = $2 and d.state in ('waiting', 'sending')
order by d.seq;

select d.decision_id, d.shown, d.expires_at <= oo_now() as expired,
       c.state = 'live' and coalesce((
         select t.shown_from <= d.version
         from slot s join task t using (user_id, connection_id, subject)
         where s.user_id = d.user_id and s.connection_id = d.connection_id
           and s.subject = d.subject and s.to_v is null), false) as current
from decision d
join connection c using (user_id, connection_id)
where d.user_id = $1 and d.state = 'open';

select d.decision_id, dec.shown ->> 'title' as title, d.occurrence,
       case when d.action = 'close' or d.state = 'refused' then d.state
            when d.state = 'delivered' then 'reopened' else 'reopening' end as delivery,
       case when d.action = 'close' and d.state = 'delivered' and d.recurring then (
         select c.task from task t join candidate c using (user_id, connection_id, subject, version)
         where t.user_id = d.user_id and t.connection_id = d.connection_id and t.subject = d.subject
           and t.open) end as task
from delivery d
join decision dec using (user_id, decision_id)
join connection live on live.user_id = d.user_id and live.connection_id = d.connection_id
where d.user_id = $1 and (d.settled_at is null or d.settled_at > oo_now() - interval '2 minutes')
  and d.state <> 'cancelled' and live.state <> 'ended'
  and not (d.action = 'close' and exists (
    select from delivery undo
    where undo.user_id = d.user_id and undo.decision_id = d.decision_id and undo.action = 'reopen'
      and undo.state <> 'cancelled'))
order by d.created_at desc, d.decision_id desc limit 20;

select distinct on (key_id) user_id, connection_id, key_id, sealed from credential order by key_id, stored_at desc;

select distinct user_id, connection_id
from (select user_id, connection_id from task
      where returns_at <= oo_now()
      order by returns_at limit $1) due
order by user_id, connection_id;

select distinct user_id, connection_id
from (select user_id, connection_id from task
      where user_id = $1 and returns_at <= oo_now()
      order by returns_at limit $2) due
order by user_id, connection_id;

select due_at as since, due_at as due from mail
where state = 'waiting' and due_at <= oo_now() order by due_at;

select due_at as since, due_at as due from revocation order by due_at;

select email, name, created_at, mail_reconnect, mail_session_reuse from app_user where user_id = $1;

select exists (
  select from mail
  where user_id = $1 and kind = 'session_reuse' and state = 'waiting' and attempts = 0);

select exists (
  select from session
  where user_id = $1 and session_id = $2 and created_at >= oo_now() - interval '15 minutes');

select exists (select from event_outbox);

select extract(epoch from oo_now() - max(installed_on)::timestamptz)::float8 from flyway_schema_history;

select fence = $1 as untaken, coalesce(lease_until > oo_now(), false) as running, state = 'ended' as ended
from connection where user_id = $2 and connection_id = $3 for no key update;

select greatest(due_at, not_before) as since, greatest(due_at, not_before) as due from connection
where state <> 'ended' and due_at <= oo_now()
  and (not_before is null or not_before <= oo_now())
  and (lease_until is null or lease_until <= oo_now())
order by due_at;

select key_id, sealed, refresh_at, refresh_sent_at, dead, unauthorized_since is not null as doubted
from credential where user_id = $1 and connection_id = $2;

select notice_id, kind, title, detail, deep_link, at from notice
where user_id = $1 and seen_at is null
order by at, notice_id limit $2;

select object_key, written, not written and until > oo_now() as running
from export_file where user_id = $1 for update;

select ok, extract(epoch from oo_now() - at)::float8 as since from provider_call
where module = $1 order by ok desc, at desc limit 1;

select oo_now();

select oo_session_lives($1, $2);

select oo_session_state($1, $2, $3, $4);

select oo_session_use($1, $2, $3);

select outcome, taken_at > oo_now() - interval '20 seconds' as running from oauth_attempt
where user_id = $1 and attempt_id = $2 and provider = $3
  and cookie_hash = $4 and state_hash = $5 and code_hash = $6
  and taken_at > oo_now() - interval '2 minutes';

select outcome, user_id, session_id, return_to, taken_at > oo_now() - interval '20 seconds' as running
from sign_in_attempt
where attempt_id = $1 and cookie_hash = $2 and state_hash = $3 and code_hash = $4
  and taken_at > oo_now() - interval '2 minutes';

select pg_advisory_xact_lock(4711);

select probe from key_probe where purpose = $1 and key_id = $2;

select provider from provider_gate where down;

select rows, extract(epoch from oo_now() - at)::float8 as since,
  extract(epoch from oo_now() - oldest_at)::float8 as oldest,
  extract(epoch from oo_now() - late_at)::float8 as late
from pulse where name = $1;

select s.subject, s.version, (
  select c.task from candidate c
  where c.user_id = s.user_id and c.connection_id = s.connection_id
    and c.subject = s.subject and c.version = s.version) as task
from (
  select * from slot
  where user_id = $1 and connection_id = $2 and slot = $3 and from_v <= $4
  order by from_v desc limit 1) s
where s.to_v is null or $4 < s.to_v;

select session_id from session
where user_id = $1 and session_id = $2 and ended_at is null and expires_at > oo_now()
for update;

select session_id, created_at, last_seen_at, user_agent from session
where user_id = $1 and ended_at is null and expires_at > oo_now()
order by last_seen_at desc, session_id desc;

select slot from slot
where user_id = $1 and connection_id = $2 and subject = $3 and to_v is null;

select slot, subject, version from slot
where user_id = $1 and connection_id = $2 and slot >= $3 and to_v is null;

select subject from identity where user_id = $1 and issuer = $2;

select subject from task
where user_id = $1 and connection_id = $2 and open and not subject = any($3);

select t.subject, c.task, (select zone from app_user where user_id = $1) as zone
from (
  select * from task
  where user_id = $1 and connection_id = $2 and returns_at <= oo_now()
  order by returns_at limit $3) t
join lateral (
  select task from candidate
  where user_id = t.user_id and connection_id = t.connection_id and subject = t.subject
    and version = t.version limit 1) c on true;

select t.subject, t.event_id, t.version, t.shown_from, t.open, t.parent, c.task
from task t join lateral (
  select task from candidate
  where user_id = t.user_id and connection_id = t.connection_id and subject = t.subject
    and version = t.version limit 1) c on true
where t.user_id = $1 and t.connection_id = $2 and t.subject = any($3);

select t.subject, t.version, s.slot, s.version as slot_version,
       t.eligible and t.returns_at is null and not exists (
         select 1 from task child
         where child.user_id = t.user_id and child.connection_id = t.connection_id
           and child.parent = t.subject and child.open and child.subject <> t.subject) and not exists (
         select 1 from delivery d
         where d.user_id = t.user_id and d.connection_id = t.connection_id and d.subject = t.subject
           and d.state in ('waiting', 'sending')) as belongs
from task t left join lateral (
  select slot, version from slot
  where user_id = t.user_id and connection_id = t.connection_id and subject = t.subject
    and to_v is null limit 1) s on true
where t.user_id = $1 and t.connection_id = $2 and t.subject = any($3)
order by t.subject;

select to_json(oo_now()) #>> '{}';

select to_regclass('decision') is not null;

select user_id from app_user where user_id = $1 and deleted_at is null for share;

select user_id from app_user where user_id = $1 for update;

select user_id from decision where decision_id = $1;

select user_id from decision where made_at > oo_now() - interval '2 days'
group by user_id having count(*) > $1;

select user_id, connection_id, set_version, set_size from connection
where user_id = $1 and state = 'live' order by connection_id;

select user_id, connection_id, set_version, set_size, state = 'ended' as ended, oo_now() as now from connection;

select user_id, connection_id, slot, subject, version, occurrence, recurring from decision
where user_id = $1 and decision_id = $2 for no key update;

select user_id, kind from mail where stop_hashes @> array[$1::bytea];

select zone from app_user where user_id = $1 and zone is not null;

update app_user
set mail_reconnect = mail_reconnect and not $1,
    mail_session_reuse = mail_session_reuse and not $2
where user_id = $3 and deleted_at is null;

update app_user set deleted_at = oo_now(), email = null, name = null, zone = null where user_id = $1;

update app_user set mail_reconnect = $1, mail_session_reuse = $2 where user_id = $3;

update app_user set zone = $1 where user_id = $2 and deleted_at is null;

update app_user u
set email = coalesce($1, email),
    email_verified = case when $1::text is null then email_verified else $2 end,
    name = coalesce($3, name), seen_at = oo_now()
from identity i
where i.issuer = $4 and i.subject = $5 and u.user_id = i.user_id and u.deleted_at is null
returning u.user_id;

update connection
set attempts = greatest(0, attempts - 1), unfinished = 0, not_before = null,
    lease_until = null, lease_owner = null
where user_id = $1 and connection_id = $2 and fence = $3;

update connection
set due_at = greatest(oo_now(), not_before), hinted_at = greatest(oo_now(), not_before), traceparent = $1
where user_id = $2 and state = 'live'
  and not (due_at <= oo_now() and hinted_at > oo_now() - interval '5 seconds')
returning user_id, connection_id, due_at <= oo_now() as now;

update connection
set unfinished = 0, lease_owner = null, lease_until = null,
    last_error = case when state = 'reconnect' then last_error else $1 end,
    not_before = oo_now() + $2::bigint * interval '1 millisecond',
    due_at = oo_now() + greatest(
      $3 * interval '1 millisecond', case when state = 'reconnect' then interval '1 hour' end)
where user_id = $4 and connection_id = $5 and fence = $6;

update connection c
set cursor = $1, read_at = oo_now(), attempts = 0, unfinished = 0, last_error = null, not_before = null,
    traceparent = case when c.due_at < c.lease_until then c.traceparent end,
    lease_owner = null, lease_until = null, healed = c.healed + $2,
    unreadable = case when $3 then $4 else greatest(c.unreadable, $4) end,
    full_due_at = case
      when $3 then oo_now() + $5 * interval '1 millisecond'
      when $4 > 0 then oo_now()
      else c.full_due_at end,
    due_at = case
      when c.due_at < c.lease_until then c.due_at
      when u.seen_at > oo_now() - $6 * interval '1 millisecond'
        then oo_now() + $7 * interval '1 millisecond'
      else oo_now() + $8 * interval '1 millisecond' end
from app_user u
where u.user_id = c.user_id and c.user_id = $9 and c.connection_id = $10 and c.fence = $11;

update connection set cursor = $1 where user_id = $2 and connection_id = $3;

update connection set due_at = later.at, hinted_at = later.at
from (select oo_now() + $1 * interval '1 millisecond' as at) later
where user_id = $2 and connection_id = $3 and state <> 'ended' and due_at <= oo_now();

update connection set due_at = oo_now(), hinted_at = null
where user_id = $1 and connection_id = $2 and state = 'live' and due_at > oo_now();

update connection set lease_until = null, lease_owner = null
where user_id = $1 and connection_id = $2 and fence = $3;

update connection set open_tasks = open_tasks + $1 where user_id = $2 and connection_id = $3;

update connection set set_version = $1, set_size = $2 where user_id = $3 and connection_id = $4;

update connection set state = 'ended', ended_at = oo_now()
where user_id = $1 and connection_id = $2 and state <> 'ended';

update connection set state = 'live', last_error = null
where user_id = $1 and connection_id = $2 and state = 'reconnect';

update credential
set key_id = $1, sealed = $2, refresh_at = $3, stored_at = oo_now(),
    refresh_sent_at = case when not $4 then refresh_sent_at end
where user_id = $5 and connection_id = $6;

update credential set dead = true where user_id = $1 and connection_id = $2;

update credential set refresh_sent_at = coalesce(refresh_sent_at, oo_now())
where user_id = $1 and connection_id = $2;

update credential set refresh_sent_at = null where user_id = $1 and connection_id = $2;

update credential set unauthorized_since = coalesce(unauthorized_since, oo_now())
where user_id = $1 and connection_id = $2
returning unauthorized_since <= oo_now() - interval '24 hours';

update credential set unauthorized_since = null where user_id = $1 and connection_id = $2;

update decision d
set state = t.state, ended_at = oo_now()
from (
  select user_id, connection_id, subject, shown_from,
         case
           when not open then coalesce(ended_as, 'gone_at_source')
           when not eligible or not_before > oo_now() or exists (
             select from task child
             where child.user_id = task.user_id and child.connection_id = task.connection_id
               and child.parent = task.subject and child.open and child.subject <> task.subject)
           then 'moved_at_source'
           else 'superseded' end as state
  from task) t
where d.user_id = $1 and d.state = 'open' and d.connection_id = $2 and d.subject = any($3)
  and t.user_id = d.user_id and t.connection_id = d.connection_id and t.subject = d.subject
  and (t.state <> 'superseded' or t.shown_from > d.version);

update decision set state = $1, ended_at = coalesce(ended_at, oo_now())
where user_id = $2 and decision_id = $3 and state <> $4;

update decision set state = $1, ended_at = oo_now()
where user_id = $2 and decision_id = $3 and state = 'open';

update decision set state = 'disconnected', ended_at = oo_now()
where user_id = $1 and connection_id = $2 and state = 'open';

update delivery set state = 'cancelled', settled_at = oo_now()
where user_id = $1 and connection_id = $2 and state = 'waiting';

update event_publisher set until = oo_now() where owner = $1;

update export_file set written = true, until = $1
where user_id = $2 and object_key = $3 and not written;

update mail m
set attempts = attempts + 1, stop_hashes = stop_hashes || $1::bytea, hinted_at = null,
    due_at = oo_now() + $2 * interval '1 second' + oo_rest(attempts)
from app_user u
where m.user_id = $3 and m.mail_id = $4 and u.user_id = m.user_id
  and m.state = 'waiting' and m.due_at <= oo_now()
returning m.kind, m.attempts, oo_now() as now,
  case when u.email_verified and u.deleted_at is null then u.email end as address,
  case m.kind
    when 'session_reuse' then u.mail_session_reuse
    else u.mail_reconnect and exists (
      select from connection c
      where c.user_id = m.user_id and c.connection_id = m.connection_id and c.state = 'reconnect')
  end as wanted;

update mail set due_at = oo_now() + $1 * interval '1 millisecond', last_error = $2
where user_id = $3 and mail_id = $4 and state = 'waiting' and attempts = $5;

update mail set state = $1, settled_at = oo_now(), last_error = $2
where user_id = $3 and mail_id = $4 and state = 'waiting';

update notice set seen_at = oo_now()
where user_id = $1 and notice_id = any($2) and seen_at is null;

update oauth_attempt set outcome = $1 where user_id = $2 and attempt_id = $3;

update oauth_attempt set taken_at = oo_now(), code_hash = $1
where user_id = $2 and attempt_id = $3 and provider = $4
  and cookie_hash = $5 and state_hash = $6 and taken_at is null
returning session_id, connection_id, verifier, expires_at <= oo_now() as expired,
  oo_session_lives(user_id, session_id) as lives, oo_now() as now;

update provider_gate
set failed_at = oo_now(), probes = probes + 1,
    probe_at = oo_now() + least(15, 2 ^ least(probes + 1, 6)) * interval '1 second'
where provider = $1 and down;

update provider_gate g
set failed_by = row.failed_by, failed_at = oo_now(), down = cardinality(row.failed_by) >= $1,
    probes = 0, probe_at = case when cardinality(row.failed_by) >= $1 then oo_now() + interval '2 seconds' end
from (
  select provider, case
    when failed_at is null or failed_at < oo_now() - $2 * interval '1 millisecond' then array[$3::uuid]
    when $3 = any (failed_by) then failed_by
    else failed_by || $3::uuid end as failed_by
  from provider_gate where provider = $4 and not down for update) row
where g.provider = row.provider;

update provider_gate set down = false, failed_by = '{}', failed_at = null, probes = 0, probe_at = null
where provider = $1;

update provider_gate set probe_at = oo_now() where provider = $1 and down;

update revocation
set attempts = attempts + 1, unfinished = unfinished + 1,
    due_at = least(purge_at, oo_now() + greatest($1 * interval '1 millisecond', oo_rest(unfinished)))
where user_id = $2 and connection_id = $3;

update revocation
set due_at = least(purge_at, oo_now() + $1 * interval '1 millisecond'),
    unfinished = 0, last_error = $2
where user_id = $3 and connection_id = $4;

update revocation set due_at = least(purge_at, oo_now() + $1 * interval '1 millisecond')
where user_id = $2 and connection_id = $3;

update revocation set due_at = oo_now(), hinted_at = null
where user_id = $1 and connection_id = $2;

update session
set issued = greatest(issued + 1, floor(extract(epoch from oo_now() - created_at) * 10)::int),
    last_seen_at = oo_now(),
    expires_at = least(created_at + interval '30 days', oo_now() + interval '14 days')
where user_id = $1 and session_id = $2 and oo_session_lives(user_id, session_id)
returning issued, expires_at, oo_now() as now;

update session set ended_at = oo_now(), ended_why = $1
where user_id = $2 and session_id = $3 and ended_at is null;

update session set ended_at = oo_now(), ended_why = $1 where user_id = $2 and ended_at is null;

update session set ended_at = oo_now(), ended_why = 'surplus'
where user_id = $1 and session_id in (
  select session_id from session
  where user_id = $1 and ended_at is null and expires_at > oo_now()
  order by created_at desc, session_id desc offset $2);

update sign_in_attempt set outcome = $1 where attempt_id = $2;

update sign_in_attempt set outcome = $1, user_id = $2, session_id = $3 where attempt_id = $4;

update sign_in_attempt set taken_at = oo_now(), code_hash = $1
where attempt_id = $2 and cookie_hash = $3 and state_hash = $4 and taken_at is null
returning nonce, verifier, return_to, former_user, former_session, again, expires_at > oo_now() as live;

update slot set to_v = $1, to_at = oo_now()
where user_id = $2 and connection_id = $3 and slot = any($4) and to_v is null;

update task set hidden_until = $1
where user_id = $2 and connection_id = $3 and subject = $4 and open;

update task set hidden_until = oo_now() + $1 * interval '1 millisecond'
where user_id = $2 and connection_id = $3 and subject = $4 and open;

with before as (
  select state from connection where user_id = $1 and connection_id = $2
  for no key update)
update connection c
set state = 'reconnect', last_error = $3,
    due_at = case when $4 then oo_now() + interval '1 hour' else 'infinity' end
from before
where c.user_id = $1 and c.connection_id = $2 and before.state <> 'ended'
returning before.state = 'live';

with due as (
  select user_id, connection_id from connection
  where state <> 'ended' and due_at <= oo_now()
    and (hinted_at is null or hinted_at < due_at or hinted_at < oo_now() - interval '60 seconds')
  order by due_at limit $1 for update skip locked)
update connection c set hinted_at = oo_now() + $2 * interval '1 millisecond'
from due
where c.user_id = due.user_id and c.connection_id = due.connection_id
returning c.user_id, c.connection_id;

with due as (
  select user_id, connection_id from connection
  where state <> 'ended' and due_at <= oo_now()
    and (not_before is null or not_before <= oo_now())
    and (lease_until is null or lease_until <= oo_now())
    and (hinted_at is null or hinted_at <= oo_now() - $1 * interval '1 second')
  order by due_at limit $2
  for no key update skip locked)
update connection c set hinted_at = oo_now()
from due where c.user_id = due.user_id and c.connection_id = due.connection_id
returning c.user_id, c.connection_id, c.traceparent;

with due as (
  select user_id, connection_id from revocation
  where (due_at <= oo_now() or purge_at <= oo_now())
    and (hinted_at is null or hinted_at <= oo_now() - $1 * interval '1 second')
  order by due_at limit $2
  for no key update skip locked)
update revocation r set hinted_at = oo_now()
from due where r.user_id = due.user_id and r.connection_id = due.connection_id
returning r.user_id, r.connection_id, r.traceparent;

with due as (
  select user_id, mail_id from mail
  where state = 'waiting' and due_at <= oo_now()
    and (hinted_at is null or hinted_at <= oo_now() - $1 * interval '1 second')
  order by due_at limit $2
  for no key update skip locked)
update mail m set hinted_at = oo_now()
from due where m.user_id = due.user_id and m.mail_id = due.mail_id
returning m.user_id, m.mail_id, m.traceparent;

with lease as (
  update event_publisher set owner = $1, until = oo_now() + $2 * interval '1 second'
  where until <= oo_now() or owner = $1
  returning until),
next as (
  select user_id, seq from event_outbox e
  where exists (select from lease)
    and not exists (
      select from event_outbox resting
      where resting.user_id = e.user_id and resting.not_before > oo_now())
  order by tried_at nulls last, seq limit $3),
taken as (
  update event_outbox e
  set tried_at = coalesce(e.tried_at, oo_now()), attempts = e.attempts + 1, not_before = null
  from next where e.user_id = next.user_id and e.seq = next.seq
  returning e.*)
select * from taken order by tried_at, seq;

with old as (
  update pulse set at = oo_now()
  where name = 'writing' and at not between oo_now() - interval '5 seconds' and oo_now() returning 1),
new as (
  insert into pulse (name, at) select 'writing', oo_now()
  where not exists (select 1 from pulse where name = 'writing') on conflict do nothing returning 1)
select (select count(*) from old) + (select count(*) from new);

with page as (
  select to_at, user_id, connection_id, slot, from_v, to_v from slot
  where to_v is not null and to_at <= oo_now() - interval '1 day'
    and (to_at, user_id, connection_id, slot, from_v) > ($1, $2, $3, $4, $5)
  order by to_at, user_id, connection_id, slot, from_v limit $6),
gone as (
  delete from slot s using page p
  where s.user_id = p.user_id and s.connection_id = p.connection_id and s.slot = p.slot
    and s.from_v = p.from_v and not exists (
      select 1 from decision_input i
      where i.user_id = p.user_id and i.connection_id = p.connection_id
        and i.set_version >= p.from_v and i.set_version < p.to_v)
  returning s.user_id, s.connection_id, s.slot, s.from_v)
select p.to_at, p.user_id, p.connection_id, p.slot, p.from_v, g.slot is not null as gone
from page p left join gone g using (user_id, connection_id, slot, from_v)
order by p.to_at, p.user_id, p.connection_id, p.slot, p.from_v;

with page as (
  select user_id, connection_id, subject, version from candidate
  where (user_id, connection_id, subject, version) > ($1, $2, $3, $4)
  order by user_id, connection_id, subject, version limit $5),
gone as (
  delete from candidate c using page p
  where c.user_id = p.user_id and c.connection_id = p.connection_id and c.subject = p.subject
    and c.version = p.version
    and exists (
      select 1 from task t
      where t.user_id = p.user_id and t.connection_id = p.connection_id
        and t.subject = p.subject and t.version > p.version)
    and not exists (
      select 1 from slot s
      where s.user_id = p.user_id and s.connection_id = p.connection_id
        and s.subject = p.subject and s.version = p.version and s.to_v is null)
    and not exists (
      select 1 from slot s
      where s.user_id = p.user_id and s.connection_id = p.connection_id
        and s.subject = p.subject and s.version = p.version and s.to_v is not null)
  returning c.user_id, c.connection_id, c.subject, c.version)
select p.user_id, p.connection_id, p.subject, p.version, g.version is not null as gone
from page p left join gone g using (user_id, connection_id, subject, version)
order by p.user_id, p.connection_id, p.subject, p.version;

with pending as (
  update delivery set withdrawn = false
  where user_id = $1 and connection_id = $2 and subject = $3
    and occurrence = $4 and action = 'close' and state in ('waiting', 'sending')
  returning decision_id)
insert into shared_closing (user_id, decision_id, closing)
select $1, $5, decision_id from pending
on conflict (user_id, decision_id) do update set closing = excluded.closing;

with recursive closing as (
  select * from delivery
  where user_id = $1 and decision_id = $2 and action = $3 and state = 'delivered'),
gone as (
  select t.subject, t.parent
  from closing c
  join task t on t.user_id = c.user_id and t.connection_id = c.connection_id and not t.open
    and t.changed_at between c.first_sent_at and c.settled_at + interval '5 minutes'
  where c.attempts > 1),
below as (
  select gone.subject from gone join closing c on gone.parent = c.subject
  union select gone.subject from gone join below on gone.parent = below.subject)
insert into delivery (user_id, decision_id, action, connection_id, subject, occurrence, recurring,
  command_id, state, due_at, hinted_at, traceparent, created_at, closed_with)
select user_id, decision_id, 'reopen', connection_id, subject, occurrence, recurring,
  $4, 'waiting', oo_now(), oo_now(), $5, oo_now(),
  array(select unnest(closed_with) union select subject from below order by 1)
from closing
on conflict do nothing;

with seen as (
  update app_user set seen_at = oo_now()
  where user_id = $1 and deleted_at is null and seen_at < oo_now() - interval '1 minute')
select oo_now();

with seen as (
  update app_user set seen_at = oo_now()
  where user_id = $1 and deleted_at is null and seen_at < oo_now() - interval '1 minute')
select oo_now() as now, (select zone from app_user where user_id = $1) as zone,
       exists (
         select from delivery
         where user_id = $1
           and (settled_at is null or settled_at > oo_now() - interval '2 minutes')) as delivering

-- What a closing is shared by, what closed with it, and what calls to providers may cost.

alter table notice
  drop constraint notice_kind_check,
  add constraint notice_kind_check check (kind in
    ('refused', 'moved', 'undo_too_late', 'dropped', 'taken_back', 'closed_with'));

-- Its place among the changes of one connection: they are added under its row's lock, so the order is exact.
alter table delivery
  add column seq bigint generated always as identity,
  -- The first claim; null until then.
  add column first_sent_at timestamptz,
  -- The provider's ids of other tasks: those that closed with it, or those that reopen with it.
  add column closed_with text[] not null default '{}';
create index delivery_hinted on delivery (hinted_at) where state in ('waiting', 'sending');
create index delivery_round on delivery (user_id, connection_id, subject, occurrence, seq);

-- The "done" of a tip that found the closing of its round under way, asked for by another tip.
create table shared_closing (
  user_id     uuid not null,
  decision_id uuid not null,
  closing     uuid not null,
  primary key (user_id, decision_id),
  foreign key (user_id, decision_id) references decision on delete cascade,
  foreign key (user_id, closing) references decision on delete cascade
);
create index shared_closing_by on shared_closing (user_id, closing);

-- Until now it was derived from times: the closing that was pending when the tip was first done.
insert into shared_closing (user_id, decision_id, closing)
select d.user_id, d.decision_id, c.decision_id
from decision d
join lateral (
  select min(at) as at from feedback f
  where f.user_id = d.user_id and f.decision_id = d.decision_id and f.kind = 'done') done on done.at is not null
join lateral (
  select decision_id from delivery c
  where c.user_id = d.user_id and c.connection_id = d.connection_id and c.subject = d.subject
    and c.occurrence = d.occurrence and c.action = 'close' and c.created_at <= done.at + interval '1 minute'
    and (c.settled_at is null or c.settled_at >= done.at)
  order by c.created_at limit 1) c on c.decision_id <> d.decision_id
where not exists (
    select from delivery own
    where own.user_id = d.user_id and own.decision_id = d.decision_id and own.action = 'close')
  and not exists (
    select from feedback f
    where f.user_id = d.user_id and f.decision_id = d.decision_id and f.kind = 'undone' and f.at < done.at);

-- Calls to providers, of all instances. The calls so far are paid for until a time; how far that may be ahead of now is the
-- provider's limits' business.
create table call_budget (
  user_id       uuid not null,
  connection_id uuid not null,
  kind          text not null check (kind in ('read', 'change')),
  paid_until    timestamptz not null,
  primary key (user_id, connection_id, kind),
  foreign key (user_id, connection_id) references connection on delete cascade
);

create table provider_gate (
  provider   text primary key,
  paid_until timestamptz not null,
  -- The connections that found it down since the last success, in a row.
  failed_by  uuid[] not null default '{}',
  failed_at  timestamptz,
  -- While it is down one call is let out at a time, and only from this time on.
  down       boolean not null default false,
  probe_at   timestamptz,
  probes     int not null default 0
);

-- Events that wait to be published. Written with NATS_URL only, in the transaction in which the event happens; a row goes
-- when the broker has it. It outlives its user: the last row of a deleted one tells consumers to forget.
create table event_outbox (
  user_id     uuid not null,
  seq         bigint not null generated always as identity,
  event_id    text not null,
  kind        text not null,
  schema      int not null,
  payload     jsonb not null,
  traceparent text,
  at          timestamptz not null,
  -- When a publisher took it first, how often one did, and until when its user rests after a failure.
  tried_at    timestamptz,
  attempts    int not null default 0,
  not_before  timestamptz,
  primary key (user_id, seq),
  unique (user_id, event_id)
);
create index event_outbox_next on event_outbox (tried_at, seq);
create index event_outbox_resting on event_outbox (user_id, not_before) where not_before is not null;

-- The lease of the one publisher at a time.
create table event_publisher (
  only_one boolean primary key default true check (only_one),
  owner    uuid,
  until    timestamptz not null
);
insert into event_publisher (until) values ('-infinity');

-- Work on a row counts before it begins, so that a crash leaves its trace: how often it was begun since it last ended in an
-- orderly way, with or without success. The running work counts.
alter table connection add column unfinished int not null default 0;
alter table delivery   add column unfinished int not null default 0;
alter table revocation add column unfinished int not null default 0;

-- How long a row rests beyond the lease of the work that is begun now: nothing at first, an hour from the seventh time on.
create function oo_rest(unfinished int) returns interval
  language sql immutable as $$
  select least(interval '1 hour', interval '1 minute' * (power(2, least(unfinished, 6)) - 1))
$$;

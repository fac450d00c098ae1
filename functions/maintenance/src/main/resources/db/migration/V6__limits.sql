-- How many calls users and addresses made, for all instances. Unlogged: it is written without waiting for the disk, and a
-- crash only forgets the counts. Updates stay on their page, as nothing but the key is indexed.
create unlogged table call_rate (
  -- A hash of the class of routes and of the user or address.
  key        uuid primary key,
  -- The calls so far are paid for until then.
  paid_until timestamptz not null,
  -- Whether the last call was refused; an answer of the statement that writes it.
  refused    boolean not null
) with (fillfactor = 50);

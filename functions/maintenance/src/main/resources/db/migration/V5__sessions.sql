-- Sessions: each answer has a generation, and its first use confirms it.

-- Their cookies had names that are no longer read.
update session set ended_at = oo_now() where ended_at is null;

alter table session
  drop column used,
  drop column used_at,
  -- The newest generation that was answered. Each answer has its own, so two browsers never hold the same. It is the
  -- tenths of a second since the session began, or the next that is free.
  add column issued int not null default 1,
  -- The generations that were used, the present one first, each with the time of its first use.
  add column used int[] not null default '{}',
  add column used_at timestamptz[] not null default '{}',
  -- For each of them the last answer beside it: an unused generation up to it is a late answer of the same round.
  add column rounds int[] not null default '{}',
  -- The newest that was answered when the present one was first used.
  add column before int not null default 0,
  drop constraint session_ended_why_check,
  -- 'replaced': its browser signed in again. 'surplus': the oldest beyond twenty.
  add constraint session_ended_why_check
    check (ended_why in ('signed_out', 'reused', 'deleted', 'replaced', 'surplus', 'operator'));

alter table notice
  alter column connection_id drop not null,
  drop constraint notice_kind_check,
  add constraint notice_kind_check check (kind in
    ('refused', 'moved', 'undo_too_late', 'dropped', 'taken_back', 'closed_with', 'session_reuse'));

-- The session that the browser had when it began to sign in; no foreign key, as it may be gone by then.
alter table sign_in_attempt
  add column former_user uuid,
  add column former_session uuid,
  -- Only the former user's account is accepted.
  add column again boolean not null default false;

create function oo_session_lives(the_user uuid, the_session uuid) returns boolean
  language sql stable as $$
  select exists (
    select from session s join app_user u using (user_id)
    where s.user_id = the_user and s.session_id = the_session
      and s.ended_at is null and s.expires_at > oo_now() and u.deleted_at is null)
$$;

-- What a generation is to its session. Requests are on their way for ten seconds at most, answers for thirty.
--   present  used, and none was first used after it
--   new      unused, and its browser may have got it only after the present one
--   left     its browser may have sent it before it got the present one: a tab that races
--   reused   anything else: another browser has it
create function oo_session_generation(s session, generation int) returns text
  language plpgsql stable as $$
declare
  race constant interval := '10 seconds';
  late constant interval := '40 seconds'; -- Stored after thirty, while a request was on its way for ten.
  kept constant int := 64;
  place int := array_position(s.used, generation);
  round int;
  over_at timestamptz;
begin
  if place = 1 then
    return 'present';
  elsif place > 1 then
    return case when s.used_at[place - 1] + race >= oo_now() then 'left' else 'reused' end;
  elsif generation <= s.rounds[kept] then
    return 'reused'; -- It may be one of the used ones that are forgotten.
  elsif generation <= s.before and s.used_at[1] + race >= oo_now() then
    return 'left';
  end if;
  select min(r) into round from unnest(s.rounds) r where r >= generation;
  select min(at) into over_at from unnest(s.rounds, s.used_at) u (r, at) where r > round;
  return case
    when s.created_at + generation * interval '0.1 seconds' + late < over_at then 'reused' else 'new' end;
end
$$;

-- Presents a token's generation. The session's row stays locked until commit, unless the generation is no news.
-- A new one becomes the present one.
create function oo_session_use(the_user uuid, the_session uuid, generation int) returns text
  language plpgsql as $$
declare
  kept constant int := 64;
  s session;
  found_as text;
  round int;
begin
  select * into s from session where user_id = the_user and session_id = the_session;
  found_as := oo_session_generation(s, generation);
  if found_as <> 'new' then
    return found_as;
  end if;
  select * into s from session where user_id = the_user and session_id = the_session for update;
  found_as := oo_session_generation(s, generation);
  if found_as = 'new' then
    select min(r) into round from unnest(s.rounds) r where r >= generation;
    update session
    set issued = greatest(s.issued, generation),
        before = greatest(s.issued, generation),
        used = (generation || s.used)[1:kept],
        used_at = (oo_now() || s.used_at)[1:kept],
        rounds = (coalesce(round, greatest(s.issued, generation)) || s.rounds)[1:kept]
    where user_id = the_user and session_id = the_session;
  end if;
  return found_as;
end
$$;

-- What an access token still opens: live, expired (a refresh helps) or ended (only signing in does).
-- Its first use confirms its generation. One that was left more than ten seconds ago has expired.
drop function oo_session_state(uuid, uuid, timestamptz);
create function oo_session_state(the_user uuid, the_session uuid, generation int, expires timestamptz) returns text
  language plpgsql as $$
declare
  present int;
begin
  select coalesce(s.used[1], 0) into present from session s join app_user u using (user_id)
  where s.user_id = the_user and s.session_id = the_session
    and s.ended_at is null and s.expires_at > oo_now() and u.deleted_at is null;
  if not found then
    return 'ended';
  elsif expires <= oo_now() then
    return 'expired';
  elsif generation = present or oo_session_use(the_user, the_session, generation) <> 'reused' then
    return 'live';
  else
    return 'expired';
  end if;
end
$$;

-- For the operator: ends every session of the users with this id or e-mail address, or of 'everyone'. Returns how many.
create function oo_end_sessions(who text) returns bigint
  language sql as $$
  with ended as (
    update session s set ended_at = oo_now(), ended_why = 'operator'
    from app_user u
    where u.user_id = s.user_id and s.ended_at is null and s.expires_at > oo_now()
      and (who = 'everyone' or who = u.user_id::text or lower(who) = lower(u.email))
    returning 1)
  select count(*) from ended
$$;

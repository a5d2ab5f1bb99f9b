-- Sessions of the page. Grain: one row a sign-in; it goes with sign-out, with its user, and some time after it has expired.
-- id_hash: SHA-256 of what the cookie holds, so that nobody can sign in with what the store has.
-- mark: the user's mark (src/access/access-mark.ts) at the sign-in; a row with another one counts no more.
-- app_user.epoch: goes up when everything that was issued to the user before must end.
-- Safe to repeat: it runs once, recorded by the migrations runner.
alter table app_user add column epoch integer not null default 0;

create table page_session (
  id_hash text primary key,
  user_name text not null references app_user on delete cascade,
  mark text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index page_session_by_user on page_session (user_name);
create index page_session_by_end on page_session (expires_at);

-- By triggers, so that it holds whoever changes the row, an administrator with psql too.
create function app_user_new_epoch() returns trigger language plpgsql as $$
begin
  if new.verifier is distinct from old.verifier or (new.disabled and not old.disabled) then
    new.epoch := greatest(new.epoch, old.epoch + 1);
  end if;
  return new;
end $$;
create trigger app_user_new_epoch before update on app_user for each row execute function app_user_new_epoch();

-- Every server listens and forgets what it remembers of users and sessions.
create function access_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('tenure_access', '');
  return null;
end $$;
create trigger app_user_changed after insert or update or delete on app_user
  for each statement execute function access_changed();
create trigger page_session_ended after delete on page_session
  for each statement execute function access_changed();

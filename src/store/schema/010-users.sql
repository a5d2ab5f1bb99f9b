-- People who may sign in, on the page and over SQL. Grain: one row a user.
-- verifier: SCRAM-SHA-256 text; the password itself is nowhere.
-- demo: made at first start for trying things out; off as soon as one real user exists.
-- Safe to repeat: it runs once, recorded by the migrations runner.
create table app_user (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  verifier text not null check (verifier like 'SCRAM-SHA-256$%'),
  groups text[] not null default '{}',
  provinces text[] not null default '{}',
  account_managers text[] not null default '{}',
  disabled boolean not null default false,
  demo boolean not null default false,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);

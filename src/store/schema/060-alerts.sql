-- Alerts of users. Safe to repeat: it runs once, recorded by the migrations runner.

-- Grain: one threshold that one user set on a measure of a slice, with what the latest check found.
create table alert (
  id uuid primary key default gen_random_uuid(),
  owner text not null,
  view text not null,
  measure text not null,
  -- An object with the measure's arguments; {} where it has none.
  arguments jsonb not null,
  -- A list of conditions without time: the alert follows the latest month.
  filters jsonb not null,
  -- The slice in the words it was set with.
  slice text not null check (length(slice) <= 500),
  direction text not null check (direction in ('above', 'below')),
  -- In the measure's own unit: 0.02 for 2 %.
  threshold double precision not null,
  created_at timestamptz not null default now(),
  -- What the latest check found; null before it. checked_as is the policy that it was asked under.
  checked_snapshot text,
  checked_as text,
  checked_at timestamptz,
  month date,
  value double precision,
  crossed boolean,
  error_code text,
  error_message text
);
create index alert_by_owner on alert (owner, created_at);

-- Grain: one change of an alert between crossed and not crossed, at the snapshot where it was found.
create table alert_crossing (
  id bigint generated always as identity primary key,
  alert_id uuid not null references alert on delete cascade,
  snapshot text not null,
  checked_as text not null,
  at timestamptz not null,
  month date,
  value double precision not null,
  crossed boolean not null,
  unique (alert_id, snapshot, checked_as)
);
create index alert_crossing_by_alert on alert_crossing (alert_id, id desc);

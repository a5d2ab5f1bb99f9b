-- Reports of analysts. Grain: one report; its content lies in report_version. Safe to repeat: it runs once, recorded by the
-- migrations runner.
create table report (
  id uuid primary key default gen_random_uuid(),
  owner text not null,
  folder text not null default '' check (length(folder) <= 200),
  -- Roles whose users may open it; what they see in it is their own policy's.
  shared_with text[] not null default '{}',
  -- The version shown now; undo moves it back, saving puts a new one after it.
  current_version integer not null,
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);
create index report_by_owner on report (owner) where deleted_at is null;

-- Grain: one saved state of a report.
create table report_version (
  report_id uuid not null references report on delete cascade,
  version integer not null,
  document jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null default now(),
  primary key (report_id, version)
);

-- Grain: one scheduled export of a report.
create table report_schedule (
  id uuid primary key default gen_random_uuid(),
  report_id uuid not null references report on delete cascade,
  owner text not null,
  cron text not null,
  format text not null check (format in ('csv', 'xlsx')),
  enabled boolean not null default true,
  created_at timestamptz not null default now()
);

-- Grain: one run of a scheduled export.
create table report_export (
  id bigint generated always as identity primary key,
  schedule_id uuid not null references report_schedule on delete cascade,
  started_at timestamptz not null,
  finished_at timestamptz,
  state text not null check (state in ('running', 'done', 'failed')),
  files text[] not null default '{}',
  snapshot text,
  error text
);
create index report_export_by_schedule on report_export (schedule_id, started_at desc);

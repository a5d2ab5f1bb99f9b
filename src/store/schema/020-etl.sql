-- The run ledger: what was loaded, from which files, and what was not. Safe to repeat: each statement once, recorded by the
-- migrations runner.

-- Grain: one run of one source. A run counts as published when the warehouse's publication journal says so; the column is
-- brought up to date at start.
create table etl_run (
  run_id text primary key,
  source text not null,
  state text not null check (state in ('running', 'published', 'unchanged', 'failed')),
  started_at timestamptz not null,
  finished_at timestamptz,
  as_of date,
  rows_in bigint not null default 0,
  rows_loaded bigint not null default 0,
  rows_quarantined bigint not null default 0,
  rows_duplicate bigint not null default 0,
  values_reported bigint not null default 0,
  months date[] not null default '{}',
  subjects text[] not null default '{}',
  snapshot_id text,
  error text
);
create index etl_run_by_start on etl_run (started_at desc);

-- Grain: one file in one run. file_id is what base facts carry in their column file_id.
create table etl_file (
  run_id text not null references etl_run on delete cascade,
  file_id numeric(20) not null,
  source text not null,
  name text not null,
  path text not null,
  content_hash text not null,
  bytes bigint not null,
  rows_in bigint not null default 0,
  superseded_by text references etl_run,
  primary key (run_id, file_id)
);
create index etl_file_by_hash on etl_file (source, content_hash);
create index etl_file_by_name on etl_file (source, name);

-- Grain: one value or row that was not loaded as it came. value is masked where the column is personal.
create table etl_quarantine (
  run_id text not null references etl_run on delete cascade,
  file_id numeric(20) not null,
  file_name text not null,
  line bigint not null,
  subject text not null,
  column_name text not null,
  reason text not null,
  value text not null,
  severity text not null check (severity in ('row', 'value')),
  customer_key numeric(20) not null default 0,
  recorded_at timestamptz not null default now()
);
create index etl_quarantine_by_run on etl_quarantine (run_id, file_id, line);
create index etl_quarantine_by_customer on etl_quarantine (customer_key) where customer_key <> 0;

-- Who may load at the moment. One row; a lease that its holder stopped renewing can be taken over.
create table etl_lease (
  name text primary key,
  holder text not null,
  expires_at timestamptz not null
);

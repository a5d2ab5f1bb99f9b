-- Versions of the churn model. Grain: one fit. Exactly one version at most is in use; scores name the version they came from.
create table churn_model (
  version integer generated always as identity primary key,
  fitted_at timestamptz not null default now(),
  -- The published snapshot that it learnt from.
  snapshot_id text not null,
  seed bigint not null,
  -- person-months: one row a customer and month; single-extract: one extract, expanded into months of tenure.
  kind text not null check (kind in ('person-months', 'single-extract')),
  formula jsonb not null,
  features jsonb not null,
  figures jsonb not null,
  promoted_at timestamptz
);
create index churn_model_in_use on churn_model (promoted_at desc nulls last, version desc);

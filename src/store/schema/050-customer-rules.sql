-- Declared thresholds that make a customer big or potential. Grain: one version of one kind's rule; the newest is in force.
create table customer_rule (
  kind text not null check (kind in ('big', 'potential')),
  version integer not null,
  -- {all: [{indicator, comparison, value}], any: [...]}
  rule jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null default now(),
  primary key (kind, version)
);

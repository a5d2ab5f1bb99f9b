-- What each load brought, by subject, so that the next can be held against it. Grain: one subject of one source in one run; it counts while the ledger has the run.
create table etl_feed_figures (
  run_id text not null,
  source text not null,
  subject text not null,
  files integer not null,
  rows bigint not null,
  sums jsonb not null,
  blanks jsonb not null,
  expected_every text,
  alarms text[] not null default '{}',
  recorded_at timestamptz not null,
  primary key (run_id, source, subject)
);
create index etl_feed_figures_by_source on etl_feed_figures (source, subject, recorded_at desc);
comment on column etl_feed_figures.sums is 'sum of each amount and count, by column';
comment on column etl_feed_figures.blanks is 'share of rows without a value, by column that is mapped';
comment on column etl_feed_figures.alarms is 'in what the load was far from those before, in words';

-- How a version of the churn model fares, month by month. Grain: a version and a month that it scored. Safe to repeat: it runs
-- once, recorded by the migrations runner.
create table churn_scored_month (
  version integer not null references churn_model (version) on delete cascade,
  month date not null,
  scored_at timestamptz not null default now(),
  customers bigint not null,
  -- Its customers' features against those learnt from: [{feature, psi, pValue, drifted}]; null where only scalars were kept.
  drift jsonb,
  -- Known once the month after is loaded: who left in it, and the regression of that on the log-odds.
  churned bigint,
  predicted double precision,
  calibration_slope double precision,
  calibration_intercept double precision,
  primary key (version, month)
);

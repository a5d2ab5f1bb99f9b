-- What became of customers whose leaving was predicted by a model that had not seen them. Grain: one customer of the month
-- that a fit held out, with what three ways of learning said at its end and whether the customer left in the month after.
-- Written with each version of the churn model; the served version is that of customer_score.
CREATE TABLE IF NOT EXISTS tenure.churn_holdout
(
    model_version UInt32,
    month Date CODEC(ZSTD(1)),
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    district_code UInt32 CODEC(ZSTD(1)),
    plan_code LowCardinality(String),
    tier LowCardinality(String),
    channel_code LowCardinality(String),
    account_manager_code LowCardinality(String),
    churned UInt8,
    probability Float64 COMMENT 'by the model: to leave in the month after',
    under_sampled Float64 COMMENT 'by a model learnt on as many stayers as churners, brought back to the true rate',
    votes Array(Float64) COMMENT 'of AdaCost, -1 to 1, one for each relation of costs in src/analytics/decide/cost-ratios.ts'
)
ENGINE = MergeTree
PARTITION BY model_version
ORDER BY customer_key;

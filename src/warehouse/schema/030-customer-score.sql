-- The computed state of every customer at the end of the latest scored month. Grain: one customer still there at the end
-- of that month. Sums of its vectors over any group are the group's own curves, so plain aggregates answer for any group.
-- churn[t] = 1 - S(t), the chance to have left within t months (t = 1 … 60): small risks keep their precision in Float32.
-- log_odds is next month's, contributions add up to it with the model's intercept; probability = churn[3]; risk_bin its
-- hundredth. margin is the mean monthly margin of the last three months. Only the latest scored month is kept here; the
-- scalars of every scored month stay in customer_score_history. Coarsest projection first; in each the counts of customers
-- by risk_bin lie in a sumMap, so that thresholds need no second level of grouping.
CREATE TABLE IF NOT EXISTS tenure.customer_score
(
    month Date CODEC(ZSTD(1)),
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    district_code UInt32 CODEC(ZSTD(1)),
    plan_code LowCardinality(String),
    tier LowCardinality(String),
    channel_code LowCardinality(String),
    device_code LowCardinality(String),
    account_manager_code LowCardinality(String),
    gender LowCardinality(String),
    birth_year UInt16 CODEC(ZSTD(1)),
    text_attributes Map(LowCardinality(String), LowCardinality(String)),
    number_attributes Map(LowCardinality(String), Float64),
    flag_attributes Map(LowCardinality(String), Bool),
    date_attributes Map(LowCardinality(String), Date),
    tenure_months UInt16 CODEC(ZSTD(1)),
    stage LowCardinality(String),
    segment LowCardinality(String),
    model_version UInt32,
    customers UInt64 DEFAULT 1 COMMENT 'a column and not a constant, so that sums by risk_bin match the projections',
    log_odds Float64,
    probability Float64,
    risk_bin UInt8,
    margin Float64,
    margin_12 Float64 COMMENT 'margin of the last twelve months',
    monthly_charges Float64,
    churn Array(Float32),
    contributions Array(Float32),
    bins Array(UInt8),
    lost_value Array(Float64) ALIAS arrayMap(c -> margin * c, churn),
    INDEX by_customer_id customer_id TYPE bloom_filter(0.01) GRANULARITY 1,
    PROJECTION by_month
    (
        SELECT month, count(), max(model_version), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
            sumMap([risk_bin], [customers], [probability]), sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)),
            sumForEach(contributions)
        GROUP BY month
    ),
    PROJECTION by_stage
    (
        SELECT month, stage, segment, count(), max(model_version), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
            sumMap([risk_bin], [customers], [probability]), sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)),
            sumForEach(contributions)
        GROUP BY month, stage, segment
    ),
    PROJECTION by_plan
    (
        SELECT month, plan_code, tier, count(), max(model_version), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
            sumMap([risk_bin], [customers], [probability]), sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)),
            sumForEach(contributions)
        GROUP BY month, plan_code, tier
    ),
    PROJECTION by_channel
    (
        SELECT month, channel_code, device_code, count(), max(model_version), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
            sumMap([risk_bin], [customers], [probability]), sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)),
            sumForEach(contributions)
        GROUP BY month, channel_code, device_code
    ),
    PROJECTION by_district
    (
        SELECT month, district_code, count(), max(model_version), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
            sumMap([risk_bin], [customers], [probability]), sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)),
            sumForEach(contributions)
        GROUP BY month, district_code
    )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(month)
ORDER BY customer_key
SETTINGS deduplicate_merge_projection_mode = 'rebuild';

-- Grain: one customer and scored month, with who had left in that month (at_risk = 0) beside those still there.
CREATE TABLE IF NOT EXISTS tenure.customer_score_history
(
    month Date CODEC(ZSTD(1)),
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    district_code UInt32 CODEC(ZSTD(1)),
    plan_code LowCardinality(String),
    tier LowCardinality(String),
    channel_code LowCardinality(String),
    account_manager_code LowCardinality(String),
    at_risk UInt8,
    stage LowCardinality(String),
    previous_stage LowCardinality(String) COMMENT 'the month before; empty for who was not there',
    segment LowCardinality(String),
    model_version UInt32,
    log_odds Float64,
    probability Float64,
    risk_bin UInt8,
    margin Float64,
    expected_value Float64 COMMENT 'discounted expected margin of 36 months at 10% a year',
    PROJECTION by_month
    (
        SELECT month, stage, previous_stage, count(), sum(at_risk), sum(probability), sum(margin), sum(expected_value)
        GROUP BY month, stage, previous_stage
    ),
    PROJECTION by_district
    (
        SELECT month, district_code, stage, previous_stage, count(), sum(at_risk), sum(probability), sum(margin),
            sum(expected_value)
        GROUP BY month, district_code, stage, previous_stage
    )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(month)
ORDER BY customer_key
SETTINGS deduplicate_merge_projection_mode = 'rebuild';

-- Grain: one part of the formula of the scores that are served: what contributions[position] is about, and its mean over
-- all scored customers, against which a group is compared.
CREATE TABLE IF NOT EXISTS tenure.churn_term
(
    position UInt64,
    model_version UInt32,
    factor String,
    base Float64
)
ENGINE = MergeTree
ORDER BY position;

CREATE DICTIONARY IF NOT EXISTS tenure.churn_term_of
(
    position UInt64,
    factor String DEFAULT '',
    base Float64 DEFAULT 0
)
PRIMARY KEY position
SOURCE(CLICKHOUSE(DB 'tenure' TABLE 'churn_term'))
LAYOUT(FLAT())
LIFETIME(0);

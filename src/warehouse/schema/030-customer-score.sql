-- The computed state of every customer at the end of the latest scored month. Grain: one customer still there at the end
-- of that month. Sums of its vectors over any group are the group's own curves, so plain aggregates answer for any group.
-- churn[t] = 1 - S(t), the chance to have left within t months (t = 1 … 60): small risks keep their precision in Float32.
-- log_odds is next month's, contributions add up to it with the model's intercept; probability = churn[3]; risk_bin its
-- hundredth. margin is the mean monthly margin of the last three months. Only the latest scored month is kept here; the
-- scalars of every scored month stay in customer_score_history. Coarsest projection first.
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
        SELECT month, model_version, count(), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
            sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)), sumForEach(contributions)
        GROUP BY month, model_version
    ),
    PROJECTION by_stage
    (
        SELECT month, model_version, stage, segment, count(), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
            sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)), sumForEach(contributions)
        GROUP BY month, model_version, stage, segment
    ),
    PROJECTION by_plan
    (
        SELECT month, model_version, plan_code, tier, count(), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
            sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)), sumForEach(contributions)
        GROUP BY month, model_version, plan_code, tier
    ),
    PROJECTION by_channel
    (
        SELECT month, model_version, channel_code, device_code, count(), sum(probability), sum(log_odds), sum(margin),
            sum(margin_12), sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)), sumForEach(contributions)
        GROUP BY month, model_version, channel_code, device_code
    ),
    PROJECTION by_district
    (
        SELECT month, model_version, district_code, count(), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
            sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)), sumForEach(contributions)
        GROUP BY month, model_version, district_code
    ),
    PROJECTION by_risk
    (
        SELECT month, risk_bin, count(), sum(probability), sum(margin) GROUP BY month, risk_bin
    ),
    PROJECTION by_stage_risk
    (
        SELECT month, stage, segment, risk_bin, count(), sum(probability), sum(margin)
        GROUP BY month, stage, segment, risk_bin
    ),
    PROJECTION by_district_risk
    (
        SELECT month, district_code, risk_bin, count(), sum(probability), sum(margin)
        GROUP BY month, district_code, risk_bin
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

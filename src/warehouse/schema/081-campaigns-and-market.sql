-- Grain: one campaign. state: draft, submitted, approved, rejected, frozen, running, closed, read.
CREATE TABLE IF NOT EXISTS tenure.dim_campaign
(
    campaign_code String,
    campaign_en String,
    campaign_zh String,
    offer LowCardinality(String),
    state LowCardinality(String),
    frozen_on Date,
    window_months UInt8,
    holdout_share Decimal(9, 4),
    file_id UInt64
)
ENGINE = MergeTree
ORDER BY campaign_code;
CREATE TABLE IF NOT EXISTS tenure.dim_campaign_duplicate AS tenure.dim_campaign;

-- Grain: one customer of a campaign as of its freeze. arm: treated or control.
CREATE TABLE IF NOT EXISTS tenure.fact_campaign_member
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    campaign_code LowCardinality(String),
    frozen_on Date CODEC(ZSTD(1)),
    arm LowCardinality(String),
    file_id UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(frozen_on)
ORDER BY (customer_key, campaign_code);
CREATE TABLE IF NOT EXISTS tenure.fact_campaign_member_duplicate AS tenure.fact_campaign_member;

-- Grain: one attempt to reach a member, with what came of it. outcome: no_answer, reached, refused, accepted.
CREATE TABLE IF NOT EXISTS tenure.fact_campaign_attempt
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    attempt_number String CODEC(ZSTD(1)),
    campaign_code LowCardinality(String),
    attempted_at DateTime('UTC') CODEC(ZSTD(1)),
    date Date CODEC(ZSTD(1)),
    channel_code LowCardinality(String),
    outcome LowCardinality(String),
    cost Decimal(18, 4) CODEC(ZSTD(1)),
    file_id UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(date)
ORDER BY (customer_key, attempt_number);
CREATE TABLE IF NOT EXISTS tenure.fact_campaign_attempt_duplicate AS tenure.fact_campaign_attempt;

-- Grain: one answer to a survey. score 0 to 10: how likely the customer would recommend the operator.
CREATE TABLE IF NOT EXISTS tenure.fact_survey
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    survey_number String CODEC(ZSTD(1)),
    answered_on Date CODEC(ZSTD(1)),
    channel_code LowCardinality(String),
    score UInt8,
    file_id UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(answered_on)
ORDER BY (customer_key, survey_number);
CREATE TABLE IF NOT EXISTS tenure.fact_survey_duplicate AS tenure.fact_survey;

-- Grain: month x province x operator: customers and revenue of the whole market, ours among them, as published by somebody.
CREATE TABLE IF NOT EXISTS tenure.market_total
(
    month Date,
    province_code UInt32,
    operator LowCardinality(String),
    customers UInt64,
    revenue Decimal(18, 4),
    source LowCardinality(String),
    file_id UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(month)
ORDER BY (month, province_code, operator);
CREATE TABLE IF NOT EXISTS tenure.market_total_duplicate AS tenure.market_total;

-- What a customer is worth and which group the customer belongs to. Derived from customer_month a month at a time, by
-- etl/value, and published through the gate like it.

-- Grain: customer x month, for customers active in the month. The keys are those of customer_month.
-- behaviour and indicators are in the order of their names in segment_month and value_basis.
CREATE TABLE IF NOT EXISTS tenure.customer_value
(
    month Date CODEC(ZSTD(1)),
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    district_code UInt32 CODEC(ZSTD(1)),
    plan_code LowCardinality(String),
    tier LowCardinality(String),
    channel_code LowCardinality(String),
    account_manager_code LowCardinality(String),
    segment UInt16 COMMENT 'id in segment_month; 0 when there was nothing to tell customers apart by' CODEC(ZSTD(1)),
    previous_segment UInt16 COMMENT 'segment in the month before; 0 when not a customer then' CODEC(ZSTD(1)),
    moved UInt8 COMMENT 'was in another segment the month before',
    value_tier UInt8 COMMENT '1 platinum, 2 gold, 3 silver, 4 bronze, by value score within the month',
    loyalty_band UInt8 COMMENT '1 low, 2 medium, 3 high, by fixed limits of the loyalty index',
    current_value Decimal(18, 4) COMMENT 'margin of the last 12 months' CODEC(ZSTD(1)),
    value_score Float64 COMMENT '0 to 100' CODEC(ZSTD(1)),
    loyalty_index Float64 COMMENT '0 to 100' CODEC(ZSTD(1)),
    indicators Array(Float32) COMMENT 'what the value score weighs, 0 to 1 each' CODEC(ZSTD(1)),
    run_id LowCardinality(String),
    PROJECTION by_segment
    (
        SELECT
            month, segment, previous_segment, value_tier, loyalty_band,
            count(), sum(moved), sum(current_value), sum(value_score), sum(loyalty_index), sumForEach(indicators)
        GROUP BY month, segment, previous_segment, value_tier, loyalty_band
    ),
    PROJECTION by_district
    (
        SELECT
            month, district_code,
            count(), sum(moved), sum(current_value), sum(value_score), sum(loyalty_index), sumForEach(indicators)
        GROUP BY month, district_code
    )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(month)
ORDER BY customer_key
SETTINGS deduplicate_merge_projection_mode = 'rebuild';

-- Grain: segment x month: where its middle lay and how it was measured. means are in the units of `behaviour`; a segment
-- keeps its id for as long as its middle moves little from month to month.
CREATE TABLE IF NOT EXISTS tenure.segment_month
(
    month Date,
    segment UInt16,
    name_en String,
    name_zh String,
    customers UInt64,
    behaviour Array(String),
    means Array(Float64),
    scale_means Array(Float64),
    scale_deviations Array(Float64),
    drift Nullable(Float64) COMMENT 'standard deviations that the middle moved since the month before; null when new',
    silhouette Float64 COMMENT 'of the whole segmentation',
    learnt_silhouette Float64 COMMENT 'when it was last learnt anew',
    run_id LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(month)
ORDER BY segment;

-- Grain: month: what the value scores of the month were measured against.
CREATE TABLE IF NOT EXISTS tenure.value_basis
(
    month Date,
    indicators Array(String),
    weights Array(Float64),
    lows Array(Float64),
    highs Array(Float64),
    tier_floors Array(Float64) COMMENT 'least value score of platinum, gold and silver',
    source_run LowCardinality(String) COMMENT 'the load that made the customer_month it was derived from',
    run_id LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(month)
ORDER BY month;

CREATE DICTIONARY IF NOT EXISTS tenure.segment
(
    segment UInt16,
    name_en String DEFAULT 'None',
    name_zh String DEFAULT '无'
)
PRIMARY KEY segment
SOURCE(CLICKHOUSE(QUERY 'SELECT segment, argMax(name_en, month), argMax(name_zh, month) FROM tenure.segment_month GROUP BY segment'))
LAYOUT(HASHED())
LIFETIME(0);

-- The labels of a customer in a month for the tables that do not hold them: consecutive months with the same labels are
-- one range, since labels seldom change.
CREATE DICTIONARY IF NOT EXISTS tenure.customer_label
(
    customer_key UInt64,
    valid_from Date,
    valid_to Date,
    segment UInt16 DEFAULT 0,
    value_tier UInt8 DEFAULT 0,
    loyalty_band UInt8 DEFAULT 0
)
PRIMARY KEY customer_key
SOURCE(CLICKHOUSE(QUERY '
    SELECT customer_key, min(month) AS valid_from, toLastDayOfMonth(max(month)) AS valid_to, segment, value_tier, loyalty_band
    FROM (
        SELECT customer_key, month, segment, value_tier, loyalty_band,
            toInt64(toRelativeMonthNum(month)) - toInt64(row_number() OVER (
                PARTITION BY customer_key, segment, value_tier, loyalty_band ORDER BY month)) AS island
        FROM tenure.customer_value)
    GROUP BY customer_key, segment, value_tier, loyalty_band, island'))
LAYOUT(RANGE_HASHED())
RANGE(MIN valid_from MAX valid_to)
LIFETIME(0);

-- What customers are likely to add, learnt from the products that others with the same ones added. Made with every valuation.

-- Grain: product held x product added. Support, confidence and lift are of customers of `month` less the window, over the window.
CREATE TABLE IF NOT EXISTS tenure.product_affinity
(
    month Date COMMENT 'the last month of the window',
    window_months UInt8,
    held LowCardinality(String) COMMENT 'empty: whatever is held',
    added LowCardinality(String),
    exposed UInt64 COMMENT 'customers with the one and without the other when the window began',
    additions UInt64 COMMENT 'of them, who added the other within the window',
    support Float64 COMMENT 'additions over all customers',
    confidence Float64 COMMENT 'additions over exposed',
    lift Float64 COMMENT 'confidence over the rate at which all customers without the other added it',
    monthly_margin Float64 COMMENT 'that the added product brings, in currency units',
    run_id LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY (held, added);

-- Grain: set of products that customers hold together. curve[t]: margin of month t (1 to 60) expected of what they are likely to
-- add, given that they stay; monthly_margin: that of all that is likely to come within the window.
CREATE TABLE IF NOT EXISTS tenure.likely_addition
(
    portfolio String COMMENT 'codes in alphabetical order, separated by commas',
    monthly_margin Float64,
    curve Array(Float64),
    run_id LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY portfolio;

CREATE DICTIONARY IF NOT EXISTS tenure.likely_addition_of
(
    portfolio String,
    monthly_margin Float64 DEFAULT 0,
    curve Array(Float64)
)
PRIMARY KEY portfolio
SOURCE(CLICKHOUSE(DB 'tenure' TABLE 'likely_addition'))
LAYOUT(COMPLEX_KEY_HASHED())
LIFETIME(0);

-- Values are derived: made anew with the new columns after this.
TRUNCATE TABLE tenure.customer_value;
TRUNCATE TABLE tenure.value_basis;
ALTER TABLE tenure.customer_value
    ADD COLUMN portfolio String COMMENT 'products held at the end of the month, as in likely_addition' CODEC(ZSTD(1)),
    ADD COLUMN revenue_12 Decimal(18, 4) COMMENT 'of the last 12 months' CODEC(ZSTD(1)),
    ADD COLUMN tenure_months UInt16 CODEC(ZSTD(1)),
    ADD COLUMN products_held UInt16 CODEC(ZSTD(1)),
    ADD COLUMN potential_margin Float64 COMMENT 'monthly margin expected of what is likely to be added within the window' CODEC(ZSTD(1)),
    ADD COLUMN customer_class UInt8 COMMENT '1 big, 2 potential, by the declared rules; 0 neither';
ALTER TABLE tenure.customer_value DROP PROJECTION by_segment;
ALTER TABLE tenure.customer_value DROP PROJECTION by_district;
ALTER TABLE tenure.customer_value ADD PROJECTION by_segment
(
    SELECT
        month, segment, previous_segment, value_tier, loyalty_band, customer_class,
        count(), sum(moved), sum(current_value), sum(value_score), sum(loyalty_index), sum(revenue_12), sum(potential_margin),
        sumForEach(indicators)
    GROUP BY month, segment, previous_segment, value_tier, loyalty_band, customer_class
);
ALTER TABLE tenure.customer_value ADD PROJECTION by_district
(
    SELECT
        month, district_code,
        count(), sum(moved), sum(current_value), sum(value_score), sum(loyalty_index), sum(revenue_12), sum(potential_margin),
        sumForEach(indicators)
    GROUP BY month, district_code
);

-- gain[t]: margin of month t expected of what the customer is likely to add, staying included. Sums of it are the group's.
TRUNCATE TABLE tenure.customer_score;
ALTER TABLE tenure.customer_score ADD COLUMN gain Array(Float32);
ALTER TABLE tenure.customer_score DROP PROJECTION by_month;
ALTER TABLE tenure.customer_score DROP PROJECTION by_stage;
ALTER TABLE tenure.customer_score DROP PROJECTION by_plan;
ALTER TABLE tenure.customer_score DROP PROJECTION by_channel;
ALTER TABLE tenure.customer_score DROP PROJECTION by_district;
ALTER TABLE tenure.customer_score ADD PROJECTION by_month
(
    SELECT month, count(), max(model_version), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
        sumMap([risk_bin], [customers], [probability]), sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)),
        sumForEach(contributions), sumForEach(gain)
    GROUP BY month
);
ALTER TABLE tenure.customer_score ADD PROJECTION by_stage
(
    SELECT month, stage, segment, count(), max(model_version), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
        sumMap([risk_bin], [customers], [probability]), sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)),
        sumForEach(contributions), sumForEach(gain)
    GROUP BY month, stage, segment
);
ALTER TABLE tenure.customer_score ADD PROJECTION by_plan
(
    SELECT month, plan_code, tier, count(), max(model_version), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
        sumMap([risk_bin], [customers], [probability]), sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)),
        sumForEach(contributions), sumForEach(gain)
    GROUP BY month, plan_code, tier
);
ALTER TABLE tenure.customer_score ADD PROJECTION by_channel
(
    SELECT month, channel_code, device_code, count(), max(model_version), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
        sumMap([risk_bin], [customers], [probability]), sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)),
        sumForEach(contributions), sumForEach(gain)
    GROUP BY month, channel_code, device_code
);
ALTER TABLE tenure.customer_score ADD PROJECTION by_district
(
    SELECT month, district_code, count(), max(model_version), sum(probability), sum(log_odds), sum(margin), sum(margin_12),
        sumMap([risk_bin], [customers], [probability]), sumForEach(churn), sumForEach(arrayMap(c -> margin * c, churn)),
        sumForEach(contributions), sumForEach(gain)
    GROUP BY month, district_code
);

CREATE OR REPLACE DICTIONARY tenure.customer_label
(
    customer_key UInt64,
    valid_from Date,
    valid_to Date,
    segment UInt16 DEFAULT 0,
    value_tier UInt8 DEFAULT 0,
    loyalty_band UInt8 DEFAULT 0,
    customer_class UInt8 DEFAULT 0
)
PRIMARY KEY customer_key
SOURCE(CLICKHOUSE(QUERY '
    SELECT customer_key, min(month) AS valid_from, toLastDayOfMonth(max(month)) AS valid_to, segment, value_tier, loyalty_band,
        customer_class
    FROM (
        SELECT customer_key, month, segment, value_tier, loyalty_band, customer_class,
            toInt64(toRelativeMonthNum(month)) - toInt64(row_number() OVER (
                PARTITION BY customer_key, segment, value_tier, loyalty_band, customer_class ORDER BY month)) AS island
        FROM tenure.customer_value)
    GROUP BY customer_key, segment, value_tier, loyalty_band, customer_class, island'))
LAYOUT(RANGE_HASHED())
RANGE(MIN valid_from MAX valid_to)
LIFETIME(0);

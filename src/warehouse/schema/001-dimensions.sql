-- Dimension tables of the star. Codes are the operator's own natural keys, so that a load in any order gives the same
-- rows; code 0 or '' is the unknown member. Open ends of half-open validity are 2100-01-01.
CREATE DATABASE IF NOT EXISTS tenure;

-- Grain: one version of a customer, valid in [valid_from, valid_to). Derived whole from customer_change.
CREATE TABLE IF NOT EXISTS tenure.dim_customer
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    valid_from Date CODEC(ZSTD(1)),
    valid_to Date CODEC(ZSTD(1)),
    joined_on Date CODEC(ZSTD(1)),
    district_code UInt32 CODEC(ZSTD(1)),
    plan_code LowCardinality(String),
    tier LowCardinality(String),
    channel_code LowCardinality(String),
    device_code LowCardinality(String),
    account_manager_code LowCardinality(String),
    customer_name String CODEC(ZSTD(1)),
    phone_number String CODEC(ZSTD(1)),
    email String CODEC(ZSTD(1)),
    gender LowCardinality(String),
    birth_year UInt16 CODEC(ZSTD(1)),
    text_attributes Map(LowCardinality(String), LowCardinality(String)),
    number_attributes Map(LowCardinality(String), Float64),
    flag_attributes Map(LowCardinality(String), Bool),
    date_attributes Map(LowCardinality(String), Date),
    file_id UInt64 CODEC(ZSTD(1)),
    is_current Bool ALIAS valid_to = toDate('2100-01-01')
)
ENGINE = MergeTree
ORDER BY (customer_key, valid_from);

-- Grain: one statement of a source about a customer as of a day. What SCD2 is derived from: late and out-of-order
-- statements just join their place in it.
CREATE TABLE IF NOT EXISTS tenure.customer_change
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    effective_on Date CODEC(ZSTD(1)),
    joined_on Date CODEC(ZSTD(1)),
    district_code UInt32 CODEC(ZSTD(1)),
    plan_code LowCardinality(String),
    tier LowCardinality(String),
    channel_code LowCardinality(String),
    device_code LowCardinality(String),
    account_manager_code LowCardinality(String),
    customer_name String CODEC(ZSTD(1)),
    phone_number String CODEC(ZSTD(1)),
    email String CODEC(ZSTD(1)),
    gender LowCardinality(String),
    birth_year UInt16 CODEC(ZSTD(1)),
    text_attributes Map(LowCardinality(String), LowCardinality(String)),
    number_attributes Map(LowCardinality(String), Float64),
    flag_attributes Map(LowCardinality(String), Bool),
    date_attributes Map(LowCardinality(String), Date),
    file_id UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
ORDER BY (customer_key, effective_on);

CREATE TABLE IF NOT EXISTS tenure.dim_region
(
    district_code UInt32,
    district_en String,
    district_zh String,
    city_code UInt32,
    city_en LowCardinality(String),
    city_zh LowCardinality(String),
    province_code UInt32,
    province_en LowCardinality(String),
    province_zh LowCardinality(String),
    file_id UInt64
)
ENGINE = MergeTree
ORDER BY district_code;

CREATE TABLE IF NOT EXISTS tenure.dim_plan
(
    plan_code String,
    plan_en String,
    plan_zh String,
    family LowCardinality(String),
    monthly_fee Decimal(18, 4),
    included_mb Decimal(18, 3),
    included_minutes Decimal(18, 2),
    launched_on Date,
    withdrawn_on Date DEFAULT '2100-01-01',
    file_id UInt64
)
ENGINE = MergeTree
ORDER BY plan_code;

CREATE TABLE IF NOT EXISTS tenure.dim_product
(
    product_code String,
    product_en String,
    product_zh String,
    category LowCardinality(String),
    monthly_fee Decimal(18, 4),
    file_id UInt64
)
ENGINE = MergeTree
ORDER BY product_code;

CREATE TABLE IF NOT EXISTS tenure.dim_channel
(
    channel_code String,
    channel_en String,
    channel_zh String,
    kind LowCardinality(String),
    file_id UInt64
)
ENGINE = MergeTree
ORDER BY channel_code;

CREATE TABLE IF NOT EXISTS tenure.dim_device
(
    device_code String,
    device_en String,
    device_zh String,
    operating_system LowCardinality(String),
    generation LowCardinality(String),
    file_id UInt64
)
ENGINE = MergeTree
ORDER BY device_code;

-- Why customers leave or get in touch.
CREATE TABLE IF NOT EXISTS tenure.dim_reason
(
    reason_code String,
    reason_en String,
    reason_zh String,
    category LowCardinality(String),
    file_id UInt64
)
ENGINE = MergeTree
ORDER BY reason_code;

CREATE TABLE IF NOT EXISTS tenure.dim_account_manager
(
    account_manager_code String,
    account_manager_en String,
    account_manager_zh String,
    province_code UInt32,
    file_id UInt64
)
ENGINE = MergeTree
ORDER BY account_manager_code;

-- Grain: one day. 2000-01-01 up to 2049-12-31, made here and never loaded.
CREATE TABLE IF NOT EXISTS tenure.dim_date
(
    date Date,
    month Date,
    quarter Date,
    year UInt16,
    month_of_year UInt8,
    day_of_month UInt8,
    day_of_week UInt8,
    iso_week UInt8,
    is_weekend Bool,
    month_en LowCardinality(String),
    month_zh LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY date;

INSERT INTO tenure.dim_date
SELECT
    toDate('2000-01-01') + number AS date,
    toStartOfMonth(date),
    toStartOfQuarter(date),
    toYear(date),
    toMonth(date),
    toDayOfMonth(date),
    toDayOfWeek(date),
    toISOWeek(date),
    toDayOfWeek(date) > 5,
    formatDateTime(date, '%b %Y'),
    concat(toString(toYear(date)), '年', toString(toMonth(date)), '月')
FROM numbers(18263)
WHERE (SELECT count() FROM tenure.dim_date) = 0;

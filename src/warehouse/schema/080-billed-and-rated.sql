-- What bills are made of: use in the detail that rating needs, tariffs by version, bills line by line. All of it is optional: a
-- source that says nothing of it has the defaults.
ALTER TABLE tenure.fact_usage
    ADD COLUMN IF NOT EXISTS hour_band LowCardinality(String) DEFAULT '' AFTER service,
    ADD COLUMN IF NOT EXISTS destination LowCardinality(String) DEFAULT '' AFTER hour_band,
    ADD COLUMN IF NOT EXISTS direction LowCardinality(String) DEFAULT 'out' AFTER destination,
    ADD COLUMN IF NOT EXISTS roaming_zone LowCardinality(String) DEFAULT '' AFTER direction,
    ADD COLUMN IF NOT EXISTS calls UInt32 DEFAULT 0 CODEC(ZSTD(1)) AFTER units;
ALTER TABLE tenure.fact_usage_duplicate
    ADD COLUMN IF NOT EXISTS hour_band LowCardinality(String) DEFAULT '' AFTER service,
    ADD COLUMN IF NOT EXISTS destination LowCardinality(String) DEFAULT '' AFTER hour_band,
    ADD COLUMN IF NOT EXISTS direction LowCardinality(String) DEFAULT 'out' AFTER destination,
    ADD COLUMN IF NOT EXISTS roaming_zone LowCardinality(String) DEFAULT '' AFTER direction,
    ADD COLUMN IF NOT EXISTS calls UInt32 DEFAULT 0 CODEC(ZSTD(1)) AFTER units;

-- Grain: customer x day x direction. numbers_state: a state of distinct numbers called, which states of any group merge to; it cannot be
-- added up.
CREATE TABLE IF NOT EXISTS tenure.fact_numbers_called
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    date Date CODEC(ZSTD(1)),
    direction LowCardinality(String),
    numbers_state AggregateFunction(uniqCombined(12), String) CODEC(ZSTD(1)),
    file_id UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(date)
ORDER BY (customer_key, date, direction);
CREATE TABLE IF NOT EXISTS tenure.fact_numbers_called_duplicate AS tenure.fact_numbers_called;

-- Grain: one version of a plan's tariff, from valid_from until the next one's. tariff: the YAML (docs/tariffs.md); hash: its SHA-256.
CREATE TABLE IF NOT EXISTS tenure.tariff_version
(
    plan_code LowCardinality(String),
    valid_from Date,
    tariff String CODEC(ZSTD(1)),
    hash String,
    file_id UInt64
)
ENGINE = MergeTree
ORDER BY (plan_code, valid_from);
CREATE TABLE IF NOT EXISTS tenure.tariff_version_duplicate AS tenure.tariff_version;

-- Grain: one line of a bill. kind: recurring, usage, product, discount, tax, adjustment; item: the fee, the line of use, the product,
-- the discount …. Lines add up to the bill, discounts and credits being negative: charged is all but the tax.
CREATE TABLE IF NOT EXISTS tenure.fact_bill_line
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    bill_number String CODEC(ZSTD(1)),
    month Date CODEC(ZSTD(1)),
    kind LowCardinality(String),
    item LowCardinality(String),
    service LowCardinality(String),
    amount Decimal(18, 4) CODEC(ZSTD(1)),
    plan_code LowCardinality(String),
    tariff_hash LowCardinality(String),
    file_id UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(month)
ORDER BY (customer_key, bill_number, kind, item);
CREATE TABLE IF NOT EXISTS tenure.fact_bill_line_duplicate AS tenure.fact_bill_line;

-- Grain: one customer that belongs to an account: a household, a business group. A customer of no account has no row.
CREATE TABLE IF NOT EXISTS tenure.dim_account
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    account_code LowCardinality(String),
    account_en LowCardinality(String),
    account_zh LowCardinality(String),
    kind LowCardinality(String),
    file_id UInt64
)
ENGINE = MergeTree
ORDER BY customer_key;
CREATE TABLE IF NOT EXISTS tenure.dim_account_duplicate AS tenure.dim_account;

CREATE DICTIONARY IF NOT EXISTS tenure.account
(
    customer_key UInt64,
    account_code String DEFAULT '',
    account_en String DEFAULT 'None',
    account_zh String DEFAULT '无',
    kind String DEFAULT 'None'
)
PRIMARY KEY customer_key
SOURCE(CLICKHOUSE(QUERY '
    SELECT customer_key, toString(account_code) AS account_code, toString(account_en) AS account_en,
        toString(account_zh) AS account_zh, toString(kind) AS kind
    FROM tenure.dim_account'))
LAYOUT(HASHED())
LIFETIME(0);

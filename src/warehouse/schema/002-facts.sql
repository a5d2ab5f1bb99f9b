-- Base facts. customer_key is sipHash64(customer_id) everywhere; file_id says which file a row came from (etl_file of
-- the store). Money is Decimal(18, 4) in major units, days are Dates of the operator's zone.

-- Grain: customer x day x service, only where there was usage.
CREATE TABLE IF NOT EXISTS tenure.fact_usage
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    date Date CODEC(ZSTD(1)),
    service LowCardinality(String),
    units UInt32 CODEC(ZSTD(1)),
    minutes Decimal(18, 2) CODEC(ZSTD(1)),
    megabytes Decimal(18, 3) CODEC(ZSTD(1)),
    charge Decimal(18, 4) CODEC(ZSTD(1)),
    dropped_calls UInt32 CODEC(ZSTD(1)),
    file_id UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(date)
ORDER BY (customer_key, date, service);

-- Grain: one bill; its month is the month it is for. charged = recurring + usage - discount, before tax.
CREATE TABLE IF NOT EXISTS tenure.fact_bill
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    bill_number String CODEC(ZSTD(1)),
    month Date CODEC(ZSTD(1)),
    recurring_charge Decimal(18, 4) CODEC(ZSTD(1)),
    usage_charge Decimal(18, 4) CODEC(ZSTD(1)),
    discount Decimal(18, 4) CODEC(ZSTD(1)),
    charged Decimal(18, 4) CODEC(ZSTD(1)),
    tax Decimal(18, 4) CODEC(ZSTD(1)),
    due_on Date CODEC(ZSTD(1)),
    file_id UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(month)
ORDER BY (customer_key, bill_number);

-- Grain: one payment, made for the bill of a month.
CREATE TABLE IF NOT EXISTS tenure.fact_payment
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    payment_number String CODEC(ZSTD(1)),
    paid_on Date CODEC(ZSTD(1)),
    bill_month Date CODEC(ZSTD(1)),
    amount Decimal(18, 4) CODEC(ZSTD(1)),
    method LowCardinality(String),
    file_id UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(paid_on)
ORDER BY (customer_key, payment_number);

-- Grain: one product held by a customer from held_from until before held_to. Some are held for years: not partitioned.
CREATE TABLE IF NOT EXISTS tenure.fact_subscription
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    product_code LowCardinality(String),
    held_from Date CODEC(ZSTD(1)),
    held_to Date CODEC(ZSTD(1)),
    monthly_fee Decimal(18, 4) CODEC(ZSTD(1)),
    file_id UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
ORDER BY (customer_key, product_code, held_from);

-- Grain: customer x month x kind of cost (serving, acquisition).
CREATE TABLE IF NOT EXISTS tenure.fact_cost
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    month Date CODEC(ZSTD(1)),
    kind LowCardinality(String),
    amount Decimal(18, 4) CODEC(ZSTD(1)),
    file_id UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(month)
ORDER BY (customer_key, month, kind);

-- Grain: one event. kind: join, churn, plan_change, tariff_change, suspension, port_out, rival_offer. The day of a churn is
-- the last day of service.
CREATE TABLE IF NOT EXISTS tenure.fact_event
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    event_number String CODEC(ZSTD(1)),
    kind LowCardinality(String),
    occurred_at DateTime('UTC') CODEC(ZSTD(1)),
    date Date CODEC(ZSTD(1)),
    reason_code LowCardinality(String),
    channel_code LowCardinality(String),
    from_plan_code LowCardinality(String),
    to_plan_code LowCardinality(String),
    amount Decimal(18, 4) CODEC(ZSTD(1)),
    file_id UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(date)
ORDER BY (customer_key, date, event_number);

-- Grain: one contact of a customer with the operator. satisfaction 1 to 5, 0 where the customer did not say.
CREATE TABLE IF NOT EXISTS tenure.fact_contact
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    contact_number String CODEC(ZSTD(1)),
    contacted_at DateTime('UTC') CODEC(ZSTD(1)),
    date Date CODEC(ZSTD(1)),
    channel_code LowCardinality(String),
    reason_code LowCardinality(String),
    is_complaint Bool,
    satisfaction UInt8,
    handling_minutes Decimal(18, 2) CODEC(ZSTD(1)),
    file_id UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(date)
ORDER BY (customer_key, date, contact_number);

-- Grain: one target: the value that a key figure should have in a month in a province (0 = the whole operator).
CREATE TABLE IF NOT EXISTS tenure.target
(
    month Date,
    province_code UInt32,
    kpi LowCardinality(String),
    value Float64,
    file_id UInt64
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(month)
ORDER BY (month, province_code, kpi);

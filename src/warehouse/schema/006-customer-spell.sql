-- Grain: one unbroken stay of a customer, [joined_on, left_on]; left_on is the last day of service, 2100-01-01 while it lasts.
-- Derived whole from customer_change and the join and churn events.
CREATE TABLE IF NOT EXISTS tenure.customer_spell
(
    customer_key UInt64,
    customer_id String CODEC(ZSTD(1)),
    joined_on Date CODEC(ZSTD(1)),
    left_on Date CODEC(ZSTD(1)),
    reason_code LowCardinality(String)
)
ENGINE = MergeTree
ORDER BY (customer_key, joined_on);

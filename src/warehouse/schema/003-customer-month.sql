-- The light layer. Grain: customer x month, for customers active at any moment of the month or with any fact in it
-- (active = 0: a payment after leaving, a bill of a customer nobody described). The dimension keys and attributes are
-- those of the last active moment in the month. Rebuilt a month at a time; every amount is the plain sum of the facts.
-- The projections are the high layer, coarsest first: among small ones the engine takes the first declared.
CREATE TABLE IF NOT EXISTS tenure.customer_month
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
    reason_code LowCardinality(String) COMMENT 'why the customer left in this month',
    text_attributes Map(LowCardinality(String), LowCardinality(String)),
    number_attributes Map(LowCardinality(String), Float64),
    flag_attributes Map(LowCardinality(String), Bool),
    date_attributes Map(LowCardinality(String), Date),
    active UInt8,
    joined UInt8,
    churned UInt8,
    suspended UInt8,
    plan_changed UInt8,
    ported_out UInt8,
    bills UInt16 CODEC(ZSTD(1)),
    payments UInt16 CODEC(ZSTD(1)),
    calls UInt32 CODEC(ZSTD(1)),
    messages UInt32 CODEC(ZSTD(1)),
    usage_days UInt16 CODEC(ZSTD(1)),
    dropped_calls UInt32 CODEC(ZSTD(1)),
    contacts UInt16 CODEC(ZSTD(1)),
    complaints UInt16 CODEC(ZSTD(1)),
    satisfaction_sum UInt32 CODEC(ZSTD(1)),
    satisfaction_count UInt16 CODEC(ZSTD(1)),
    rival_offers UInt16 CODEC(ZSTD(1)),
    tariff_changes UInt16 CODEC(ZSTD(1)),
    products_held UInt16 CODEC(ZSTD(1)),
    tenure_months UInt16 CODEC(ZSTD(1)),
    voice_minutes Decimal(18, 2) CODEC(ZSTD(1)),
    data_mb Decimal(18, 3) CODEC(ZSTD(1)),
    roaming_mb Decimal(18, 3) CODEC(ZSTD(1)),
    monthly_charges Decimal(18, 4) CODEC(ZSTD(1)),
    usage_charges Decimal(18, 4) CODEC(ZSTD(1)),
    discount Decimal(18, 4) CODEC(ZSTD(1)),
    revenue Decimal(18, 4) CODEC(ZSTD(1)),
    tax Decimal(18, 4) CODEC(ZSTD(1)),
    serving_cost Decimal(18, 4) CODEC(ZSTD(1)),
    acquisition_cost Decimal(18, 4) CODEC(ZSTD(1)),
    cost Decimal(18, 4) CODEC(ZSTD(1)),
    margin Decimal(18, 4) CODEC(ZSTD(1)),
    paid Decimal(18, 4) CODEC(ZSTD(1)),
    arrears Decimal(18, 4) CODEC(ZSTD(1)),
    arrears_1_30 Decimal(18, 4) CODEC(ZSTD(1)),
    arrears_31_60 Decimal(18, 4) CODEC(ZSTD(1)),
    arrears_61_90 Decimal(18, 4) CODEC(ZSTD(1)),
    arrears_over_90 Decimal(18, 4) CODEC(ZSTD(1)),
    overdue_days UInt16 CODEC(ZSTD(1)),
    run_id LowCardinality(String),
    INDEX by_customer_id customer_id TYPE bloom_filter(0.01) GRANULARITY 1,
    PROJECTION by_month
    (
        SELECT
            month,
            count(), max(overdue_days), sum(active), sum(joined), sum(churned), sum(suspended), sum(plan_changed),
            sum(ported_out), sum(bills), sum(payments), sum(calls), sum(messages), sum(usage_days),
            sum(dropped_calls), sum(contacts), sum(complaints), sum(satisfaction_sum), sum(satisfaction_count),
            sum(rival_offers), sum(tariff_changes), sum(products_held), sum(tenure_months), sum(voice_minutes),
            sum(data_mb), sum(roaming_mb), sum(monthly_charges), sum(usage_charges), sum(discount), sum(revenue),
            sum(tax), sum(serving_cost), sum(acquisition_cost), sum(cost), sum(margin), sum(paid), sum(arrears),
            sum(arrears_1_30), sum(arrears_31_60), sum(arrears_61_90), sum(arrears_over_90)
        GROUP BY month
    ),
    PROJECTION by_plan
    (
        SELECT
            month, plan_code, tier,
            count(), max(overdue_days), sum(active), sum(joined), sum(churned), sum(suspended), sum(plan_changed),
            sum(ported_out), sum(bills), sum(payments), sum(calls), sum(messages), sum(usage_days),
            sum(dropped_calls), sum(contacts), sum(complaints), sum(satisfaction_sum), sum(satisfaction_count),
            sum(rival_offers), sum(tariff_changes), sum(products_held), sum(tenure_months), sum(voice_minutes),
            sum(data_mb), sum(roaming_mb), sum(monthly_charges), sum(usage_charges), sum(discount), sum(revenue),
            sum(tax), sum(serving_cost), sum(acquisition_cost), sum(cost), sum(margin), sum(paid), sum(arrears),
            sum(arrears_1_30), sum(arrears_31_60), sum(arrears_61_90), sum(arrears_over_90)
        GROUP BY month, plan_code, tier
    ),
    PROJECTION by_channel
    (
        SELECT
            month, channel_code, device_code,
            count(), max(overdue_days), sum(active), sum(joined), sum(churned), sum(suspended), sum(plan_changed),
            sum(ported_out), sum(bills), sum(payments), sum(calls), sum(messages), sum(usage_days),
            sum(dropped_calls), sum(contacts), sum(complaints), sum(satisfaction_sum), sum(satisfaction_count),
            sum(rival_offers), sum(tariff_changes), sum(products_held), sum(tenure_months), sum(voice_minutes),
            sum(data_mb), sum(roaming_mb), sum(monthly_charges), sum(usage_charges), sum(discount), sum(revenue),
            sum(tax), sum(serving_cost), sum(acquisition_cost), sum(cost), sum(margin), sum(paid), sum(arrears),
            sum(arrears_1_30), sum(arrears_31_60), sum(arrears_61_90), sum(arrears_over_90)
        GROUP BY month, channel_code, device_code
    ),
    PROJECTION by_district
    (
        SELECT
            month, district_code,
            count(), max(overdue_days), sum(active), sum(joined), sum(churned), sum(suspended), sum(plan_changed),
            sum(ported_out), sum(bills), sum(payments), sum(calls), sum(messages), sum(usage_days),
            sum(dropped_calls), sum(contacts), sum(complaints), sum(satisfaction_sum), sum(satisfaction_count),
            sum(rival_offers), sum(tariff_changes), sum(products_held), sum(tenure_months), sum(voice_minutes),
            sum(data_mb), sum(roaming_mb), sum(monthly_charges), sum(usage_charges), sum(discount), sum(revenue),
            sum(tax), sum(serving_cost), sum(acquisition_cost), sum(cost), sum(margin), sum(paid), sum(arrears),
            sum(arrears_1_30), sum(arrears_31_60), sum(arrears_61_90), sum(arrears_over_90)
        GROUP BY month, district_code
    )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(month)
ORDER BY customer_key
SETTINGS deduplicate_merge_projection_mode = 'rebuild';

-- What a scored month keeps beyond its scalars: what drove the risk, the chance to leave in the month after, and the parts
-- of the customer's value, so that two months can be compared. Rows of before have none of it (explained is 0).
ALTER TABLE tenure.customer_score_history
    ADD COLUMN next_month Float64 COMMENT 'chance to leave in the month after',
    ADD COLUMN contributions Array(Float32) COMMENT 'as in customer_score, by the formula of model_version; empty for who left' CODEC(ZSTD(1)),
    ADD COLUMN explained UInt8 COMMENT 'contributions are known',
    ADD COLUMN margin_12 Float64 COMMENT 'margin of the last twelve months',
    ADD COLUMN expected_gain Float64 COMMENT 'as expected_value, of what the customer was likely to add';
ALTER TABLE tenure.customer_score_history DROP PROJECTION by_month;
ALTER TABLE tenure.customer_score_history DROP PROJECTION by_district;
ALTER TABLE tenure.customer_score_history ADD PROJECTION by_month
(
    SELECT month, stage, previous_stage, count(), sum(at_risk), sum(probability), sum(margin), sum(expected_value),
        sum(next_month), sum(explained), sum(margin_12), sum(expected_gain), min(model_version), max(model_version),
        sumForEach(contributions)
    GROUP BY month, stage, previous_stage
);
ALTER TABLE tenure.customer_score_history ADD PROJECTION by_district
(
    SELECT month, district_code, stage, previous_stage, count(), sum(at_risk), sum(probability), sum(margin),
        sum(expected_value), sum(next_month), sum(explained), sum(margin_12), sum(expected_gain), min(model_version),
        max(model_version), sumForEach(contributions)
    GROUP BY month, district_code, stage, previous_stage
);

-- The risk band of a customer in every scored month since first_month, one digit a month: 1 under 2%, 2 under 5%, 3 under 10%,
-- 4 under 20%, 5 from 20%, as risk_band of the model; 0 not scored. In the month of leaving it is the band last told
-- before. One string a customer and not ranges, since bands change often: a fifth of the memory, half the time.
CREATE DICTIONARY IF NOT EXISTS tenure.customer_risk
(
    customer_key UInt64,
    first_month Date DEFAULT '1970-01-01',
    bands String DEFAULT ''
)
PRIMARY KEY customer_key
SOURCE(CLICKHOUSE(QUERY '
    SELECT customer_key, min(month) AS first_month,
        mapFromArrays(groupArray(toRelativeMonthNum(month)), groupArray(multiIf(at_risk = 0, 9, probability < 0.02, 1,
            probability < 0.05, 2, probability < 0.1, 3, probability < 0.2, 4, 5))) AS digits,
        arrayStringConcat(arrayMap(m -> toString(if(digits[m] = 9, digits[m - 1], digits[m]) % 9),
            range(toRelativeMonthNum(min(month)), toRelativeMonthNum(max(month)) + 1))) AS bands
    FROM tenure.customer_score_history
    GROUP BY customer_key'))
LAYOUT(HASHED())
LIFETIME(0);

-- What befalls each customer in each month, and whether the customer leaves in it: the documented hazard
--   logit h = -4.95 + 1.20 month-to-month - 0.80 two-year + 1.70 contract ends + 0.90 price shock (this or last month)
--           + 0.55 complaints (this and last month, at most 3) + 0.60 poor network + 1.10 rival offer - 0.015 tenure (at most 48)
CREATE TABLE tenure_seed.month ENGINE = MergeTree ORDER BY (i, m) AS
SELECT
    *,
    -4.95 + 1.20 * (contract_months = 0) - 0.80 * (contract_months = 24) + 1.70 * contract_ends + 0.90 * price_shock
        + 0.55 * least(3, complaints + complaints_before) + 0.60 * poor_network + 1.10 * rival_offer
        - 0.015 * least(48, m - join_month) AS score,
    U('leave', i, m) < 1 / (1 + exp(-score)) AS leaves
FROM
(
    SELECT *, lagInFrame(complaints, 1, 0) OVER (PARTITION BY i ORDER BY m ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS complaints_before
    FROM
    (
        SELECT
            i, toInt32(n.number) AS m, join_month, contract_months, poor_network,
            addMonths(@FIRST, m) AS month,
            if(plan_month >= 0 AND m >= plan_month AND plan_month > join_month, new_plan_code, plan_code) AS current_plan,
            [tariffs[current_plan]][1] AS tariff_month,
            m = tariff_month AS tariff_change,
            m - tariff_month IN (0, 1) AS price_shock,
            (contract_months > 0 AND m > join_month AND (m - join_month) % greatest(contract_months, 1) = 0) AS contract_ends,
            U('rival', i, m) < 0.05 AS rival_offer,
            0.05 + 0.12 * poor_network + 0.10 * price_shock AS annoyance,
            toUInt8(U('complaint', i, m) < annoyance) + toUInt8(U('complaint2', i, m) < annoyance / 3) AS complaints,
            toUInt8(U('contact', i, m) < 0.08) AS enquiries,
            U('suspend', i, m) < 0.008 AS suspended
        FROM tenure_seed.customer AS c
        CROSS JOIN numbers(@M) AS n
        CROSS JOIN (SELECT mapFromArrays(groupArray(plan_code), groupArray(tariff_month)) AS tariffs FROM tenure_seed.plan) AS p
        WHERE m >= join_month
    )
);

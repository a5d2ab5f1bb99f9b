-- Grain: customer x month while the customer is with us. The last month ends on the day of leaving.
CREATE TABLE tenure_seed.stay ENGINE = MergeTree ORDER BY (m, i) AS
SELECT
    t.i AS i, t.m AS m, t.month AS month, t.join_month AS join_month, t.contract_months AS contract_months,
    t.poor_network AS poor_network, t.tariff_month AS tariff_month,
    -- Who leaves before the day of the change never has the new plan.
    if(t.m = c.plan_month AND is_last AND c.plan_changed_on >= last_day, c.plan_code, t.current_plan) AS current_plan,
    t.tariff_change AS tariff_change, t.price_shock AS price_shock, t.contract_ends AS contract_ends,
    t.rival_offer AS rival_offer, t.complaints AS complaints, t.enquiries AS enquiries, t.suspended AS suspended,
    t.score AS score,
    t.m = l.leave_month AS is_last,
    greatest(c.joined_on, t.month) AS first_day,
    if(is_last, addDays(first_day, floor((1 + dateDiff('day', first_day, toLastDayOfMonth(t.month))) * U('leaveday', t.i))),
        toLastDayOfMonth(t.month)) AS last_day,
    c.customer_id AS customer_id, c.segment AS segment, c.channel_code AS channel_code, c.tier AS tier, c.joined_on AS joined_on,
    c.autopay AS autopay, c.plan_code AS plan_code, c.plan_changed_on AS plan_changed_on, c.plan_month AS plan_month,
    multiIf(NOT is_last, '', t.rival_offer, 'rival', t.price_shock, 'price', t.complaints + t.complaints_before > 0, 'service',
        t.contract_ends, 'contract-end', t.poor_network, 'network', 'moved') AS reason_code
FROM tenure_seed.month AS t
INNER JOIN tenure_seed.leaving AS l ON l.i = t.i
INNER JOIN tenure_seed.customer AS c ON c.i = t.i
WHERE t.m <= l.leave_month;

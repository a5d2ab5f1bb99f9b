-- Bills, one a stay-month, and when they are paid (2100-01-01: never).
CREATE TABLE tenure_seed.bill ENGINE = MergeTree ORDER BY (m, i) AS
SELECT
    s.i AS i, s.m AS m, s.customer_id AS customer_id, s.month AS month,
    concat('B', toString(toYYYYMM(s.month)), substring(s.customer_id, 2)) AS bill_number,
    toDecimal64(p.fee * if(s.m >= s.tariff_month, 1.08, 1), 2) AS recurring_charge,
    toDecimal64(if(U('over', s.i, s.m) < 0.3, 25 * pow(U('overage', s.i, s.m), 2), 0), 2) AS usage_charge,
    toDecimal64(recurring_charge * [0, 0.05, 0.1][1 + intDiv(s.contract_months, 12)], 2) AS discount,
    recurring_charge + usage_charge - discount AS charged,
    toDecimal64(charged * 0.06, 2) AS tax,
    addDays(toLastDayOfMonth(s.month), 20) AS due_on,
    U('pay', s.i, s.m) AS pay,
    multiIf(
        s.autopay, due_on,
        pay < 0.90, addDays(toLastDayOfMonth(s.month), 3 + toUInt8(floor(18 * U('payday', s.i, s.m)))),
        pay < 0.97, addDays(due_on, 5 + toUInt8(floor(80 * U('payday', s.i, s.m)))),
        toDate('2100-01-01')) AS paid_on
FROM tenure_seed.stay AS s
INNER JOIN tenure_seed.plan AS p ON p.plan_code = s.current_plan;

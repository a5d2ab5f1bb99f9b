-- Five bills a month that somebody corrects by hand.
CREATE TABLE tenure_seed.adjustment ENGINE = MergeTree ORDER BY (m, i) AS
SELECT m, one.2 AS i, toInt64([500, 1000, 1500][1 + toUInt8(floor(3 * U('goodwill', i, m)))]) AS credit
FROM (SELECT m, arrayJoin(groupArraySorted(5)((U('adjust', i, m), i))) AS one FROM tenure_seed.stay GROUP BY m);

-- Bills, one a stay-month, and when they are paid (2100-01-01: never). Amounts of `lines` in cents:
--   (kind, item, service, amount). recurring_charge is the plan's fee and the products'; discount holds credits too.
CREATE TABLE tenure_seed.bill ENGINE = MergeTree ORDER BY (m, i) AS
SELECT
    i, m, customer_id, month, bill_number, current_plan, tariff_hash,
    arrayConcat([('recurring', 'fee', '', recurring)], arrayFilter(line -> line.4 != 0, arrayConcat(
        [('usage', 'calls', 'voice', calls_cents), ('usage', 'international calls', 'voice', abroad_cents),
            ('usage', 'premium numbers', 'voice', premium_cents), ('usage', 'data', 'data', data_cents),
            ('usage', 'messages', 'sms', message_cents), ('usage', 'roaming', 'roaming', roaming_cents)],
        arrayMap(one -> ('product', one.1, '', one.2), products),
        [('discount', if(contract_months = 24, 'two years', 'one year'), '', -rebate), ('adjustment', 'goodwill', '', -credit)])),
        [('tax', 'tax', '', tax_cents)]) AS lines,
    toDecimal64(recurring + product_cents, 4) / 100 AS recurring_charge, toDecimal64(use_cents, 4) / 100 AS usage_charge,
    toDecimal64(rebate + credit, 4) / 100 AS discount, toDecimal64(taxed - credit, 4) / 100 AS charged,
    toDecimal64(tax_cents, 4) / 100 AS tax, due_on, pay, paid_on
FROM
(
    SELECT
        u.i AS i, u.m AS m, u.customer_id AS customer_id, u.month AS month, u.current_plan AS current_plan, u.tariff_hash AS tariff_hash,
        u.contract_months AS contract_months, u.recurring AS recurring, u.calls_cents AS calls_cents, u.abroad_cents AS abroad_cents,
        u.premium_cents AS premium_cents, u.data_cents AS data_cents, u.message_cents AS message_cents, u.roaming_cents AS roaming_cents,
        calls_cents + abroad_cents + premium_cents + data_cents + message_cents + roaming_cents AS use_cents,
        concat('B', toString(toYYYYMM(u.month)), substring(u.customer_id, 2)) AS bill_number,
        arrayFilter(one -> one.2 <= u.last_day AND one.3 > u.first_day, h.holds) AS held,
        u.bundle_fee > 0 AND arrayExists(one -> one.1 = 'video', held) AND arrayExists(one -> one.1 = 'music', held) AS in_bundle,
        arrayConcat(if(in_bundle, [('media', u.bundle_fee)], CAST([], 'Array(Tuple(String, Int64))')),
            arrayMap(one -> (one.1, t.product_fees[indexOf(t.product_codes, one.1)]), arrayFilter(one -> NOT (in_bundle AND one.1 IN ('video', 'music')), held))) AS products,
        arraySum(arrayMap(one -> one.2, products)) AS product_cents,
        intDiv(2 * recurring * transform(u.contract_months, [12, 24], [5, 10], 0) + 100, 200) AS rebate,
        recurring + product_cents + use_cents - rebate AS taxed,
        intDiv(2 * taxed * 6 + 100, 200) AS tax_cents,
        least(a.credit, taxed) AS credit,
        addDays(toLastDayOfMonth(u.month), 20) AS due_on,
        U('pay', i, m) AS pay,
        multiIf(
            u.cheat IN ('never-pay', 'sim-box') OR k.kind = 'bust-out' AND m >= k.from_m, toDate('2100-01-01'),
            u.autopay, due_on,
            pay < 0.90, addDays(toLastDayOfMonth(u.month), 3 + toUInt8(floor(18 * U('payday', i, m)))),
            pay < 0.97, addDays(due_on, 5 + toUInt8(floor(80 * U('payday', i, m)))),
            toDate('2100-01-01')) AS paid_on
    FROM tenure_seed.use AS u
    INNER JOIN tenure_seed.tariff AS t ON t.plan_code = u.current_plan
    LEFT JOIN (SELECT i, groupArray((product_code, held_from, until_day)) AS holds FROM tenure_seed.subscription GROUP BY i) AS h ON h.i = u.i
    LEFT JOIN tenure_seed.adjustment AS a ON a.m = u.m AND a.i = u.i
    LEFT JOIN tenure_seed.cheat AS k ON k.i = u.i
    SETTINGS join_use_nulls = 0
);

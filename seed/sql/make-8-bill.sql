-- Five bills a month that somebody corrects by hand, none of them a business group's: two customers of a group have one bill.
CREATE TABLE tenure_seed.adjustment ENGINE = MergeTree ORDER BY (m, i) AS
SELECT m, one.2 AS i, toInt64([500, 1000, 1500][1 + toUInt8(floor(3 * U('goodwill', i, m)))]) AS credit
FROM (SELECT m, arrayJoin(groupArraySorted(5)((U('adjust', i, m), i))) AS one FROM tenure_seed.stay WHERE segment != 3 GROUP BY m);

-- Bills, one a stay-month, and when they are paid (2100-01-01: never). Amounts of `lines` in cents: (kind, item, service, amount).
-- recurring_charge is the plan's fee and the products'; discount holds credits too. Customers of a business group have one bill: their
-- rows have its number. Discounts come in the order of the tariff: those for all that is charged first or last.
CREATE TABLE tenure_seed.bill ENGINE = MergeTree ORDER BY (m, i) AS
SELECT
    i, m, customer_id, month, bill_number, current_plan, tariff_hash,
    arrayConcat([('recurring', 'fee', '', recurring)], arrayFilter(line -> line.4 != 0, arrayConcat(
        arrayMap((name, cents) -> ('usage', name.1, name.2, cents),
            [('calls', 'voice'), ('international calls', 'voice'), ('premium numbers', 'voice'), ('data', 'data'), ('messages', 'sms'),
                ('roaming', 'roaming'), ('roaming in asia', 'roaming'), ('calls received', 'voice')], line_cents),
        arrayMap(one -> ('product', one.1, '', one.2), products),
        [('discount', if(contract_months = 24, 'two years', 'one year'), '', -rebate), ('discount', 'online', '', -online_cents),
            ('discount', 'gold', '', -gold_cents), ('adjustment', 'goodwill', '', -credit)])),
        [('tax', 'tax', '', tax_cents)]) AS lines,
    toDecimal64(recurring + product_cents, 4) / 100 AS recurring_charge, toDecimal64(use_cents, 4) / 100 AS usage_charge,
    toDecimal64(discount_cents + credit, 4) / 100 AS discount, toDecimal64(taxed - credit, 4) / 100 AS charged,
    toDecimal64(tax_cents, 4) / 100 AS tax, due_on, pay, paid_on
FROM
(
    -- A level a step: a name of the same level would be worked out wherever it is used.
    SELECT *, gross - discount_cents AS taxed, R(taxed * 6, 100) AS tax_cents, least(granted, taxed) AS credit FROM (
    SELECT *, if(gold_first, gold_before, R((gross - rebate - online_cents) * gold_percent, 100)) AS gold_cents,
        rebate + online_cents + gold_cents AS discount_cents FROM (
    SELECT *, least(R(online_amount, 1), use_cents, gross - gold_before - rebate) AS online_cents FROM (
    SELECT *, R(least(recurring, gross - gold_before) * contract_percent, 100) AS rebate FROM (
    SELECT *, recurring + product_cents + use_cents AS gross, if(gold_first, R(gross * gold_percent, 100), toInt64(0)) AS gold_before FROM (
        SELECT
            u.i AS i, u.m AS m, u.customer_id AS customer_id, u.month AS month, u.current_plan AS current_plan, u.tariff_hash AS tariff_hash,
            u.contract_months AS contract_months, u.recurring AS recurring, u.line_cents AS line_cents, arraySum(line_cents) AS use_cents,
            t.step AS step, t.mode AS mode,
            concat('B', toString(toYYYYMM(u.month)), if(c.segment = 3, concat('-', g.account_code), substring(u.customer_id, 2))) AS bill_number,
            -- A product is held until before one.3.
            arrayMap(one -> (one.1, greatest(one.2, u.first_day), least(one.3 - 1, u.last_day)),
                arrayFilter(one -> one.2 <= u.last_day AND one.3 > u.first_day, h.holds)) AS held,
            u.bundle_fee > 0 AND arrayExists(one -> one.1 = 'video', held) AND arrayExists(one -> one.1 = 'music', held) AS in_bundle,
            arrayMap(one -> (one.1, if(t.products_prorated, R(one.2 * toInt64(greatest(0, 1 + dateDiff('day', one.3, one.4))), u.days), R(one.2, 1))),
                arrayConcat(
                    if(in_bundle, [('media', u.bundle_fee,
                        arrayMax(arrayMap(one -> if(one.1 IN ('video', 'music'), one.2, toDate('1970-01-01')), held)),
                        arrayMin(arrayMap(one -> if(one.1 IN ('video', 'music'), one.3, toDate('2100-01-01')), held)))],
                        CAST([], 'Array(Tuple(String, Int64, Date, Date))')),
                    arrayMap(one -> (one.1, t.product_fees[indexOf(t.product_codes, one.1)], one.2, one.3),
                        arrayFilter(one -> NOT (in_bundle AND one.1 IN ('video', 'music')), held)))) AS products,
            arraySum(arrayMap(one -> one.2, products)) AS product_cents,
            if(c.tier IN ('gold', 'platinum'), t.gold, 0) AS gold_percent, t.gold_first AS gold_first,
            if(c.channel_code = 'online', t.online, 0) AS online_amount,
            multiIf(u.contract_months = 24, t.two_years, u.contract_months = 12, t.one_year, 0) AS contract_percent,
            a.credit AS granted,
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
        INNER JOIN tenure_seed.customer AS c ON c.i = u.i
        LEFT JOIN tenure_seed.account AS g ON g.i = u.i
        LEFT JOIN (SELECT i, groupArray((product_code, held_from, until_day)) AS holds FROM tenure_seed.subscription GROUP BY i) AS h ON h.i = u.i
        LEFT JOIN tenure_seed.adjustment AS a ON a.m = u.m AND a.i = u.i
        LEFT JOIN tenure_seed.cheat AS k ON k.i = u.i
        SETTINGS join_use_nulls = 0
    )))))
);

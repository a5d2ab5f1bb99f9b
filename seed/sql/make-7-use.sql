-- Grain: one stay-month with all its use. `uses`, in the order in which an allowance is used up:
--   (date, hour band, destination, direction, roaming zone, service, units, calls, minutes × 100, megabytes × 1000, dropped calls)
-- Codes are places in the lists below, which are in the order of the names, as the tariff's order of use demands:
--   band 1 day, 2 evening, 3 night · destination 1 none, 2 international, 3 national, 4 on-net, 5 premium · direction 1 in, 2 out
--   zone 1 none, 2 asia, 3 europe, 4 world · service 1 voice, 2 data, 3 sms, 4 roaming
-- ls: the line of the bill that each use belongs to (1 calls, 2 international, 3 premium, 4 data, 5 messages, 6 roaming, 7 roaming in
-- Asia where the tariff has it apart, 8 calls received).
CREATE TABLE tenure_seed.used ENGINE = MergeTree ORDER BY (m, i) AS
-- What comes in is on a line of its own: it may come last.
SELECT
    i, m, month, customer_id, current_plan, contract_months, autopay, first_day, last_day, days, cheat, from_m, is_new_price,
    arrayConcat(if(empty(more), usual_out, arraySort(arrayConcat(usual_out, more))), usual_in) AS uses,
    arrayMap(u -> toUInt8(multiIf(u.6 = 1 AND u.4 = 1, 8, u.6 = 1, [0, 2, 1, 1, 3][u.3], u.6 = 2, 4, u.6 = 3, 5,
        has_asia AND u.5 = 2, 7, 6)), uses) AS ls
FROM
(
    SELECT
        s.i AS i, s.m AS m, toString(i) AS ti, toString(m) AS tm, s.month AS month, s.customer_id AS customer_id, s.current_plan AS current_plan,
        s.contract_months AS contract_months, s.autopay AS autopay, s.first_day AS first_day, s.last_day AS last_day,
        s.segment AS segment, s.poor_network AS poor_network, m >= s.tariff_month AS is_new_price, t.has_asia AS has_asia,
        toInt64(toDayOfMonth(toLastDayOfMonth(month))) AS days,
        if(m BETWEEN c.from_m AND c.to_m, c.kind, '') AS cheat, c.from_m AS from_m,
        toInt64(multiIf(cheat = 'bust-out', 8, cheat = 'never-pay' AND m <= c.from_m + 2, 3, 1)) AS times,
        if(toMonth(month) <= 2 AND toYear(month) BETWEEN 2005 AND 2035, @NEWYEARS[toYear(month) - 2004], toDate('1970-01-01')) AS new_year,
        [[0.12, 0.92, 0.98], [0.50, 0.87, 0.97], [0.35, 0.70, 0.75], [0.75, 0.85, 0.995], [0.42, 0.76, 0.995], [0.22, 0.70, 0.985]][segment] AS chances,
        chances[1] AS voice_below, chances[2] AS data_below, chances[3] AS sms_below,
        [1200, 350, 700, 60, 180, 600][segment] AS mean_mb, [4, 12, 14, 16, 8, 3][segment] AS mean_minutes,
        [10, 12, 60, 10, 3, 10][segment] AS abroad,
        1 + 0.15 * sin(toMonth(month) * pi() / 6) AS season,
        arrayFilter(slot -> U('use', ti, tm, slot) < 0.52, if(cheat = 'sim-box', CAST([], 'Array(UInt8)'), range(16))) AS slots_used,
        arrayMap(slot -> addDays(month, intDiv(slot * days, 16)
            + toUInt8(floor((intDiv((slot + 1) * days, 16) - intDiv(slot * days, 16)) * U('useday', ti, tm, slot)))), slots_used) AS days_used,
        arrayFilter((slot, day) -> day BETWEEN first_day AND last_day, slots_used, days_used) AS slots,
        arrayFilter(day -> day BETWEEN first_day AND last_day, days_used) AS dates,
        -- Whatever else is drawn of a use comes from one hash, three digits each.
        arrayMap(slot -> sipHash64(toInt64(@SEED), 'detail', i, m, slot), slots) AS details,
        arrayMap(slot -> U('service', ti, tm, slot), slots) AS draws,
        arrayMap(draw -> toUInt8(1 + (draw >= voice_below) + (draw >= data_below) + (draw >= sms_below)), draws) AS services,
        arrayMap((slot, day, service) -> (0.2 + 1.6 * U('amount', ti, tm, slot))
            * if(abs(dateDiff('day', day, new_year)) <= 7, [1.3, 1.0, 1.8, 1.6][service], 1.0),
            slots, dates, services) AS amounts,
        arrayMap((service, amount) -> toInt64(multiIf(service = 1, 1 + floor(6 * amount), service = 3, 1 + floor(4 * amount), 1)), services, amounts) AS counts,
        arrayMap((service, amount) -> times * toInt64(toDecimal64(if(service = 1, mean_minutes * amount, 0), 2) * 100), services, amounts) AS cents_of_minutes,
        arrayMap((service, amount) -> times * toInt64(toDecimal64(multiIf(service = 2, mean_mb * amount * season, service = 4, 80 * amount, 0), 3) * 1000), services, amounts) AS milli_mb,
        -- Of a day's calls, a part comes in.
        arrayMap((service, detail) -> if(service = 1, toInt64(25 + detail % 30), 0), services, details) AS percent_in,
        arrayMap((count, percent) -> intDiv(count * percent, 100), counts, percent_in) AS counts_in,
        arrayMap((cents, percent, count) -> if(count = 0, 0, intDiv(cents * percent, 100)), cents_of_minutes, percent_in, counts_in) AS minutes_in,
        arrayMap(detail -> toUInt8(1 + (intDiv(detail, 1000) % 1000 >= 600) + (intDiv(detail, 1000) % 1000 >= 900)), details) AS bands,
        arrayMap((service, detail) -> toUInt8(multiIf(
            service IN (2, 4), 1,
            service = 1 AND intDiv(detail, 1000000) % 1000 < abroad, 2,
            service = 1 AND intDiv(detail, 1000000) % 1000 >= 997, 5,
            intDiv(detail, 1000000000) % 1000 < 450, 4, 3)), services, details) AS destinations,
        arrayMap((service, detail) -> toUInt8(if(service = 4, 2 + intDiv(detail, 1000000000000) % 3, 1)), services, details) AS zones,
        arrayFilter(u -> NOT (cheat IN ('irsf', 'pbx') AND u.6 = 1), arrayMap(
            (day, band, destination, zone, service, count, count_in, cents, cents_in, mb, slot) -> (day, band, destination, toUInt8(2), zone, service,
                toUInt32(count - count_in), toUInt32(if(service = 1, count - count_in, 0)), cents - cents_in, mb,
                toUInt32(if(service = 1, floor(-log(1 - U('drop', ti, tm, slot)) * (0.25 + 0.9 * poor_network)), 0))),
            dates, bands, destinations, zones, services, counts, counts_in, cents_of_minutes, minutes_in, milli_mb, slots)) AS usual_out,
        arrayFilter(u -> u.7 > 0 AND cheat NOT IN ('irsf', 'pbx'), arrayMap(
            (day, band, count, cents) -> (day, band, toUInt8(3), toUInt8(1), toUInt8(1), toUInt8(1), toUInt32(count), toUInt32(count), cents, toInt64(0), toUInt32(0)),
            dates, bands, counts_in, minutes_in)) AS usual_in,
        arrayFilter(u -> u.1 BETWEEN first_day AND last_day, arrayMap(
            k -> (addDays(month, multiIf(cheat = 'irsf', 10, cheat = 'pbx', 5, 0) + k), toUInt8(if(cheat = 'sim-box', 1, 3)),
                toUInt8(transform(cheat, ['irsf', 'pbx'], [5, 2], 3)), toUInt8(2), toUInt8(1), toUInt8(1),
                toUInt32(transform(cheat, ['irsf', 'pbx'], [40, 15], 60)), toUInt32(transform(cheat, ['irsf', 'pbx'], [40, 15], 60)),
                toInt64(floor(transform(cheat, ['irsf', 'pbx'], [5000, 4500], 11000) * (0.5 + U('fraud', ti, tm, k)))), toInt64(0), toUInt32(0)),
            range(toUInt8(multiIf(cheat = 'irsf', 6, cheat = 'pbx', 10, cheat = 'sim-box', days, 0))))) AS more
    FROM tenure_seed.stay AS s
    INNER JOIN tenure_seed.tariff AS t ON t.plan_code = s.current_plan
    LEFT JOIN tenure_seed.cheat AS c ON c.i = s.i
    SETTINGS join_use_nulls = 0
);

-- Grain: one stay-month of an account's customer whose plan shares the allowance of data. pool_before: what the others of the account
-- on the plan have used by the time that this customer's data of each of pool_dates begins: by day, within a day by customer.
CREATE TABLE tenure_seed.pool ENGINE = MergeTree ORDER BY (pool_m, pool_i) AS
SELECT m AS pool_m, i AS pool_i, toInt64(any(members)) AS members, groupArray(date) AS pool_dates, groupArray(up_to - own_up_to) AS pool_before
FROM
(
    SELECT m, i, members, date, sum(q) OVER (PARTITION BY m, current_plan, account_code ORDER BY date, i) AS up_to,
        sum(q) OVER (PARTITION BY m, i ORDER BY date) AS own_up_to
    FROM
    (
        SELECT m, i, current_plan, account_code, u.1 AS date, toInt64(sum(if(u.6 = 2, u.10, 0))) AS q,
            any(members) AS members
        FROM
        (
            SELECT n.m AS m, n.i AS i, n.current_plan AS current_plan, n.uses AS uses, a.account_code AS account_code,
                count() OVER (PARTITION BY n.m, n.current_plan, a.account_code) AS members
            FROM tenure_seed.used AS n
            INNER JOIN tenure_seed.account AS a ON a.i = n.i
            WHERE n.current_plan IN (SELECT plan_code FROM tenure_seed.tariff WHERE data_shared)
        )
        LEFT ARRAY JOIN uses AS u
        GROUP BY m, i, current_plan, account_code, date
    )
)
GROUP BY m, i;

-- Grain: one stay-month with all its use, rated. charges: of each use, in cents; the sums of the bill's lines beside. A use is charged
-- by what of it lies beyond the month's allowance. Where the tariff rounds each record, or each day (a line has one use a day), each
-- charge is rounded; where it rounds the month's line, a charge is what it adds to the rounded sum. xs: before rounding, in cents ×
-- 1,000,000,000,000. All in whole numbers: prices × 10,000, factors × 10,000.
CREATE TABLE tenure_seed.use ENGINE = MergeTree ORDER BY (m, i) AS
SELECT
    i, m, month, customer_id, current_plan, contract_months, autopay, first_day, last_day, days, cheat, from_m, is_new_price,
    fee, recurring, tariff_hash, bundle_fee, uses, charges,
    arrayMap(k -> arraySum((cents, l) -> if(l = k, cents, 0), charges, ls), range(1, 9)) AS line_cents
FROM
(
    SELECT
        *,
        -- Of a line of the month: what each use adds to the rounded sum.
        arrayMap(k -> arrayPopFront(arrayDifference(arrayPushFront(
                arrayMap(x -> R(x, 1000000000000), arrayCumSum((x, l) -> if(l = k, x, 0), xs, ls)), 0))),
            if(by_service, range(1, 9), [])) AS by_line,
        if(by_service, arrayReduce('sumForEach', by_line), arrayMap(x -> R(x, 1000000000000), xs)) AS charges
    FROM
    (
        SELECT
            n.*, t.*,
            if(is_new_price, new_fee, old_fee) AS fee,
            if(prorated, R(fee * toInt64(1 + dateDiff('day', first_day, last_day)), days), R(fee, 1)) AS recurring,
            if(is_new_price, new_hash, old_hash) AS tariff_hash,
            arrayMap((u, l) -> if(l = 1, u.9, 0), uses, ls) AS q_calls,
            arrayCumSum(q_calls) AS to_calls,
            arrayMap((u, l) -> if(l = 4, u.10, 0), uses, ls) AS q_data,
            greatest(1, p.members) * data_included AS data_free,
            if(p.members > 1, arrayMap((u, upto) -> upto + p.pool_before[indexOf(p.pool_dates, u.1)], uses, arrayCumSum(q_data)),
                arrayCumSum(q_data)) AS to_data,
            arrayMap((u, l) -> if(l = 5, toInt64(u.7), 0), uses, ls) AS q_messages,
            arrayCumSum(q_messages) AS to_messages,
            arrayMap((u, l, q1, upto1, q4, upto4, q5, upto5) -> multiIf(
                l = 1, ((greatest(0, upto1 - calls_included) - greatest(0, upto1 - q1 - calls_included)) * calls_price
                        + toInt64(u.8) * per_call * 100)
                    * [10000, evening, night][u.2] * if(toDayOfWeek(u.1) > 5, weekend, 10000),
                l = 2, u.9 * abroad_price * 100000000,
                l = 3, u.9 * premium_price * 100000000,
                l = 4, ((least(greatest(0, upto4 - data_free), data_limit) - least(greatest(0, upto4 - q4 - data_free), data_limit)) * data_price
                        + (greatest(0, upto4 - data_free - data_limit) - greatest(0, upto4 - q4 - data_free - data_limit)) * data_price_beyond)
                    * 10000000,
                l = 5, (greatest(0, upto5 - messages_included) - greatest(0, upto5 - q5 - messages_included)) * message_price * 10000000000,
                l = 6, least(roaming_cap * 1000000000000, u.10 * roaming_price * 10000000),
                l = 7, least(asia_cap * 1000000000000, u.10 * asia_price * 10000000),
                l = 8, u.9 * received_price * 100000000,
                0), uses, ls, q_calls, to_calls, q_data, to_data, q_messages, to_messages) AS xs
        FROM tenure_seed.used AS n
        INNER JOIN tenure_seed.tariff AS t ON t.plan_code = n.current_plan
        LEFT JOIN tenure_seed.pool AS p ON p.pool_m = n.m AND p.pool_i = n.i
        SETTINGS join_use_nulls = 0
    )
);
DROP TABLE tenure_seed.used;

-- Grain: one stay-month with all its use, rated. `uses`, in the order in which an allowance is used up:
--   (date, hour band, destination, direction, roaming zone, service, units, calls, minutes × 100, megabytes × 1000, dropped calls)
-- charges: of each use, in cents; the sums of the six lines of a bill beside. A use is charged by what of it lies beyond the month's
-- allowance, and rounded half up by itself. All in whole numbers: prices × 10,000, factors × 10,000.
-- Around the Chinese New Year (@NEWYEARS, by year from 2005) people call, write and travel more.
CREATE TABLE tenure_seed.use ENGINE = MergeTree ORDER BY (m, i) AS
SELECT
    i, m, month, customer_id, current_plan, contract_months, autopay, first_day, last_day, days, cheat, from_m, is_new_price,
    fee, recurring, tariff_hash, bundle_fee, uses, charges, calls_cents, abroad_cents, premium_cents, data_cents, message_cents, roaming_cents
FROM
(
    SELECT
        *,
        if(is_new_price, new_fee, old_fee) AS fee,
        if(prorated, intDiv(2 * fee * (1 + dateDiff('day', first_day, last_day)) + days, 2 * days), fee) AS recurring,
        if(is_new_price, new_hash, old_hash) AS tariff_hash,
        arrayMap(u -> if(u.6 = 'voice' AND u.4 = 'out' AND u.3 IN ('on-net', 'national'), u.9, 0), uses) AS q_calls,
        arrayCumSum(q_calls) AS to_calls,
        arrayMap(u -> if(u.6 = 'data', u.10, 0), uses) AS q_data,
        arrayCumSum(q_data) AS to_data,
        arrayMap(u -> if(u.6 = 'sms', toInt64(u.7), 0), uses) AS q_messages,
        arrayCumSum(q_messages) AS to_messages,
        arrayMap((u, q, upto) -> intDiv(2 * (greatest(0, upto - calls_included) - greatest(0, upto - q - calls_included)) * calls_price
            * if(u.2 = 'night', night, 10000) * if(toDayOfWeek(u.1) > 5, weekend, 10000) + 1000000000000, 2000000000000),
            uses, q_calls, to_calls) AS c_calls,
        arrayMap(u -> if(u.6 = 'voice' AND u.4 = 'out' AND u.3 = 'international', intDiv(2 * u.9 * abroad_price + 10000, 20000), 0), uses) AS c_abroad,
        arrayMap(u -> if(u.6 = 'voice' AND u.4 = 'out' AND u.3 = 'premium', intDiv(2 * u.9 * premium_price + 10000, 20000), 0), uses) AS c_premium,
        arrayMap((q, upto) -> intDiv(2 * (
                (least(greatest(0, upto - data_included), data_limit) - least(greatest(0, upto - q - data_included), data_limit)) * data_price
                + (greatest(0, upto - data_included - data_limit) - greatest(0, upto - q - data_included - data_limit)) * data_price_beyond
            ) + 100000, 200000), q_data, to_data) AS c_data,
        arrayMap((q, upto) -> intDiv(2 * (greatest(0, upto - messages_included) - greatest(0, upto - q - messages_included)) * message_price
            + 100, 200), q_messages, to_messages) AS c_messages,
        arrayMap(u -> if(u.6 = 'roaming', least(roaming_cap, intDiv(2 * u.10 * roaming_price + 100000, 200000)), 0), uses) AS c_roaming,
        arrayMap((a, b, c, d, e, f) -> a + b + c + d + e + f, c_calls, c_abroad, c_premium, c_data, c_messages, c_roaming) AS charges,
        arraySum(c_calls) AS calls_cents, arraySum(c_abroad) AS abroad_cents, arraySum(c_premium) AS premium_cents,
        arraySum(c_data) AS data_cents, arraySum(c_messages) AS message_cents, arraySum(c_roaming) AS roaming_cents
    FROM
    (
        SELECT *, arraySort(arrayConcat(usual_out, usual_in, more)) AS uses FROM
        (
            SELECT
                s.i AS i, s.m AS m, s.month AS month, s.customer_id AS customer_id, s.current_plan AS current_plan,
                s.contract_months AS contract_months, s.autopay AS autopay, s.first_day AS first_day, s.last_day AS last_day,
                s.segment AS segment, s.poor_network AS poor_network, m >= s.tariff_month AS is_new_price, t.*,
                toInt64(toDayOfMonth(toLastDayOfMonth(month))) AS days,
                if(m BETWEEN c.from_m AND c.to_m, c.kind, '') AS cheat, c.from_m AS from_m,
                toInt64(multiIf(cheat = 'bust-out', 8, cheat = 'never-pay' AND m <= c.from_m + 2, 3, 1)) AS times,
                if(toMonth(month) <= 2 AND toYear(month) BETWEEN 2005 AND 2035, @NEWYEARS[toYear(month) - 2004], toDate('1970-01-01')) AS new_year,
                [[0.12, 0.92, 0.98], [0.50, 0.87, 0.97], [0.35, 0.70, 0.75], [0.75, 0.85, 0.995], [0.42, 0.76, 0.995], [0.22, 0.70, 0.985]][segment] AS chances,
                chances[1] AS voice_below, chances[2] AS data_below, chances[3] AS sms_below,
                [1200, 350, 700, 60, 180, 600][segment] AS mean_mb, [4, 12, 14, 16, 8, 3][segment] AS mean_minutes,
                [10, 12, 60, 10, 3, 10][segment] AS abroad,
                1 + 0.15 * sin(toMonth(month) * pi() / 6) AS season,
                arrayFilter(slot -> U('use', i, m, slot) < 0.52, if(cheat = 'sim-box', CAST([], 'Array(UInt8)'), range(16))) AS slots_used,
                arrayMap(slot -> addDays(month, intDiv(slot * days, 16)
                    + toUInt8(floor((intDiv((slot + 1) * days, 16) - intDiv(slot * days, 16)) * U('useday', i, m, slot)))), slots_used) AS days_used,
                arrayFilter((slot, day) -> day BETWEEN first_day AND last_day, slots_used, days_used) AS slots,
                arrayFilter(day -> day BETWEEN first_day AND last_day, days_used) AS dates,
                -- Whatever else is drawn of a use comes from one hash, three digits each.
                arrayMap(slot -> sipHash64(toInt64(@SEED), 'detail', i, m, slot), slots) AS details,
                arrayMap(slot -> U('service', i, m, slot), slots) AS draws,
                arrayMap(draw -> ['voice', 'data', 'sms', 'roaming'][1 + (draw >= voice_below) + (draw >= data_below) + (draw >= sms_below)], draws) AS services,
                arrayMap((slot, day, service) -> (0.2 + 1.6 * U('amount', i, m, slot))
                    * if(abs(dateDiff('day', day, new_year)) <= 7, transform(service, ['voice', 'sms', 'roaming'], [1.3, 1.8, 1.6], 1.0), 1.0),
                    slots, dates, services) AS amounts,
                arrayMap((service, amount) -> toInt64(multiIf(service = 'voice', 1 + floor(6 * amount), service = 'sms', 1 + floor(4 * amount), 1)), services, amounts) AS counts,
                arrayMap((service, amount) -> times * toInt64(toDecimal64(if(service = 'voice', mean_minutes * amount, 0), 2) * 100), services, amounts) AS cents_of_minutes,
                arrayMap((service, amount) -> times * toInt64(toDecimal64(multiIf(service = 'data', mean_mb * amount * season, service = 'roaming', 80 * amount, 0), 3) * 1000), services, amounts) AS milli_mb,
                -- Of a day's calls, a part comes in.
                arrayMap((service, detail) -> if(service = 'voice', toInt64(25 + detail % 30), 0), services, details) AS percent_in,
                arrayMap((count, percent) -> intDiv(count * percent, 100), counts, percent_in) AS counts_in,
                arrayMap((cents, percent, count) -> if(count = 0, 0, intDiv(cents * percent, 100)), cents_of_minutes, percent_in, counts_in) AS minutes_in,
                arrayMap(detail -> ['day', 'evening', 'night'][1 + (intDiv(detail, 1000) % 1000 >= 600) + (intDiv(detail, 1000) % 1000 >= 900)], details) AS bands,
                arrayMap((service, detail) -> multiIf(
                    service NOT IN ('voice', 'sms'), '',
                    service = 'voice' AND intDiv(detail, 1000000) % 1000 < abroad, 'international',
                    service = 'voice' AND intDiv(detail, 1000000) % 1000 >= 997, 'premium',
                    intDiv(detail, 1000000000) % 1000 < 450, 'on-net', 'national'), services, details) AS destinations,
                arrayMap((service, detail) -> if(service = 'roaming', ['asia', 'europe', 'world'][1 + intDiv(detail, 1000000000000) % 3], ''), services, details) AS zones,
                arrayFilter(u -> NOT (cheat IN ('irsf', 'pbx') AND u.6 = 'voice'), arrayMap(
                    (day, band, destination, zone, service, count, count_in, cents, cents_in, mb, slot) -> (day, band, destination, 'out', zone, service,
                        toUInt32(count - count_in), toUInt32(if(service = 'voice', count - count_in, 0)), cents - cents_in, mb,
                        toUInt32(if(service = 'voice', floor(-log(1 - U('drop', i, m, slot)) * (0.25 + 0.9 * poor_network)), 0))),
                    dates, bands, destinations, zones, services, counts, counts_in, cents_of_minutes, minutes_in, milli_mb, slots)) AS usual_out,
                arrayFilter(u -> u.7 > 0 AND cheat NOT IN ('irsf', 'pbx'), arrayMap(
                    (day, band, count, cents) -> (day, band, 'national', 'in', '', 'voice', toUInt32(count), toUInt32(count), cents, toInt64(0), toUInt32(0)),
                    dates, bands, counts_in, minutes_in)) AS usual_in,
                arrayFilter(u -> u.1 BETWEEN first_day AND last_day, arrayMap(
                    k -> (addDays(month, multiIf(cheat = 'irsf', 10, cheat = 'pbx', 5, 0) + k), if(cheat = 'sim-box', 'day', 'night'),
                        transform(cheat, ['irsf', 'pbx'], ['premium', 'international'], 'national'), 'out', '', 'voice',
                        toUInt32(transform(cheat, ['irsf', 'pbx'], [40, 15], 60)), toUInt32(transform(cheat, ['irsf', 'pbx'], [40, 15], 60)),
                        toInt64(floor(transform(cheat, ['irsf', 'pbx'], [5000, 4500], 11000) * (0.5 + U('fraud', i, m, k)))), toInt64(0), toUInt32(0)),
                    range(toUInt8(multiIf(cheat = 'irsf', 6, cheat = 'pbx', 10, cheat = 'sim-box', days, 0))))) AS more
            FROM tenure_seed.stay AS s
            INNER JOIN tenure_seed.tariff AS t ON t.plan_code = s.current_plan
            LEFT JOIN tenure_seed.cheat AS c ON c.i = s.i
            SETTINGS join_use_nulls = 0
        )
    )
);

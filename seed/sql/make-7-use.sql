-- Grain: one stay-month with all its use, rated. `uses`, in the order in which an allowance is used up:
--   (date, hour band, destination, direction, roaming zone, service, units, calls, minutes × 100, megabytes × 1000, dropped calls)
-- Codes are places in the lists below, which are in the order of the names, as the tariff's order of use demands:
--   band 1 day, 2 evening, 3 night · destination 1 none, 2 international, 3 national, 4 on-net, 5 premium · direction 1 in, 2 out
--   zone 1 none, 2 asia, 3 europe, 4 world · service 1 voice, 2 data, 3 sms, 4 roaming
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
        arrayMap(u -> if(u.6 = 1 AND u.4 = 2 AND u.3 IN (3, 4), u.9, 0), uses) AS q_calls,
        arrayCumSum(q_calls) AS to_calls,
        arrayMap(u -> if(u.6 = 2, u.10, 0), uses) AS q_data,
        arrayCumSum(q_data) AS to_data,
        arrayMap(u -> if(u.6 = 3, toInt64(u.7), 0), uses) AS q_messages,
        arrayCumSum(q_messages) AS to_messages,
        arrayMap((u, q, upto) -> intDiv(2 * (greatest(0, upto - calls_included) - greatest(0, upto - q - calls_included)) * calls_price
            * if(u.2 = 3, night, 10000) * if(toDayOfWeek(u.1) > 5, weekend, 10000) + 1000000000000, 2000000000000),
            uses, q_calls, to_calls) AS c_calls,
        arrayMap(u -> if(u.6 = 1 AND u.4 = 2 AND u.3 = 2, intDiv(2 * u.9 * abroad_price + 10000, 20000), 0), uses) AS c_abroad,
        arrayMap(u -> if(u.6 = 1 AND u.4 = 2 AND u.3 = 5, intDiv(2 * u.9 * premium_price + 10000, 20000), 0), uses) AS c_premium,
        arrayMap((q, upto) -> intDiv(2 * (
                (least(greatest(0, upto - data_included), data_limit) - least(greatest(0, upto - q - data_included), data_limit)) * data_price
                + (greatest(0, upto - data_included - data_limit) - greatest(0, upto - q - data_included - data_limit)) * data_price_beyond
            ) + 100000, 200000), q_data, to_data) AS c_data,
        arrayMap((q, upto) -> intDiv(2 * (greatest(0, upto - messages_included) - greatest(0, upto - q - messages_included)) * message_price
            + 100, 200), q_messages, to_messages) AS c_messages,
        arrayMap(u -> if(u.6 = 4, least(roaming_cap, intDiv(2 * u.10 * roaming_price + 100000, 200000)), 0), uses) AS c_roaming,
        arrayMap((a, b, c, d, e, f) -> a + b + c + d + e + f, c_calls, c_abroad, c_premium, c_data, c_messages, c_roaming) AS charges,
        arraySum(c_calls) AS calls_cents, arraySum(c_abroad) AS abroad_cents, arraySum(c_premium) AS premium_cents,
        arraySum(c_data) AS data_cents, arraySum(c_messages) AS message_cents, arraySum(c_roaming) AS roaming_cents
    FROM
    (
        -- What comes in is never charged: it may come last.
        SELECT *, arrayConcat(if(empty(more), usual_out, arraySort(arrayConcat(usual_out, more))), usual_in) AS uses FROM
        (
            SELECT
                s.i AS i, s.m AS m, toString(i) AS ti, toString(m) AS tm, s.month AS month, s.customer_id AS customer_id, s.current_plan AS current_plan,
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
        )
    )
);

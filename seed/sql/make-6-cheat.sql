-- Those who cheat: five kinds, up to 8 of each, in the months from_m … to_m.
--   never-pay  pays no bill since joining, uses much at first      bust-out  good for months, then 8 times the use and no payment
--   irsf       many calls to premium numbers at night              pbx       a business line calling abroad at night
--   sim-box    calls out all day to ever other numbers: none in, no data, no messages, no payment
CREATE TABLE tenure_seed.cheat ENGINE = MergeTree ORDER BY i AS
SELECT i, kind, from_m, to_m FROM
(
    SELECT
        i, lo, hi, ['never-pay', 'bust-out', 'irsf', 'sim-box', 'pbx'][1 + toUInt8(floor(5 * U('cheatkind', i)))] AS kind,
        hi - 1 - toInt32(floor(least(9, hi - lo - 2) * U('cheatmonth', i))) AS begun,
        if(kind = 'never-pay', lo, begun) AS from_m,
        multiIf(kind = 'never-pay', hi, kind IN ('bust-out', 'sim-box'), begun + 1, begun) AS to_m
    FROM (SELECT i, min(m) AS lo, max(m) AS hi, any(join_month) AS join_month, any(segment) AS segment FROM tenure_seed.stay GROUP BY i)
    WHERE hi - lo >= 3 AND (kind != 'never-pay' OR join_month >= 0) AND (kind != 'pbx' OR segment = 3)
    ORDER BY U('cheat', i) LIMIT greatest(1, least(8, intDiv(@N, 600))) BY kind
);

-- Grain: one product held by a customer from held_from until before until_day. Who has video usually has music.
CREATE TABLE tenure_seed.subscription ENGINE = MergeTree ORDER BY (i, product_code) AS
SELECT i, customer_id, product_code, held_from, until_day, fee FROM
(
    SELECT
        c.i AS i, customer_id, hold.1 AS product_code, addDays(joined_on, floor(200 * U('heldfrom', i, product_code))) AS held_from,
        ifNull(l.left_on, toDate('2100-01-01')) AS left_on,
        if(left_on < toDate('2100-01-01'), addDays(left_on, 1),
            if(U('dropped', i, product_code) < 0.15, addDays(held_from, 90 + toUInt16(floor(400 * U('heldto', i, product_code)))),
                toDate('2100-01-01'))) AS until_day,
        transform(product_code, ['video', 'music', 'cloud', 'roam', 'intl', 'insure', 'lock', 'home'], [15, 8, 6, 25, 20, 12, 5, 30], 0) AS fee
    FROM (SELECT *, U('hold', i, 'video') < [0.75, 0.35, 0.10, 0.03, 0.05, 0.25][segment] AS has_video,
            arrayJoin([('video', [0.75, 0.35, 0.10, 0.03, 0.05, 0.25]), ('cloud', [0.30, 0.35, 0.45, 0.03, 0.05, 0.30]),
                ('roam', [0.05, 0.05, 0.70, 0.01, 0.01, 0.08]), ('intl', [0.03, 0.05, 0.50, 0.05, 0.01, 0.04]),
                ('insure', [0.20, 0.25, 0.30, 0.10, 0.04, 0.15]), ('lock', [0.02, 0.50, 0.05, 0.10, 0.03, 0.05]),
                ('home', [0.15, 0.65, 0.25, 0.35, 0.12, 0.30]), ('music', [0.10, 0.08, 0.05, 0.04, 0.03, 0.08])]) AS hold
          FROM tenure_seed.customer) AS c
    LEFT JOIN (SELECT i, max(last_day) AS left_on FROM tenure_seed.stay WHERE is_last GROUP BY i) AS l ON l.i = c.i
    WHERE if(hold.1 = 'music' AND has_video, U('hold', i, hold.1) < 0.7, U('hold', i, hold.1) < hold.2[segment])
    SETTINGS join_use_nulls = 1
)
WHERE held_from < until_day AND held_from < addMonths(@FIRST, @M);

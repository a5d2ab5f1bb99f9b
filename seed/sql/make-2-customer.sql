-- Customers with everything that is drawn once. Six planted segments: 1 young streamers, 2 families, 3 business travellers,
-- 4 seniors who call, 5 price watchers, 6 commuters. join_month counts from the first month and is negative before it.
CREATE TABLE tenure_seed.customer ENGINE = MergeTree ORDER BY i AS
WITH
    (SELECT groupArray(district_code) FROM
        (SELECT district_code FROM tenure_seed.region ARRAY JOIN range(weight) AS copy ORDER BY district_code)) AS districts,
    (SELECT mapFromArrays(groupArray(district_code), groupArray(province_code)) FROM tenure_seed.region) AS province_of
SELECT
    toUInt32(number) AS i,
    concat('C', leftPad(toString(number + 1), 8, '0')) AS customer_id,
    U('segment', i) AS draw,
    toUInt8(multiIf(draw < 0.20, 1, draw < 0.42, 2, draw < 0.52, 3, draw < 0.68, 4, draw < 0.86, 5, 6)) AS segment,
    toInt32(if(U('before', i) < 0.62, -1 - floor(60 * pow(U('since', i), 1.3)), floor(@M * U('since', i)))) AS join_month,
    addDays(addMonths(@FIRST, join_month), floor(28 * U('joinday', i))) AS joined_on,
    districts[1 + toUInt32(floor(length(districts) * U('district', i)))] AS district_code,
    districts[1 + toUInt32(floor(length(districts) * U('newdistrict', i)))] AS new_district_code,
    U('network', district_code) > 0.85 AS poor_network,
    [['S79', 'S59', 'F99'], ['F99', 'F129', 'S79'], ['X299', 'P199', 'F129'], ['B39', 'B19', 'S59'], ['B19', 'B39', 'S59'],
        ['S59', 'S79', 'P199']][segment] AS plans,
    U('plan', i) AS plan_draw,
    plans[multiIf(plan_draw < 0.55, 1, plan_draw < 0.85, 2, 3)] AS plan_code,
    if(U('up', i) < 0.6, ['B39', 'S59', 'S79', 'F99', 'F129', 'P199', 'X299', 'X299'], ['B19', 'B19', 'B39', 'S59', 'S79', 'F99',
        'F129', 'P199'])[indexOf(['B19', 'B39', 'S59', 'S79', 'F99', 'F129', 'P199', 'X299'], plan_code)] AS new_plan_code,
    toInt32(floor(@M * U('planmonth', i))) AS planned_month,
    if(U('planchange', i) < 0.22 AND planned_month > join_month, planned_month, -1) AS plan_month,
    if(U('move', i) < 0.08, toInt32(floor(@M * U('movemonth', i))), -1) AS move_month,
    if(plan_month < 0, toDate('2100-01-01'), addDays(addMonths(@FIRST, plan_month), floor(28 * U('planday', i)))) AS plan_changed_on,
    if(move_month < 0, toDate('2100-01-01'), addDays(addMonths(@FIRST, move_month), floor(28 * U('moveday', i)))) AS moved_on,
    U('contract', i) AS contract_draw,
    toUInt8(multiIf(contract_draw < 0.50, 0, contract_draw < 0.80, 12, 24)) AS contract_months,
    ['standard', 'silver', 'gold', 'platinum'][1 + least(3, toUInt8(floor(
        1.2 * U('tier', i) + (-join_month > 24) + (plan_code IN ('F129', 'P199', 'X299')))))] AS tier,
    ['store', 'online', 'phone', 'partner'][1 + toUInt8(floor(4 * pow(U('channel', i), 1.4)))] AS channel_code,
    ['android-4g', 'android-5g', 'ios-5g', 'feature', 'ios-4g'][1 + toUInt8(floor(5 * U('device', i)))] AS device_code,
    if(segment = 3 OR U('managed', i) < 0.03,
        concat('AM-', toString(intDiv(province_of[district_code], 10000)), '-', toString(1 + toUInt8(floor(3 * U('manager', i))))),
        '') AS account_manager_code,
    if(U('gender', i) < 0.5, 'Female', 'Male') AS gender,
    toUInt16([2000, 1984, 1980, 1955, 1988, 1992][segment] + toInt8(floor(12 * U('birth', i))) - 6) AS birth_year,
    U('autopay', i) < 0.45 AS autopay,
    U('credit', i) AS credit_draw,
    ['A', 'B', 'C', 'D'][multiIf(credit_draw < 0.4, 1, credit_draw < 0.75, 2, credit_draw < 0.93, 3, 4)] AS credit_class,
    toUInt32([2000, 1000, 500, 200][indexOf(['A', 'B', 'C', 'D'], credit_class)] * if(plan_code = 'X299', 5, 1)) AS credit_limit,
    toUInt8([1, 4, 2, 2, 2, 1][segment] + floor(2 * U('household', i))) AS household_size
FROM numbers(@N);

-- Grain: one customer of an account: families of up to three lines, business groups of up to eight.
CREATE TABLE tenure_seed.account ENGINE = MergeTree ORDER BY i AS
SELECT
    i, customer_id, segment = 2 AS family, row_number() OVER (PARTITION BY segment ORDER BY i) - 1 AS place,
    toString(1 + intDiv(place, if(family, 3, 8))) AS number, concat(if(family, 'H', 'G'), leftPad(number, 7, '0')) AS account_code
FROM tenure_seed.customer WHERE segment IN (2, 3);

import { bad, csv, parquet, type SeedFile } from './file.js';

const HERE = 'm BETWEEN @FROM AND @TO';

/** One branch of events.jsonl. */
const event = (
  prefix: string,
  kind: string,
  when: string,
  more: Partial<Record<'reason' | 'channel' | 'from' | 'to', string>>,
  where: string,
) =>
  `SELECT customer_id, concat('${prefix}', toString(m), '-', substring(customer_id, 2)) AS event_number, '${kind}' AS kind,
     concat(toString(${when}) AS occurred_at, ${more.reason ?? "''"} AS reason_code, ${more.channel ?? "''"} AS channel_code,
     ${more.from ?? "''"} AS from_plan_code, ${more.to ?? "''"} AS to_plan_code FROM tenure_seed.stay WHERE ${where} AND ${HERE}`;

const EVENTS = [
  event('J', 'join', "joined_on), ' 09:30:00'", { channel: 'channel_code', to: 'plan_code' }, 'm = join_month'),
  event('L', 'churn', "last_day), ' 18:00:00'", { reason: 'reason_code' }, 'is_last'),
  event('O', 'port_out', "last_day), ' 17:00:00'", { reason: 'reason_code' }, 'is_last AND rival_offer'),
  event('R', 'rival_offer', "first_day), ' 12:00:00'", {}, 'rival_offer'),
  event(
    'I',
    'port_in',
    "joined_on), ' 09:00:00'",
    { channel: 'channel_code' },
    "m = join_month AND U('portin', i) < 0.25",
  ),
  event('T', 'tariff_change', "first_day), ' 00:00:00'", {}, 'tariff_change'),
  event('S', 'suspension', "first_day), ' 08:00:00'", {}, 'suspended'),
  event(
    'P',
    'plan_change',
    "plan_changed_on), ' 10:00:00'",
    { channel: "'online'", from: 'plan_code', to: 'current_plan' },
    'm = plan_month AND m > join_month AND plan_changed_on < last_day',
  ),
];

/** What is done about a bill that is late: reminders, and a promise to pay that is kept or not. */
const late = (prefix: string, kind: string, days: number, where: string) =>
  `SELECT customer_id, concat('${prefix}', toString(m), '-', substring(customer_id, 2)), '${kind}',
     concat(toString(addDays(due_on, ${days})), ' 09:00:00'), '', '', '', '' FROM tenure_seed.bill
   WHERE paid_on > addDays(due_on, ${days}) AND addDays(due_on, ${days}) < addMonths(@FIRST, @M) AND ${where} AND ${HERE}`;

const DUNNING = [
  late('D', 'dunning_1', 10, '1'),
  late('E', 'dunning_2', 30, '1'),
  late('F', 'dunning_3', 60, '1'),
  late('G', 'promise', 15, "U('promise', i, m) < 0.4"),
  late('H', 'promise_broken', 35, "U('promise', i, m) < 0.4"),
];

export const FACT_FILES: readonly SeedFile[] = [
  csv(
    'bills',
    `SELECT customer_id, bill_number, formatDateTime(month, '%Y-%m') AS month, recurring_charge, usage_charge, discount, charged, tax, due_on
     FROM tenure_seed.bill WHERE ${HERE} ORDER BY m, i`,
    {
      monthly: true,
      duplicates: 4,
      dirty: [
        bad('C00000001,DIRTY-1,@MONTH,abc,0,0,59.00,3.54,2100-01-01', 'recurring_charge', 'not a number'),
        bad('C00000001,DIRTY-2,@MONTH,59.00,0,0,,3.54,2100-01-01', 'charged', 'missing'),
        bad('C00000001,DIRTY-3,2024-13,59.00,0,0,59.00,3.54,2100-01-01', 'month', 'not a date'),
        bad('C00000001,DIRTY-4,@MONTH,59.00,0,0,59.000004,3.54,2100-01-01', 'charged', 'too many decimals'),
        bad('C00000001,DIRTY-5,@MONTH,59.00,0,0', '', 'too few columns'),
        bad('C00000001,DIRTY-6,@MONTH,59.00,0,0,59.00,3.54,2100-01-01,surplus', '', 'too many columns'),
        {
          line: 'U00000001,DIRTY-7,@MONTH,59.00,0,0,59.00,3.54,2100-01-01',
          column: 'customer_id',
          reason: null,
          severity: 'loads',
        },
      ],
    },
  ),
  csv(
    'payments',
    `SELECT customer_id, concat('Z', toString(toYYYYMM(month)), substring(customer_id, 2)) AS payment_number, paid_on, formatDateTime(month, '%Y-%m') AS bill_month,
       charged + tax AS amount, ['card', 'wallet', 'transfer'][1 + toUInt8(floor(3 * U('method', i)))] AS method
     FROM tenure_seed.bill WHERE ${HERE} AND paid_on < addMonths(@FIRST, @M) ORDER BY m, i`,
    {
      monthly: true,
      dirty: [bad('C00000001,DIRTY-1,31/01/2025,@MONTH,10.00,card', 'paid_on', 'not a date')],
    },
  ),
  parquet(
    'bill-lines',
    `SELECT customer_id, bill_number, formatDateTime(month, '%Y-%m') AS month, kind, item, service, amount, plan_code, tariff_hash FROM (
       SELECT m, i, at, customer_id, bill_number, month, line.1 AS kind, line.2 AS item, line.3 AS service,
         toDecimal64(line.4, 2) / 100 AS amount, current_plan AS plan_code, tariff_hash
       FROM tenure_seed.bill ARRAY JOIN lines AS line, arrayEnumerate(lines) AS at WHERE ${HERE}
       UNION ALL
       -- Of the bill that is nobody's.
       SELECT 0, 0, at, 'U00000001', 'DIRTY-7', @FIRST, ['recurring', 'tax'][at], ['fee', 'tax'][at], '',
         [toDecimal64(59, 2), toDecimal64(3.54, 2)][at], 'S59', (SELECT any(old_hash) FROM tenure_seed.tariff WHERE plan_code = 'S59')
       FROM (SELECT arrayJoin([1, 2]) AS at) WHERE 0 BETWEEN @FROM AND @TO
     ) ORDER BY m, i, at`,
  ),
  parquet(
    'usage',
    `SELECT customer_id, u.1 AS date, ['voice', 'data', 'sms', 'roaming'][u.6] AS service, ['day', 'evening', 'night'][u.2] AS hour_band,
       ['', 'international', 'national', 'on-net', 'premium'][u.3] AS destination, ['in', 'out'][u.4] AS direction,
       ['', 'asia', 'europe', 'world'][u.5] AS roaming_zone, u.7 AS units, u.8 AS calls, toDecimal64(u.9, 2) / 100 AS minutes,
       toDecimal64(u.10, 3) / 1000 AS megabytes, toDecimal64(cents, 2) / 100 AS charge, u.11 AS dropped_calls
     FROM (SELECT m, i, customer_id, u, cents FROM tenure_seed.use ARRAY JOIN uses AS u, charges AS cents WHERE ${HERE}) ORDER BY m, i, u`,
  ),
  // Most people call the same thirty numbers; who sells calls on never calls one twice.
  parquet(
    'numbers-called',
    `SELECT customer_id, u.1 AS date, 'out' AS direction, arrayStringConcat(arrayMap(
         (k, draw) -> hex(intHash32(64 * toUInt64(i) + multiIf(cheat = 'sim-box', 1000000000000 * toUInt64(toUInt16(date)) + 10000000000 * k,
           cheat = 'irsf', 40 + k % 2, intDiv(draw * draw, 33334)))),
         range(least(55, u.8)) AS ks, arrayMap(k -> intHash64(sipHash64(toInt64(@SEED), 'number', i, date) + k) % 1000, ks)), ' ') AS numbers
     FROM (SELECT m, i, customer_id, cheat, u FROM tenure_seed.use ARRAY JOIN uses AS u WHERE ${HERE} AND u.6 = 1 AND u.4 = 2)
     ORDER BY m, i, date`,
  ),
  csv(
    'subscriptions',
    `SELECT customer_id, product_code, held_from, if(until_day > toDate('2099-01-01'), '', toString(until_day)) AS held_to, fee AS monthly_fee
     FROM tenure_seed.subscription ORDER BY customer_id, product_code`,
  ),
  csv(
    'costs',
    `SELECT * FROM (
       SELECT s.customer_id, formatDateTime(s.month, '%Y-%m') AS month, 'serving' AS kind,
         toDecimal64(4 + 0.30 * p.fee * (0.8 + 0.4 * U('cost', s.i, s.m)), 2) AS amount
       FROM tenure_seed.stay AS s INNER JOIN tenure_seed.plan AS p ON p.plan_code = s.current_plan WHERE ${HERE}
       UNION ALL
       SELECT customer_id, formatDateTime(month, '%Y-%m'), 'acquisition',
         toDecimal64([120, 60, 90, 160][indexOf(['store', 'online', 'phone', 'partner'], channel_code)] * (0.8 + 0.4 * U('win', i)), 2)
       FROM tenure_seed.stay WHERE m = join_month AND ${HERE}
     ) ORDER BY month, customer_id, kind`,
    { monthly: true },
  ),
  {
    name: 'events',
    format: 'JSONEachRow',
    ending: 'jsonl',
    monthly: true,
    query: `SELECT * FROM (${[...EVENTS, ...DUNNING].join(' UNION ALL ')}) ORDER BY customer_id, event_number`,
    dirty: [
      bad(
        '{"customer_id":"C00000001","event_number":"DIRTY-1","kind":"explosion","occurred_at":"2025-01-01 00:00:00"}',
        'kind',
        'unknown code',
      ),
      bad('{"customer_id":"C00000001","event_number":"DIRTY-2","kind":"churn",', '', 'not a JSON object'),
      bad(
        '{"customer_id":"C00000001","event_number":"DIRTY-3","kind":"suspension","occurred_at":"yesterday"}',
        'occurred_at',
        'not a time',
      ),
    ],
  },
  {
    name: 'contacts',
    format: 'TSVRaw',
    ending: 'xml',
    monthly: true,
    query: `SELECT line FROM (
       SELECT 0 AS place, '' AS number, '<?xml version="1.0" encoding="UTF-8"?>\\n<contacts>' AS line
       UNION ALL
       SELECT 1, contact_number, concat('  <contact number="', contact_number, '"><customer>', customer_id, '</customer><at>', toString(date), 'T',
         leftPad(toString(8 + toUInt8(floor(12 * U('hour', i, m, k)))), 2, '0'), ':15:00</at><channel>', channel, '</channel><reason>', reason,
         '</reason><complaint>', if(is_complaint, 'yes', 'no'), '</complaint>',
         if(satisfaction = 0, '', concat('<satisfaction>', toString(satisfaction), '</satisfaction>')),
         '<minutes>', toString(toDecimal64(2 + 18 * U('talk', i, m, k), 1)), '</minutes></contact>')
       FROM (
         SELECT *, k, concat('K', toString(toYYYYMM(month)), '-', substring(customer_id, 2), '-', toString(k)) AS contact_number,
           k < complaints AS is_complaint,
           addDays(first_day, floor((1 + dateDiff('day', first_day, last_day)) * U('contactday', i, m, k))) AS date,
           if(U('said', i, m, k) < 0.35, 0, if(is_complaint, 1, 3) + toUInt8(floor(3 * U('satisfied', i, m, k)))) AS satisfaction,
           ['phone', 'online', 'store'][1 + toUInt8(floor(3 * U('contactchannel', i, m, k)))] AS channel,
           multiIf(is_complaint AND poor_network, 'network', is_complaint AND price_shock, 'billing', is_complaint, 'service', 'information') AS reason
         FROM tenure_seed.stay ARRAY JOIN range(toUInt8(complaints + enquiries)) AS k WHERE ${HERE}
       )
       UNION ALL
       SELECT 2, '', '</contacts>'
     ) ORDER BY place, number`,
  },
];

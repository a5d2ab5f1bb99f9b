import { bad, csv, type SeedFile } from './file.js';

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

/** Chances of voice, data, sms and roaming (the rest) by segment, cumulated: commuters chat and call briefly, families talk. */
const SERVICES =
  '[[0.12, 0.92, 0.98], [0.50, 0.87, 0.97], [0.35, 0.70, 0.75], [0.75, 0.85, 0.995], [0.42, 0.76, 0.995], [0.22, 0.70, 0.985]]';
const MEGABYTES = '[1200, 350, 700, 60, 180, 600]';
const MINUTES = '[4, 12, 14, 16, 8, 3]';

/** Chances of holding each product by segment; who has video usually has music. */
const HOLDS = `[('video', [0.75, 0.35, 0.10, 0.03, 0.05, 0.25]), ('cloud', [0.30, 0.35, 0.45, 0.03, 0.05, 0.30]),
  ('roam', [0.05, 0.05, 0.70, 0.01, 0.01, 0.08]), ('intl', [0.03, 0.05, 0.50, 0.05, 0.01, 0.04]), ('insure', [0.20, 0.25, 0.30, 0.10, 0.04, 0.15]),
  ('lock', [0.02, 0.50, 0.05, 0.10, 0.03, 0.05]), ('home', [0.15, 0.65, 0.25, 0.35, 0.12, 0.30]), ('music', [0.10, 0.08, 0.05, 0.04, 0.03, 0.08])]`;

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
    `SELECT customer_id, concat('Z', substring(bill_number, 2)) AS payment_number, paid_on, formatDateTime(month, '%Y-%m') AS bill_month,
       charged + tax AS amount, ['card', 'wallet', 'transfer'][1 + toUInt8(floor(3 * U('method', i)))] AS method
     FROM tenure_seed.bill WHERE ${HERE} AND paid_on < addMonths(@FIRST, @M) ORDER BY m, i`,
    {
      monthly: true,
      dirty: [bad('C00000001,DIRTY-1,31/01/2025,@MONTH,10.00,card', 'paid_on', 'not a date')],
    },
  ),
  {
    name: 'usage',
    format: 'Parquet',
    ending: 'parquet',
    monthly: true,
    query: `SELECT customer_id, date, service, units, minutes, megabytes, charge, dropped_calls FROM (
       SELECT i, m, slot, customer_id, segment,
         intDiv(slot * toDayOfMonth(toLastDayOfMonth(month)), 16) AS slot_from,
         intDiv((slot + 1) * toDayOfMonth(toLastDayOfMonth(month)), 16) AS slot_to,
         addDays(month, slot_from + toUInt8(floor((slot_to - slot_from) * U('useday', i, m, slot)))) AS date,
         ${SERVICES}[segment] AS chances, U('service', i, m, slot) AS draw,
         multiIf(draw < chances[1], 'voice', draw < chances[2], 'data', draw < chances[3], 'sms', 'roaming') AS service,
         0.2 + 1.6 * U('amount', i, m, slot) AS amount, 1 + 0.15 * sin(toMonth(month) * pi() / 6) AS season,
         toUInt32(multiIf(service = 'voice', 1 + floor(6 * amount), service = 'sms', 1 + floor(4 * amount), 1)) AS units,
         toDecimal64(if(service = 'voice', ${MINUTES}[segment] * amount, 0), 2) AS minutes,
         toDecimal64(multiIf(service = 'data', ${MEGABYTES}[segment] * amount * season, service = 'roaming', 80 * amount, 0), 3) AS megabytes,
         toDecimal64(if(service = 'roaming', 3 * amount, 0), 2) AS charge,
         toUInt32(if(service = 'voice', floor(-log(1 - U('drop', i, m, slot)) * (0.25 + 0.9 * poor_network)), 0)) AS dropped_calls
       FROM tenure_seed.stay ARRAY JOIN range(16) AS slot
       WHERE ${HERE} AND U('use', i, m, slot) < 0.52 AND date BETWEEN first_day AND last_day
     ) ORDER BY m, i, slot`,
  },
  csv(
    'subscriptions',
    `SELECT customer_id, product_code, held_from, if(until_day > toDate('2099-01-01'), '', toString(until_day)) AS held_to, fee AS monthly_fee FROM (
       SELECT c.i AS i, customer_id, hold.1 AS product_code,
         has_video AND product_code = 'music' AS follows,
         addDays(joined_on, floor(200 * U('heldfrom', i, product_code))) AS held_from,
         ifNull(l.left_on, toDate('2100-01-01')) AS left_on,
         if(left_on < toDate('2100-01-01'), addDays(left_on, 1),
           if(U('dropped', i, product_code) < 0.15, addDays(held_from, 90 + toUInt16(floor(400 * U('heldto', i, product_code)))), toDate('2100-01-01'))) AS until_day,
         transform(product_code, ['video', 'music', 'cloud', 'roam', 'intl', 'insure', 'lock', 'home'], [15, 8, 6, 25, 20, 12, 5, 30], 0) AS fee
       FROM (SELECT *, U('hold', i, 'video') < [0.75, 0.35, 0.10, 0.03, 0.05, 0.25][segment] AS has_video,
               arrayJoin(${HOLDS}) AS hold FROM tenure_seed.customer) AS c
       LEFT JOIN (SELECT i, max(last_day) AS left_on FROM tenure_seed.stay WHERE is_last GROUP BY i) AS l ON l.i = c.i
       WHERE if(hold.1 = 'music' AND has_video, U('hold', i, hold.1) < 0.7, U('hold', i, hold.1) < hold.2[segment])
       SETTINGS join_use_nulls = 1
     ) WHERE held_from < until_day AND held_from < addMonths(@FIRST, @M) ORDER BY customer_id, product_code`,
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
    query: `SELECT * FROM (${EVENTS.join(' UNION ALL ')}) ORDER BY customer_id, event_number`,
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

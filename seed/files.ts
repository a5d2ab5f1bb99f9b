/** A file of the sample operator: how it is written by the engine, and which source reads it. */
export interface SeedFile {
  /** Base name without its ending; also the name of the source in etl/sources/sample. */
  readonly name: string;
  readonly format: 'CSVWithNames' | 'JSONEachRow' | 'Parquet';
  readonly ending: 'csv' | 'jsonl' | 'parquet';
  /** Written in pieces of months when there are many rows; the query then has @FROM and @TO. */
  readonly monthly: boolean;
  readonly query: string;
}

const csv = (name: string, monthly: boolean, query: string): SeedFile => ({
  name,
  format: 'CSVWithNames',
  ending: 'csv',
  monthly,
  query,
});

const CHANGE = `customer_id, effective_on, joined_on, if(moved_on <= effective_on, new_district_code, district_code) AS district_code,
    if(plan_changed_on <= effective_on, new_plan_code, plan_code) AS plan_code, tier, channel_code, device_code,
    account_manager_code, concat('客户', toString(i + 1)) AS customer_name, concat('000', leftPad(toString(i + 1), 8, '0')) AS phone_number,
    concat(lower(customer_id), '@example.com') AS email, gender, birth_year,
    ['Month-to-month', 'One year', 'Two year'][1 + intDiv(contract_months, 12)] AS contract, autopay, household_size`;

/** A change counts while the customer is there: after joining, and not after leaving. */
const WITH_LEAVING = `(SELECT c.*, l.left_on AS left_on FROM tenure_seed.customer AS c
  LEFT JOIN (SELECT i, max(last_day) AS left_on FROM tenure_seed.stay WHERE is_last GROUP BY i) AS l ON l.i = c.i
  SETTINGS join_use_nulls = 1)`;

const PRICE = `toDecimal64(p.fee * if(s.m >= s.tariff_month, 1.08, 1), 2)`;

/** Every file, in the order in which it is written. Rows come sorted, so that the same seed gives the same bytes. */
export const SEED_FILES: readonly SeedFile[] = [
  csv('regions', false, `SELECT * EXCEPT weight FROM tenure_seed.region ORDER BY district_code`),
  csv(
    'plans',
    false,
    `SELECT plan_code, plan_en, plan_zh, family, fee AS monthly_fee, included_mb, included_minutes, toDate('2018-01-01') AS launched_on
     FROM tenure_seed.plan ORDER BY fee`,
  ),
  csv(
    'customers',
    false,
    `SELECT ${CHANGE} FROM (SELECT *, joined_on AS effective_on FROM ${WITH_LEAVING}) ORDER BY customer_id`,
  ),
  csv(
    'customer-changes',
    false,
    `SELECT ${CHANGE} FROM (SELECT *, arrayJoin(arrayDistinct([plan_changed_on, moved_on])) AS effective_on FROM ${WITH_LEAVING})
     WHERE effective_on > joined_on AND effective_on < ifNull(left_on, toDate('2099-01-01')) ORDER BY customer_id, effective_on`,
  ),
  csv(
    'bills',
    true,
    `SELECT customer_id, concat('B', toString(toYYYYMM(s.month)), substring(customer_id, 2)) AS bill_number, formatDateTime(s.month, '%Y-%m') AS month,
       ${PRICE} AS recurring_charge, toDecimal64(if(U('over', s.i, m) < 0.3, 25 * pow(U('overage', s.i, m), 2), 0), 2) AS usage_charge,
       toDecimal64(recurring_charge * [0, 0.05, 0.1][1 + intDiv(contract_months, 12)], 2) AS discount,
       recurring_charge + usage_charge - discount AS charged, toDecimal64(charged * 0.06, 2) AS tax, addDays(toLastDayOfMonth(s.month), 20) AS due_on
     FROM tenure_seed.stay AS s INNER JOIN tenure_seed.plan AS p ON p.plan_code = s.current_plan
     WHERE m BETWEEN @FROM AND @TO ORDER BY m, s.i`,
  ),
  {
    name: 'events',
    format: 'JSONEachRow',
    ending: 'jsonl',
    monthly: true,
    query: `SELECT * FROM (
       SELECT customer_id, concat('J', substring(customer_id, 2)) AS event_number, 'join' AS kind, concat(toString(joined_on), ' 09:30:00') AS occurred_at,
         '' AS reason_code, channel_code, '' AS from_plan_code, plan_code AS to_plan_code FROM tenure_seed.stay WHERE m = join_month AND m BETWEEN @FROM AND @TO
       UNION ALL
       SELECT customer_id, concat('L', substring(customer_id, 2)), 'churn', concat(toString(last_day), ' 18:00:00'), reason_code, '', '', ''
       FROM tenure_seed.stay WHERE is_last AND m BETWEEN @FROM AND @TO
       UNION ALL
       SELECT customer_id, concat('O', substring(customer_id, 2)), 'port_out', concat(toString(last_day), ' 17:00:00'), reason_code, '', '', ''
       FROM tenure_seed.stay WHERE is_last AND rival_offer AND m BETWEEN @FROM AND @TO
       UNION ALL
       SELECT customer_id, concat('R', toString(m), '-', substring(customer_id, 2)), 'rival_offer', concat(toString(first_day), ' 12:00:00'), '', '', '', ''
       FROM tenure_seed.stay WHERE rival_offer AND m BETWEEN @FROM AND @TO
       UNION ALL
       SELECT customer_id, concat('T', toString(m), '-', substring(customer_id, 2)), 'tariff_change', concat(toString(first_day), ' 00:00:00'), '', '', '', ''
       FROM tenure_seed.stay WHERE tariff_change AND m BETWEEN @FROM AND @TO
       UNION ALL
       SELECT customer_id, concat('S', toString(m), '-', substring(customer_id, 2)), 'suspension', concat(toString(first_day), ' 08:00:00'), '', '', '', ''
       FROM tenure_seed.stay WHERE suspended AND m BETWEEN @FROM AND @TO
       UNION ALL
       SELECT customer_id, concat('P', substring(customer_id, 2)), 'plan_change', concat(toString(plan_changed_on), ' 10:00:00'), '', 'online', plan_code, current_plan
       FROM tenure_seed.stay WHERE m = plan_month AND m > join_month AND plan_changed_on < last_day AND m BETWEEN @FROM AND @TO
     ) ORDER BY customer_id, event_number`,
  },
];

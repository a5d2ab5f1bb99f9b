import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seed } from '../seed/seed.js';
import { sampleSources } from '../src/commands/sample.js';
import { type LoadEngines, openLoadEngines } from '../test/support/load-engines.js';
import { expectedMonths } from '../test/support/month-oracle.js';

/** Columns that are plain sums of one fact by customer and month: SQL that shares nothing with the ETL's. */
const SUMS: Readonly<Record<string, string>> = {
  bills: 'SELECT month, customer_key, 1 FROM tenure.fact_bill',
  monthly_charges: 'SELECT month, customer_key, recurring_charge FROM tenure.fact_bill',
  usage_charges: 'SELECT month, customer_key, usage_charge FROM tenure.fact_bill',
  discount: 'SELECT month, customer_key, discount FROM tenure.fact_bill',
  revenue: 'SELECT month, customer_key, charged FROM tenure.fact_bill',
  tax: 'SELECT month, customer_key, tax FROM tenure.fact_bill',
  payments: 'SELECT toStartOfMonth(paid_on), customer_key, 1 FROM tenure.fact_payment',
  paid: 'SELECT toStartOfMonth(paid_on), customer_key, amount FROM tenure.fact_payment',
  serving_cost: "SELECT month, customer_key, amount FROM tenure.fact_cost WHERE kind = 'serving'",
  acquisition_cost: "SELECT month, customer_key, amount FROM tenure.fact_cost WHERE kind = 'acquisition'",
  cost: 'SELECT month, customer_key, amount FROM tenure.fact_cost',
  margin:
    'SELECT month, customer_key, charged FROM tenure.fact_bill UNION ALL SELECT month, customer_key, -amount FROM tenure.fact_cost',
  calls: "SELECT toStartOfMonth(date), customer_key, units FROM tenure.fact_usage WHERE service = 'voice'",
  messages: "SELECT toStartOfMonth(date), customer_key, units FROM tenure.fact_usage WHERE service = 'sms'",
  usage_days: 'SELECT DISTINCT toStartOfMonth(date), customer_key, 1, date FROM tenure.fact_usage',
  dropped_calls: 'SELECT toStartOfMonth(date), customer_key, dropped_calls FROM tenure.fact_usage',
  voice_minutes: "SELECT toStartOfMonth(date), customer_key, minutes FROM tenure.fact_usage WHERE service = 'voice'",
  data_mb: "SELECT toStartOfMonth(date), customer_key, megabytes FROM tenure.fact_usage WHERE service = 'data'",
  roaming_mb: "SELECT toStartOfMonth(date), customer_key, megabytes FROM tenure.fact_usage WHERE service = 'roaming'",
  contacts: 'SELECT toStartOfMonth(date), customer_key, 1 FROM tenure.fact_contact',
  complaints: 'SELECT toStartOfMonth(date), customer_key, 1 FROM tenure.fact_contact WHERE is_complaint',
  satisfaction_sum: 'SELECT toStartOfMonth(date), customer_key, satisfaction FROM tenure.fact_contact',
  satisfaction_count: 'SELECT toStartOfMonth(date), customer_key, 1 FROM tenure.fact_contact WHERE satisfaction > 0',
  rival_offers: "SELECT toStartOfMonth(date), customer_key, 1 FROM tenure.fact_event WHERE kind = 'rival_offer'",
  tariff_changes: "SELECT toStartOfMonth(date), customer_key, 1 FROM tenure.fact_event WHERE kind = 'tariff_change'",
  suspended: "SELECT DISTINCT toStartOfMonth(date), customer_key, 1 FROM tenure.fact_event WHERE kind = 'suspension'",
  plan_changed:
    "SELECT DISTINCT toStartOfMonth(date), customer_key, 1 FROM tenure.fact_event WHERE kind = 'plan_change'",
  ported_out: "SELECT DISTINCT toStartOfMonth(date), customer_key, 1 FROM tenure.fact_event WHERE kind = 'port_out'",
};

describe('customer_month against the facts', () => {
  let engines: LoadEngines;

  beforeAll(async () => {
    engines = await openLoadEngines();
    const out = path.join(engines.directory, 'sample');
    await seed({ customers: 250, months: 9, seed: 3, out, warehouse: engines.warehouse });
    await engines.etl.run({ source: sampleSources(), directory: out });
    await engines.etl.run({ source: writeAwkward(engines, 'awkward', AWKWARD) });
    await engines.etl.run({ source: writeAwkward(engines, 'late', [payment('A9', '2025-05-25', '2025-07', '70')]) });
  });
  afterAll(() => engines?.close());

  it.each(Object.entries(SUMS))('%s is the sum of its fact', async (column, facts) => {
    const wrong = await engines.rows(
      `SELECT month, customer_key, sum(x) FROM (
         SELECT month, customer_key, toDecimal128(${column}, 4) AS x FROM tenure.customer_month
         UNION ALL SELECT tupleElement(row, 1), tupleElement(row, 2), -toDecimal128(tupleElement(row, 3), 4) FROM (SELECT tuple(*) AS row FROM (${facts}))
       ) GROUP BY month, customer_key HAVING sum(x) != 0`,
    );
    expect(wrong).toEqual([]);
    const [[total] = []] = await engines.rows(`SELECT sum(${column}) FROM tenure.customer_month`);
    expect(Number(total), 'the sample has some').not.toBe(0);
  });

  it('states, keys as of the month, products held and arrears are those that a plain walk through the facts finds', async () => {
    const columns =
      'month, customer_id, active, joined, churned, reason_code, district_code, plan_code, tier, contract, tenure_months, products_held, arrears, arrears_1_30, arrears_31_60, arrears_61_90, arrears_over_90, overdue_days';
    const actual = await engines.rows(
      `SELECT ${columns.replace('contract', "text_attributes['contract'] AS contract").replace(/arrears\w*/g, 'toString($&)')}
       FROM tenure.customer_month ORDER BY month, customer_id`,
    );
    const expected = await expectedMonths(engines);
    expect(actual.length).toBe(expected.length);
    for (const [index, row] of actual.entries()) expect(row, columns).toEqual(expected[index]);
    for (const column of [
      'joined',
      'churned',
      'arrears_1_30',
      'arrears_31_60',
      'arrears_61_90',
      'arrears_over_90',
      'products_held',
    ])
      expect(
        actual.some((row) => Number(row[columns.split(', ').indexOf(column)]) > 0),
        column,
      ).toBe(true);
  });

  it('what was paid long before its bill is no arrears a year later, and what was taken back is', async () => {
    const owed = await engines.rows(
      `SELECT customer_id, toString(month), toString(arrears) FROM tenure.customer_month
       WHERE customer_id IN ('A8', 'A9', 'A10') AND arrears > 0 ORDER BY customer_id, month`,
    );
    const since = ['2025-08-01', '2025-09-01', '2025-10-01', '2025-11-01', '2025-12-01', '2026-06-01'];
    expect(owed).toEqual(since.map((month) => ['A10', month, '50']));
  });

  it('base, light and high layer agree', async () => {
    const sums = (settings: string) =>
      engines.rows(
        `SELECT toString(month), sum(active), sum(churned), sum(bills), toString(sum(revenue)), toString(sum(arrears)), sum(complaints)
         FROM tenure.customer_month GROUP BY month ORDER BY month SETTINGS optimize_use_projections = ${settings}`,
      );
    const plan = await engines.rows(
      'EXPLAIN SELECT month, sum(active), toString(sum(revenue)) FROM tenure.customer_month GROUP BY month',
    );
    expect(plan.flat().join('\n')).toContain('by_month');
    expect(await sums('1')).toEqual(await sums('0'));
    expect(await engines.rows('SELECT toString(sum(revenue)) FROM tenure.customer_month')).toEqual(
      await engines.rows('SELECT toString(sum(charged)) FROM tenure.fact_bill'),
    );
  });
});

const customer = (id: string, effective: string, joined: string, plan: string) =>
  ({ what: 'customer', id, day: effective, joined, plan, district: '510104' }) as const;
const event = (id: string, kind: string, day: string) => ({ what: 'event', id, kind, day }) as const;
const bill = (id: string, month: string, due: string, amount: string) =>
  ({ what: 'bill', id, month, day: due, amount }) as const;
const payment = (id: string, day: string, month: string, amount: string) =>
  ({ what: 'payment', id, day, month, amount }) as const;

/**
 * What the seed does not have: leaving and coming back, within a month too, late changes, change before joining; bills paid
 * before their month, payments taken back.
 */
const AWKWARD = [
  customer('A1', '2025-05-10', '2025-05-10', 'S59'),
  event('A1', 'churn', '2025-07-03'),
  event('A1', 'join', '2025-09-20'),
  customer('A2', '2025-05-01', '2025-05-01', 'S59'),
  event('A2', 'churn', '2025-08-05'),
  event('A2', 'join', '2025-08-20'),
  customer('A3', '2025-08-15', '2025-06-01', 'F99'),
  customer('A3', '2025-07-01', '2025-06-01', 'B19'),
  event('A4', 'churn', '2025-08-05'),
  customer('A5', '2025-06-30', '2025-06-30', 'B19'),
  event('A5', 'churn', '2025-06-30'),
  customer('A6', '2025-10-31', '2025-10-31', 'B19'),
  customer('A7', '2025-05-01', '2025-05-01', 'B19'),
  event('A7', 'churn', '2025-05-31'),
  event('A7', 'churn', '2025-09-30'),
  bill('A8', '2025-06', '2025-06-20', '60'),
  payment('A8', '2025-05-20', '2025-06', '60'),
  // The latest month of the warehouse: twelve months after the first of these bills.
  bill('A8', '2026-06', '2026-06-30', '60'),
  bill('A9', '2025-07', '2025-07-20', '70'),
  bill('A10', '2025-07', '2025-07-31', '50'),
  payment('A10', '2025-07-15', '2025-07', '50'),
  payment('A10', '2025-08-02', '2025-07', '-50'),
] as const;

function writeAwkward(engines: LoadEngines, name: string, rows: readonly object[]): string {
  const source = path.join(engines.directory, `${name}.yml`);
  writeFileSync(path.join(engines.directory, `${name}.jsonl`), rows.map((row) => JSON.stringify(row)).join('\n'));
  writeFileSync(
    source,
    `source: ${name}
format: jsonl
files: [${name}.jsonl]
columns: [what, id, day, joined, plan, district, kind, month, amount]
loads:
  - into: customer
    where: what = 'customer'
    map: { customer_id: id, effective_on: day, joined_on: joined, plan_code: plan, district_code: district }
  - into: event
    where: what = 'event'
    map: { customer_id: id, event_number: "concat(id, day, kind)", kind: kind, occurred_at: day, reason_code: "'moved'" }
  - into: bill
    where: what = 'bill'
    map: { customer_id: id, bill_number: "concat(id, month)", month: month, charged: amount, due_on: day }
  - into: payment
    where: what = 'payment'
    map: { customer_id: id, payment_number: "concat(id, day)", paid_on: day, bill_month: month, amount: amount }
`,
  );
  return source;
}

// Questions about single events (days of use, contacts, changes of plan) with the place and plan that the customer had in the
// month, which come from customer_month by a join: 1 million customer-months, and the sample operator's number of events for
// them. Every question is asked anew, with a plan that waits for it.
import type { Filter, SemanticQuery } from '../src/semantic/contract/query.js';
import type { Warehouse } from '../src/warehouse/warehouse.js';
import { fillCustomerMonths } from './customer-months.js';
import { admin, openSemanticServer } from './semantic-server.js';
import { mediansMs } from './timing.js';

const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const MONTHS = 24;
const RUNS = Number(process.env.BENCH_RUNS ?? 5);

/** Events of each customer-month, spread over its days: 8 rows of use, a contact of one in five, a change of plan of one in thirty. */
async function fillEvents(warehouse: Warehouse): Promise<void> {
  const run = (text: string) => warehouse.command({ text }, { lane: 'batch', limits: { timeoutMs: 600_000 } });
  for (let month = 0; month < MONTHS; month++) {
    const source = `tenure.customer_month WHERE month = addMonths(toDate('2024-01-01'), ${month})`;
    await run(
      `INSERT INTO tenure.fact_usage (customer_key, customer_id, date, service, units, minutes, megabytes, charge)
      SELECT customer_key, customer_id, month + sipHash64(customer_key, month, n) % 28, ['voice', 'data', 'message', 'roaming'][1 + n % 4],
        1 + n, n * 1.5, sipHash64(customer_key, n) % 900, n * 0.1 FROM ${source} ARRAY JOIN range(8) AS n`.replace(
        /FROM (\S+) WHERE (.*) ARRAY JOIN (.*)$/s,
        'FROM $1 ARRAY JOIN $3 WHERE $2',
      ),
    );
    await run(`INSERT INTO tenure.fact_contact (customer_key, customer_id, contact_number, contacted_at, date, channel_code, reason_code,
        is_complaint, satisfaction, handling_minutes)
      SELECT customer_key, customer_id, concat(customer_id, '-', toString(month)), toDateTime(month + sipHash64(customer_key, month) % 28),
        month + sipHash64(customer_key, month) % 28, concat('C', toString(sipHash64(customer_key) % 4)), 'R1',
        sipHash64(customer_key, month) % 3 = 0, sipHash64(customer_key, month) % 6, 4 FROM ${source} AND sipHash64(customer_key, month, 'c') % 5 = 0`);
    await run(`INSERT INTO tenure.fact_event (customer_key, customer_id, event_number, kind, date, from_plan_code, to_plan_code)
      SELECT customer_key, customer_id, concat(customer_id, '-', toString(month)), 'plan_change', month + sipHash64(customer_key, month) % 28,
        concat('P', toString(sipHash64(customer_key) % 12)), plan_code FROM ${source} AND sipHash64(customer_key, month, 'e') % 30 = 0`);
  }
}

const { semantic, warehouse, close } = await openSemanticServer(async (filled) => {
  await fillCustomerMonths(filled, ROWS, MONTHS);
  await fillEvents(filled);
});

let counter = 0;
const ask = (view: string, measure: string, dimensions: string[], more: Filter[] = []): SemanticQuery => ({
  view,
  measures: [{ name: measure }],
  dimensions: dimensions.map((name) => ({ name, ...(name === 'date' ? { granularity: 'month' as const } : {}) })),
  filters: [...more, { member: measure, operator: 'notEquals', values: [-1 - counter++] }],
});
const month: Filter = { member: 'date', operator: 'between', values: ['2025-06-01', '2025-06-30'] };
const year: Filter = { member: 'date', operator: 'between', values: ['2025-01-01', '2025-12-31'] };
const manager = { ...admin, user: 'manager', groups: ['manager'], provinces: ['510000'] };
const QUESTIONS: readonly (readonly [string, () => SemanticQuery, typeof admin?])[] = [
  ['MB by service', () => ask('usage_daily', 'used_mb', ['usage_service'])],
  ['users by service', () => ask('usage_daily', 'users', ['usage_service'])],
  ['MB by province', () => ask('usage_daily', 'used_mb', ['province'])],
  ['MB by province, a year', () => ask('usage_daily', 'used_mb', ['province'], [year])],
  ['MB by province, a month', () => ask('usage_daily', 'used_mb', ['province'], [month])],
  ['MB by province and month', () => ask('usage_daily', 'used_mb', ['province', 'date'])],
  ['MB by service, a manager', () => ask('usage_daily', 'used_mb', ['usage_service']), manager],
  ['MB by service, a manager, a month', () => ask('usage_daily', 'used_mb', ['usage_service'], [month]), manager],
  ['complaint share by reason', () => ask('contact_log', 'complaint_share', ['contact_reason'])],
  ['complaint share by province', () => ask('contact_log', 'complaint_share', ['province'])],
  ['complaint share by province, a month', () => ask('contact_log', 'complaint_share', ['province'], [month])],
  ['plan changes by from and to', () => ask('migration', 'moves', ['from_plan', 'to_plan'])],
  ['plan changes by province', () => ask('migration', 'moves', ['province'])],
  ['plan changes by province, a month', () => ask('migration', 'moves', ['province'], [month])],
];
const medians = await mediansMs(
  RUNS,
  QUESTIONS.map(
    ([, question, who = admin]) =>
      () =>
        semantic.ask(question(), who),
  ),
);
const events = await warehouse.query({
  text: 'SELECT (SELECT count() FROM tenure.fact_usage), (SELECT count() FROM tenure.fact_contact), (SELECT count() FROM tenure.fact_event)',
});
console.log(`days of use, contacts, changes of plan: ${events.rows[0]?.join(', ')}`);
console.table(
  await Promise.all(
    QUESTIONS.map(async ([title, question, who = admin], place) => {
      const { receipt } = await semantic.ask(question(), who);
      return {
        question: title,
        ms: (medians[place] ?? 0).toFixed(0),
        rowsRead: receipt.rowsRead,
        layer: receipt.layer,
      };
    }),
  ),
);
await close();
process.exit(0);

import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { Ahead } from './derive.js';
import type { Next } from './merge.js';
import type { LOAD_DATABASE } from './stage.js';

/** Facts whose months are months of the warehouse. What is held long ago opens none, nor do mere joins and churns. */
const MONTHLY = ['fact_bill', 'fact_payment', 'fact_usage', 'fact_cost', 'fact_contact', 'fact_event'];
/** A bill shows in the arrears of this many months after it, and so does what is paid for it, early or late. */
const ARREARS_MONTHS = 12;

export interface TouchedMonths {
  /** Months to build anew, `YYYY-MM-01`, in order. */
  readonly build: readonly string[];
  /** Months that have no facts any more. */
  readonly drop: readonly string[];
}

/** Which months of customer_month change with this run: no others are rebuilt. */
export async function touchedMonths(ahead: Ahead, nexts: readonly Next[]): Promise<TouchedMonths> {
  const { warehouse } = ahead;
  const existing = await existingMonths(ahead, nexts);
  const built = await partitions(warehouse, 'tenure', 'customer_month');
  const touched = new Set(existing.filter((month) => !built.has(month)));
  const add = (month: string) => existing.includes(month) && touched.add(month);
  for (const next of nexts) {
    if (!MONTHLY.includes(next.target.table)) continue;
    const paidFor = next.target.name === 'payment' ? await lastMonthPaidFor(ahead, next) : '';
    for (const month of next.partitions.map(asDate)) {
      add(month);
      if (next.target.name !== 'bill' && next.target.name !== 'payment') continue;
      const last = addMonths(month > paidFor ? month : paidFor, ARREARS_MONTHS);
      for (const later of existing) if (later > month && later <= last) add(later);
    }
  }
  if (ahead.has('dim_customer'))
    for (const month of await changed(ahead, existing, 'dim_customer', 'valid_from', 'valid_to')) add(month);
  if (ahead.has('customer_spell'))
    for (const month of await changed(ahead, existing, 'customer_spell', 'joined_on', 'addDays(left_on, 1)'))
      add(month);
  if (ahead.has('fact_subscription'))
    for (const month of await changed(ahead, existing, 'fact_subscription', 'held_from', 'held_to')) add(month);
  return { build: [...touched].sort(), drop: [...built].filter((month) => !existing.includes(month)) };
}

/** The latest bill that payments of the changed partitions were made for, as they are or as they will be; blank without any. */
async function lastMonthPaidFor({ warehouse }: Ahead, { partitions, table }: Next): Promise<string> {
  if (partitions.length === 0) return '';
  const changed = `toYYYYMM(paid_on) IN (${partitions.join(', ')})`;
  const { rows } = await warehouse.query(
    {
      text: `SELECT toString(max(bill_month)) FROM (SELECT bill_month FROM tenure.fact_payment WHERE ${changed}
             UNION ALL SELECT bill_month FROM ${table})`,
    },
    { lane: 'batch' },
  );
  return String(rows[0]?.[0] ?? '');
}

async function existingMonths(ahead: Ahead, nexts: readonly Next[]): Promise<string[]> {
  const months = new Set<string>();
  for (const table of MONTHLY) {
    const next = nexts.find((one) => one.target.table === table);
    if (table === 'fact_event') {
      const { rows } = await ahead.warehouse.query(
        {
          text: `SELECT DISTINCT toString(toStartOfMonth(date)) FROM ${ahead.from('fact_event')} WHERE kind NOT IN ('join', 'churn')`,
        },
        { lane: 'batch' },
      );
      for (const [month] of rows) months.add(String(month));
      continue;
    }
    const replaced = new Set(next?.partitions.map(asDate));
    for (const month of await partitions(ahead.warehouse, 'tenure', table)) if (!replaced.has(month)) months.add(month);
    for (const swap of next?.swaps ?? []) if (swap.from !== null) months.add(asDate(swap.partition));
  }
  // Customers alone are a number too: as they stood in the month of the latest statement about one.
  if (months.size === 0) for (const month of await lastStatement(ahead)) months.add(month);
  return [...months].sort();
}

async function lastStatement(ahead: Ahead): Promise<string[]> {
  const { rows } = await ahead.warehouse.query(
    {
      text: `SELECT toString(toStartOfMonth(max(effective_on))) FROM ${ahead.from('customer_change')}
             WHERE effective_on <= today() HAVING count() > 0`,
    },
    { lane: 'batch' },
  );
  return rows.map(([month]) => String(month));
}

async function partitions(warehouse: Warehouse, database: 'tenure' | typeof LOAD_DATABASE, table: string) {
  const { rows } = await warehouse.query(
    {
      text: `SELECT DISTINCT partition_id FROM system.parts
             WHERE database = {database:String} AND table = {table:String} AND active AND rows > 0`,
      params: { database, table },
    },
    { lane: 'batch' },
  );
  return new Set(rows.map(([id]) => asDate(String(id))));
}

/** Months in which a row differs between a table as it is and as it will be. Both have one row a key and time. */
async function changed(ahead: Ahead, existing: readonly string[], table: string, from: string, to: string) {
  // file_id is lineage, not meaning; maps are compared as text.
  const columns = await comparable(ahead.warehouse, table);
  const { rows } = await ahead.warehouse.query(
    {
      text: `SELECT DISTINCT toString(arrayJoin(arrayFilter(m -> starts <= toLastDayOfMonth(m) AND ends > m,
               {months:Array(Date)}))) AS month
             FROM (SELECT sipHash64(${columns}) AS content, ${from} AS starts, ${to} AS ends FROM tenure.${table}
                   UNION ALL SELECT sipHash64(${columns}), ${from}, ${to} FROM ${ahead.from(table)})
             GROUP BY content, starts, ends HAVING count() = 1`,
      params: { months: existing },
    },
    { lane: 'batch' },
  );
  return rows.map(([month]) => String(month));
}

async function comparable(warehouse: Warehouse, table: string): Promise<string> {
  const { rows } = await warehouse.query(
    {
      text: `SELECT name, type FROM system.columns WHERE database = 'tenure' AND table = {table:String}
             AND name != 'file_id' AND default_kind = '' ORDER BY position`,
      params: { table },
    },
    { lane: 'batch' },
  );
  return rows.map(([name, type]) => (String(type).startsWith('Map') ? `toString(${name})` : String(name))).join(', ');
}

function asDate(partition: string): string {
  return `${partition.slice(0, 4)}-${partition.slice(4, 6)}-01`;
}

function addMonths(month: string, count: number): string {
  const date = new Date(`${month}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + count);
  return date.toISOString().slice(0, 10);
}

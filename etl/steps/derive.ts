import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../../src/config/config.js';
import type { Swap } from '../../src/warehouse/publish/journal.js';
import { identifier, sql } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { Next } from './merge.js';
import { keySlices } from './portions.js';
import { LOAD_DATABASE } from './stage.js';

/** What the derived tables of a run are made from: each table as it will be when the run is published. */
export class Ahead {
  constructor(
    readonly warehouse: Warehouse,
    readonly runId: string,
    private readonly next: ReadonlyMap<string, Next>,
    private readonly derived: ReadonlyMap<string, string>,
    readonly signal?: AbortSignal,
  ) {}

  /** SQL to read a table from, as it will be. */
  from(table: string): string {
    const derived = this.derived.get(table);
    if (derived) return quotedName(derived);
    const next = this.next.get(table);
    const live = quotedName(`tenure.${table}`);
    if (!next || next.partitions.length === 0) return live;
    const by = next.target.partitionBy;
    if (!by) return quotedName(next.table);
    return `(SELECT * FROM ${live} WHERE toYYYYMM(${by}) NOT IN (${next.partitions.join(', ')}) UNION ALL SELECT * FROM ${quotedName(next.table)})`;
  }

  with(table: string, name: string): Ahead {
    return new Ahead(this.warehouse, this.runId, this.next, new Map([...this.derived, [table, name]]), this.signal);
  }

  has(table: string): boolean {
    return this.next.has(table) || this.derived.has(table);
  }
}

const TABLES = [
  'customer_change',
  'customer_spell',
  'dim_customer',
  'fact_bill',
  'fact_payment',
  'fact_usage',
  'fact_cost',
  'fact_event',
  'fact_contact',
  'fact_subscription',
];

/** A statement of etl/sql with its tables put in. */
export function statementOf(file: string, ahead: Ahead, places: Readonly<Record<string, string>>): string {
  let text = readFileSync(path.join(PROJECT_ROOT, 'etl', 'sql', `${file}.sql`), 'utf8');
  for (const table of TABLES) text = text.replaceAll(new RegExp(`@${table}\\b`, 'g'), () => ahead.from(table));
  for (const [place, value] of Object.entries(places))
    text = text.replaceAll(new RegExp(`@${place}\\b`, 'g'), () => value);
  return text;
}

function quotedName(dotted: string): string {
  return identifier(...dotted.split('.')).text;
}

/** Builds dim_customer or customer_spell whole. Returns the dotted name of the next version and its swap. */
export async function deriveWhole(
  table: 'dim_customer' | 'customer_spell',
  ahead: Ahead,
): Promise<{ name: string; swap: Swap }> {
  const lane = { lane: 'batch', ...(ahead.signal ? { signal: ahead.signal } : {}) } as const;
  const short = `${ahead.runId}_next_${table}`;
  const name = `${LOAD_DATABASE}.${short}`;
  const next = identifier(LOAD_DATABASE, short);
  await ahead.warehouse.command(sql`CREATE TABLE ${next} AS ${identifier('tenure', table)}`, lane);
  await ahead.warehouse.command({ text: statementOf(table, ahead, { next: next.text }) }, lane);
  const { rows } = await ahead.warehouse.query(sql`SELECT count() FROM ${next}`, lane);
  return {
    name,
    swap: { table: `tenure.${table}`, partition: 'all', from: Number(rows[0]?.[0]) === 0 ? null : name },
  };
}

/** Customer-months made in one statement: few statements for little data, flat memory for much. */
const SLICE = 250_000;

/** Builds customer_month for the given months (`YYYY-MM-01`). */
export async function summarise(
  ahead: Ahead,
  months: readonly string[],
  onMonths: (months: readonly string[]) => void,
): Promise<{ name: string; swaps: Swap[] }> {
  const lane = { lane: 'batch', ...(ahead.signal ? { signal: ahead.signal } : {}) } as const;
  const short = `${ahead.runId}_next_customer_month`;
  const name = `${LOAD_DATABASE}.${short}`;
  const next = identifier(LOAD_DATABASE, short);
  await ahead.warehouse.command(sql`CREATE TABLE ${next} AS tenure.customer_month`, lane);
  const customers = await countCustomers(ahead);
  const slices = keySlices(Math.max(1, Math.ceil(customers / SLICE))).map(({ text }) => text);
  const size = Math.max(1, Math.floor(SLICE / Math.max(1, customers)));
  const swaps: Swap[] = [];
  for (let from = 0; from < months.length; from += size) {
    const batch = months.slice(from, from + size);
    const day = (month: string) => `toDate('${month}')`;
    for (const slice of slices)
      await ahead.warehouse.command(
        {
          text: statementOf('customer_month', ahead, {
            next: next.text,
            months: `[${batch.map(day).join(', ')}]`,
            first: day(batch[0] ?? ''),
            last: `toLastDayOfMonth(${day(batch.at(-1) ?? '')})`,
            slice,
            run: `'${ahead.runId}'`,
          }),
        },
        lane,
      );
    onMonths(batch);
  }
  const { rows } = await ahead.warehouse.query(sql`SELECT DISTINCT toString(month) FROM ${next}`, lane);
  const filled = new Set(rows.map(([month]) => String(month)));
  for (const month of months)
    swaps.push({
      table: 'tenure.customer_month',
      partition: month.slice(0, 7).replace('-', ''),
      from: filled.has(month) ? name : null,
    });
  return { name, swaps };
}

async function countCustomers(ahead: Ahead): Promise<number> {
  const { rows } = await ahead.warehouse.query(
    { text: `SELECT uniq(customer_key) FROM ${ahead.from('customer_spell')}` },
    { lane: 'batch' },
  );
  return Number(rows[0]?.[0]);
}

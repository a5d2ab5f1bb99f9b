import { TenureError } from '../src/errors/errors.js';
import type { Gate } from '../src/warehouse/publish/gate.js';
import type { Swap } from '../src/warehouse/publish/journal.js';
import { identifier, sql, typed } from '../src/warehouse/sql.js';
import type { Warehouse } from '../src/warehouse/warehouse.js';
import type { Ledger } from './ledger.js';
import { LOAD_DATABASE } from './steps/stage.js';
import { TARGETS } from './targets.js';

/** Facts kept by the month they happened in; what is held, who customers are and codes are kept. */
const MONTHLY = [
  'fact_usage',
  'fact_bill',
  'fact_bill_line',
  'fact_numbers_called',
  'fact_campaign_member',
  'fact_campaign_attempt',
  'fact_survey',
  'market_total',
  'fact_payment',
  'fact_cost',
  'fact_contact',
  'fact_event',
  'customer_month',
  'target',
].flatMap((table) => [table, `${table}_duplicate`]);

/**
 * Drops whole months before the given one (`YYYY-MM`) from facts and layers, as one publication. Of the events joins and churns
 * stay: they say who was a customer when. Arrears of the months after the cut keep what they were when last built.
 */
export async function forgetBefore(options: {
  readonly warehouse: Warehouse;
  readonly ledger: Pick<Ledger, 'markForgotten'>;
  readonly gate: Gate;
  readonly runId: string;
  readonly month: string;
}): Promise<{ partitions: number; snapshotId: string | null }> {
  const { warehouse, ledger, gate, runId, month } = options;
  if (!/^(19|20)\d\d-(0[1-9]|1[0-2])$/.test(month))
    throw new TenureError('BAD_REQUEST', `--before ${month}: must be a month such as 2024-01.`);
  const { rows } = await warehouse.query(
    sql`SELECT DISTINCT table, partition_id FROM system.parts WHERE database = 'tenure' AND active
        AND (has(${MONTHLY}, table) OR startsWith(table, 'replaced_') AND arrayExists(name -> endsWith(table, concat('_', name)), ${MONTHLY})) AND partition_id < ${month.replace('-', '')} ORDER BY table, partition_id`,
    { lane: 'batch' },
  );
  const swaps: Swap[] = [];
  const kept = `${runId}_next_fact_event`;
  await warehouse.command(sql`CREATE TABLE ${identifier(LOAD_DATABASE, kept)} AS tenure.fact_event`, { lane: 'batch' });
  await warehouse.command(
    sql`INSERT INTO ${identifier(LOAD_DATABASE, kept)} SELECT * FROM tenure.fact_event
        WHERE toYYYYMM(date) < ${typed(month.replace('-', ''), 'UInt32')} AND kind IN ('join', 'churn')
        SETTINGS max_partitions_per_insert_block = 0`,
    { lane: 'batch' },
  );
  const { rows: keptRows } = await warehouse.query(
    sql`SELECT DISTINCT _partition_id FROM ${identifier(LOAD_DATABASE, kept)}`,
    { lane: 'batch' },
  );
  const keeps = new Set(keptRows.map(([partition]) => String(partition)));
  for (const [table, partition] of rows) {
    const isKept = table === 'fact_event' && keeps.has(String(partition));
    swaps.push({
      table: `tenure.${String(table)}`,
      partition: String(partition),
      from: isKept ? `${LOAD_DATABASE}.${kept}` : null,
    });
  }
  if (swaps.length === 0) return { partitions: 0, snapshotId: null };
  const touched = new Set(swaps.map(({ table }) => table));
  const dictionaries = TARGETS.flatMap(({ table, dictionary }) =>
    dictionary && touched.has(`tenure.${table}`) ? [`tenure.${dictionary}`] : [],
  );
  const files = await filesOf(warehouse, rows);
  const snapshot = await gate.publish({ runId, swaps, dictionaries });
  await ledger.markForgotten(files);
  return { partitions: swaps.length, snapshotId: snapshot.id };
}

/** Contents that rows of these partitions came from. */
async function filesOf(warehouse: Warehouse, partitions: readonly (readonly unknown[])[]): Promise<string[]> {
  const { rows: carrying } = await warehouse.query(
    sql`SELECT DISTINCT table FROM system.columns WHERE database = 'tenure' AND name = 'file_id'`,
    { lane: 'batch' },
  );
  const carries = new Set(carrying.map(([table]) => String(table)));
  const found = new Set<string>();
  for (const table of new Set(partitions.map(([name]) => String(name)))) {
    if (!carries.has(table)) continue;
    const ids = partitions.flatMap(([name, id]) => (name === table ? [String(id)] : []));
    const { rows } = await warehouse.query(
      sql`SELECT DISTINCT toString(file_id) FROM ${identifier('tenure', table)} WHERE _partition_id IN ${typed(ids, 'Array(String)')}`,
      { lane: 'batch' },
    );
    for (const [id] of rows) found.add(String(id));
  }
  return [...found];
}

import type { Store } from '../../src/store/store.js';
import type { Gate } from '../../src/warehouse/publish/gate.js';
import { sql } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { withLease } from '../lease.js';
import { dropLeftovers } from '../steps/scratch.js';
import { classSql, currentRules } from './customer-rules.js';
import { scratchTable } from './month-sql.js';

export interface RelabelOptions {
  readonly warehouse: Warehouse;
  readonly store: Store;
  readonly gate: Gate;
  readonly clock?: () => Date;
}

/** Puts every customer of every month in the class that the rules in force give, from what is kept of the values. */
export async function relabelCustomers({
  warehouse,
  store,
  gate,
  clock = () => new Date(),
}: RelabelOptions): Promise<void> {
  const runId = `r${clock().toISOString().replace(/\D/g, '').slice(0, 17)}_relabel`;
  const lane = { lane: 'batch' } as const;
  await withLease({ warehouse, store }, runId, async (lost) => {
    const options = { ...lane, signal: lost };
    const next = scratchTable(runId, 'next_customer_value');
    try {
      const rules = await currentRules(store.pool);
      await warehouse.command(sql`CREATE DATABASE IF NOT EXISTS tenure_load`, options);
      await warehouse.command(sql`CREATE TABLE ${next.fragment} AS tenure.customer_value`, options);
      await warehouse.command(
        sql`INSERT INTO ${next.fragment} SELECT * REPLACE (${classSql(rules)} AS customer_class) FROM tenure.customer_value
            SETTINGS max_partitions_per_insert_block = 0`,
        options,
      );
      const { rows } = await warehouse.query(
        sql`SELECT DISTINCT toString(toYYYYMM(month)) FROM tenure.customer_value`,
        options,
      );
      if (rows.length === 0) return;
      const swaps = rows.map(([partition]) => ({
        table: 'tenure.customer_value',
        partition: String(partition),
        from: next.dotted,
      }));
      await gate.publish({ runId, swaps, dictionaries: ['tenure.customer_label'] });
    } finally {
      if (await gate.isSettled()) await dropLeftovers(warehouse, runId);
    }
  });
}

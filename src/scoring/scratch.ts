import { identifier, sql } from '../warehouse/sql.js';
import type { Warehouse } from '../warehouse/warehouse.js';

/** Where scores are made before they are published. Not the loads' database, which each load clears. */
export const SCRATCH = 'tenure_scoring';

/** Drops the tables of one scoring. */
export async function dropScratch(warehouse: Warehouse, runId: string): Promise<void> {
  const { rows } = await warehouse.query(
    sql`SELECT name FROM system.tables WHERE database = ${SCRATCH} AND startsWith(name, ${runId})`,
    { lane: 'batch' },
  );
  for (const [name] of rows) {
    await warehouse.command(sql`DROP TABLE IF EXISTS ${identifier(SCRATCH, String(name))} SYNC`, { lane: 'batch' });
  }
}

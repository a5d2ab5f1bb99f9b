import { identifier, sql } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { LOAD_DATABASE } from './stage.js';

/** Drops the tables of one run, or of all when no load is on (the lease is held). */
export async function dropLeftovers(warehouse: Warehouse, runId?: string): Promise<void> {
  await warehouse.command(sql`CREATE DATABASE IF NOT EXISTS ${identifier(LOAD_DATABASE)}`, { lane: 'batch' });
  const { rows } = await warehouse.query(
    sql`SELECT name FROM system.tables WHERE database = ${LOAD_DATABASE} AND startsWith(name, ${runId ?? 'r'})`,
    { lane: 'batch' },
  );
  for (const [name] of rows)
    await warehouse.command(sql`DROP TABLE IF EXISTS ${identifier(LOAD_DATABASE, String(name))} SYNC`, {
      lane: 'batch',
    });
}

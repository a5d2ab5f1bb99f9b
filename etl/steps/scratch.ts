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

const CHECK_HOURS = 24;

/** Drops the tables of checks whose process died long ago: a check that goes on may be another server's. */
export async function dropOldChecks(warehouse: Warehouse, now: Date): Promise<void> {
  await warehouse.command(sql`CREATE DATABASE IF NOT EXISTS ${identifier(LOAD_DATABASE)}`, { lane: 'batch' });
  const oldest = new Date(now.getTime() - CHECK_HOURS * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
  const { rows } = await warehouse.query(
    sql`SELECT name FROM system.tables WHERE database = ${LOAD_DATABASE} AND startsWith(name, 'c') AND name < ${`c${oldest}`}`,
    { lane: 'batch' },
  );
  for (const [name] of rows)
    await warehouse.command(sql`DROP TABLE IF EXISTS ${identifier(LOAD_DATABASE, String(name))} SYNC`, {
      lane: 'batch',
    });
}

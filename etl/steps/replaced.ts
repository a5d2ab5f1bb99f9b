import { identifier, join, sql, typed } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { TARGETS } from '../targets.js';
import type { Next } from './merge.js';
import { columnsOf } from './merge-portion.js';
import { createStage, type Staged } from './stage.js';

/** How long what a new version replaced can be brought back. */
export const KEPT_DAYS = 30;

const PREFIX = 'replaced_';
const lane = { lane: 'batch' } as const;

/**
 * Keeps the rows that leave with a run, a table for each that they leave, so that `undo` can bring them back. They lie in the
 * database that is served, since who is erased must leave them too.
 */
export async function keepReplaced(
  warehouse: Warehouse,
  runId: string,
  nexts: readonly Next[],
  gone: readonly string[],
): Promise<void> {
  for (const { target } of nexts) {
    const kept = identifier('tenure', `${PREFIX}${runId}_${target.table}`);
    await warehouse.command(sql`CREATE TABLE ${kept} AS ${identifier('tenure', target.table)}`, lane);
    const parts = target.summed.length > 0 ? sql` AND summed != 2` : sql``;
    for (const table of [target.table, `${target.table}_duplicate`])
      await warehouse.command(
        sql`INSERT INTO ${kept} SELECT * FROM ${identifier('tenure', table)} WHERE file_id IN ${typed(gone.map(BigInt), 'Array(UInt64)')}${parts}
            SETTINGS max_partitions_per_insert_block = 0`,
        lane,
      );
  }
}

/** The rows that a run replaced, as if they had been read again: those of the given contents. */
export async function stageReplaced(
  warehouse: Warehouse,
  replacedBy: string,
  contents: readonly string[],
  runId: string,
  signal: AbortSignal,
): Promise<Staged[]> {
  const staged: Staged[] = [];
  for (const table of await tablesOf(warehouse, replacedBy)) {
    const target = TARGETS.find((one) => table === `${PREFIX}${replacedBy}_${one.table}`);
    if (!target) continue;
    const { rows } = await warehouse.query(
      sql`SELECT name FROM system.columns WHERE database = 'tenure' AND table = ${table}`,
      lane,
    );
    const has = new Set(rows.map(([name]) => String(name)));
    const columns = join(
      [...columnsOf(target), 'file_id'].filter((name) => has.has(name)).map((name) => identifier(name)),
    );
    for (const aggregate of target.summed.length > 0 ? (['one', 'sum'] as const) : (['one'] as const)) {
      const load = { into: target.name, map: {}, aggregate };
      const one = await createStage(warehouse, runId, staged.length, load, signal);
      const these = target.summed.length > 0 ? sql` AND summed = ${aggregate === 'sum' ? 1 : 0}` : sql``;
      await warehouse.command(
        sql`INSERT INTO ${one.table} (${columns}) SELECT ${columns} FROM ${identifier('tenure', table)}
            WHERE file_id IN ${typed(contents.map(BigInt), 'Array(UInt64)')}${these} SETTINGS max_partitions_per_insert_block = 0`,
        { ...lane, signal },
      );
      staged.push(one);
    }
  }
  return staged;
}

/** Contents that a run replaced and that are kept. */
export async function contentsKept(warehouse: Warehouse, runId: string): Promise<Set<string>> {
  const kept = new Set<string>();
  for (const table of await tablesOf(warehouse, runId)) {
    const { rows } = await warehouse.query(
      sql`SELECT DISTINCT toString(file_id) FROM ${identifier('tenure', table)}`,
      lane,
    );
    for (const [id] of rows) kept.add(String(id));
  }
  return kept;
}

export async function dropReplaced(warehouse: Warehouse, runId: string): Promise<void> {
  for (const table of await tablesOf(warehouse, runId))
    await warehouse.command(sql`DROP TABLE IF EXISTS ${identifier('tenure', table)} SYNC`, lane);
}

/** Drops what was replaced long ago. */
export async function dropOldReplaced(warehouse: Warehouse, now: Date): Promise<void> {
  const oldest = new Date(now.getTime() - KEPT_DAYS * 86_400_000).toISOString().replace(/\D/g, '').slice(0, 14);
  const { rows } = await warehouse.query(
    sql`SELECT name FROM system.tables WHERE database = 'tenure' AND startsWith(name, ${PREFIX}) AND name < ${`${PREFIX}r${oldest}`}`,
    lane,
  );
  for (const [name] of rows)
    await warehouse.command(sql`DROP TABLE IF EXISTS ${identifier('tenure', String(name))} SYNC`, lane);
}

async function tablesOf(warehouse: Warehouse, runId: string): Promise<string[]> {
  const { rows } = await warehouse.query(
    sql`SELECT name FROM system.tables WHERE database = 'tenure' AND startsWith(name, ${`${PREFIX}${runId}_`}) ORDER BY name`,
    lane,
  );
  return rows.map(([name]) => String(name));
}

import type { Pool } from 'pg';
import type { Gate } from '../src/warehouse/publish/gate.js';
import type { Swap } from '../src/warehouse/publish/journal.js';
import { identifier, sql, typed, unsafeRaw } from '../src/warehouse/sql.js';
import type { Warehouse } from '../src/warehouse/warehouse.js';
import { eraseWords, wordsOf } from './erase-words.js';
import { LOAD_DATABASE } from './steps/stage.js';

interface EraseOptions {
  readonly warehouse: Warehouse;
  readonly pool: Pool;
  readonly gate: Gate;
  readonly runId: string;
  readonly customers: readonly string[];
}

/**
 * Removes customers from every table of the warehouse that knows a customer_key, from the quarantine, and from what people wrote
 * into reports and alerts. Each partition that
 * held one is written anew without them, and all are swapped in as one publication, so no reader sees a half-erased customer.
 */
export async function eraseCustomers(options: EraseOptions): Promise<{ erased: number; snapshotId: string | null }> {
  const { warehouse, pool, gate, runId, customers } = options;
  const lane = { lane: 'batch' } as const;
  const { rows: keyRows } = await warehouse.query(
    sql`SELECT toString(sipHash64(arrayJoin(${typed(customers, 'Array(String)')})))`,
    lane,
  );
  const keys = keyRows.map(([key]) => String(key));
  const words = await wordsOf(warehouse, customers);
  const gone = sql`customer_key IN (${typed(keys.map(BigInt), 'Array(UInt64)')})`;
  const found = new Set<string>();
  const swaps: Swap[] = [];
  const { rows: tables } = await warehouse.query(
    sql`SELECT t.name, t.partition_key != '' FROM system.tables AS t
        WHERE t.database = 'tenure' AND t.engine LIKE '%MergeTree'
          AND t.name IN (SELECT table FROM system.columns WHERE database = 'tenure' AND name = 'customer_key')
        ORDER BY t.name`,
    lane,
  );
  for (const [name] of tables) {
    const table = String(name);
    const live = identifier('tenure', table);
    const { rows: held } = await warehouse.query(
      sql`SELECT _partition_id, groupUniqArray(toString(customer_key)) FROM ${live} WHERE ${gone} GROUP BY 1`,
      lane,
    );
    if (held.length === 0) continue;
    const short = `${runId}_next_${table}`;
    const next = identifier(LOAD_DATABASE, short);
    await warehouse.command(sql`CREATE TABLE ${next} AS ${live}`, lane);
    for (const [partition, theirs] of held) {
      for (const key of theirs as string[]) found.add(key);
      const id = unsafeRaw(`'${String(partition)}'`);
      await warehouse.command(
        sql`INSERT INTO ${next} SELECT * FROM ${live} WHERE _partition_id = ${id} AND NOT (${gone})`,
        lane,
      );
      const { rows: left } = await warehouse.query(sql`SELECT count() FROM ${next} WHERE _partition_id = ${id}`, lane);
      const from = Number(left[0]?.[0]) === 0 ? null : `${LOAD_DATABASE}.${short}`;
      swaps.push({ table: `tenure.${table}`, partition: String(partition), from });
    }
  }
  await eraseWords(pool, words);
  await pool.query(`delete from etl_quarantine where customer_key = any($1::numeric[])`, [keys]);
  if (swaps.length === 0) return { erased: 0, snapshotId: null };
  // What is kept in memory by customer forgets them too; answers that doors have kept go with the new snapshot.
  const { rows: dictionaries } = await warehouse.query(
    sql`SELECT concat('tenure.', name) FROM system.dictionaries WHERE database = 'tenure' AND has(key.names, 'customer_key')`,
    lane,
  );
  const snapshot = await gate.publish({ runId, swaps, dictionaries: dictionaries.map(([name]) => String(name)) });
  return { erased: found.size, snapshotId: snapshot.id };
}

import type { Warehouse } from '../src/warehouse/warehouse.js';

/** A projection pays where it has at most one row for this many of its table's (README, DESIGN). */
const PAYS_FROM = 20;

/**
 * The aggregate projections of tables of `tenure`, as they lie on disk: rows, how much that shrinks the table, and what they add
 * to its size. Parts are merged first, since each part has projections of its own.
 */
export async function printProjections(warehouse: Warehouse, tables: readonly string[]): Promise<void> {
  for (const table of tables)
    await warehouse.command({ text: `OPTIMIZE TABLE tenure.${table} FINAL` }, { lane: 'batch' });
  const { rows } = await warehouse.query(
    {
      text: `SELECT p.table, p.name, p.rows, base.rows, p.bytes, base.bytes FROM
               (SELECT table, name, sum(rows) AS rows, sum(bytes_on_disk) AS bytes FROM system.projection_parts
                WHERE database = 'tenure' AND active AND has({tables:Array(String)}, table) GROUP BY table, name) AS p
             INNER JOIN
               (SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes FROM system.parts
                WHERE database = 'tenure' AND active GROUP BY table) AS base ON base.table = p.table
             ORDER BY p.table, p.rows`,
      params: { tables },
    },
    { lane: 'batch' },
  );
  console.table(
    rows.map(([table, projection, count, baseRows, bytes, baseBytes]) => ({
      table,
      projection,
      rows: Number(count),
      'times fewer': Math.round(Number(baseRows) / Number(count)),
      '% of the bytes': ((100 * Number(bytes)) / Number(baseBytes)).toFixed(2),
      pays: Number(baseRows) / Number(count) >= PAYS_FROM ? 'yes' : 'NO',
    })),
  );
}

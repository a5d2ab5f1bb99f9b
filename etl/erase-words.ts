import type { Pool } from 'pg';
import { sql, typed } from '../src/warehouse/sql.js';
import type { Warehouse } from '../src/warehouse/warehouse.js';

/** What stands where a customer was named. */
export const ERASED = '(erased)';

/** Shorter names are parts of too many other words. */
const SHORTEST = 3;

/** Numbers, names and addresses of customers, as they are and were: what people may have written into names and texts. */
export async function wordsOf(warehouse: Warehouse, customers: readonly string[]): Promise<string[]> {
  const { rows } = await warehouse.query(
    sql`SELECT DISTINCT arrayJoin([customer_id, customer_name, phone_number, email, document_hash, address_hash, device_hash]) AS word FROM tenure.dim_customer
        WHERE customer_id IN ${typed(customers, 'Array(String)')}`,
    { lane: 'batch' },
  );
  const named = rows.map(([word]) => String(word)).filter((word) => [...word].length >= SHORTEST);
  // The longest first: a name that holds another's is replaced whole.
  return [...new Set([...customers, ...named])].filter((word) => word.length > 1).sort((a, b) => b.length - a.length);
}

/** Columns of the store in which people write: a report with all its versions, its folder, slices and filters of alerts. */
const TEXTS = [
  { table: 'report_version', column: 'document', json: true, most: null },
  { table: 'report', column: 'folder', json: false, most: 200 },
  { table: 'alert', column: 'slice', json: false, most: 500 },
  { table: 'alert', column: 'filters', json: true, most: null },
] as const;

/** Takes words out of what people wrote. Whole words only: C0000001 is not C00000012. */
export async function eraseWords(pool: Pool, words: readonly string[]): Promise<void> {
  for (const word of words)
    for (const { table, column, json, most } of TEXTS) {
      const written = json ? JSON.stringify(word).slice(1, -1) : word;
      const pattern = `(?<![[:alnum:]])${written.replaceAll(/[^\p{L}\p{N}]/gu, '\\$&')}(?![[:alnum:]])`;
      const without = `regexp_replace(${column}::text, $1, $2, 'g')`;
      await pool.query(
        `update ${table} set ${column} = ${json ? `${without}::jsonb` : `left(${without}, ${most})`}
         where position($3 in ${column}::text) > 0`,
        [pattern, ERASED, written],
      );
    }
}

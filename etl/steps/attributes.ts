import { sql, typed } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { AttributeSpec } from '../source/spec.js';

/** Writes down the attributes that a source declares, for the models made at start. The same declaration again changes nothing. */
export async function declareAttributes(
  warehouse: Warehouse,
  attributes: readonly AttributeSpec[],
  now: Date,
): Promise<void> {
  for (const { name, type, title, description, personal } of attributes)
    await warehouse.command(
      sql`INSERT INTO tenure.attribute
          SELECT ${name}, ${type}, ${title.en}, ${title.zh}, ${description?.en ?? ''}, ${description?.zh ?? ''}, ${personal},
                 fromUnixTimestamp64Milli(${typed(String(now.getTime()), 'Int64')}, 'UTC')`,
      { lane: 'batch' },
    );
}

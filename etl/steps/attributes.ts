import type { Swap } from '../../src/warehouse/publish/journal.js';
import { identifier, sql, typed } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { AttributeSpec } from '../source/spec.js';
import { LOAD_DATABASE } from './stage.js';

/**
 * The attributes declared so far with those that sources declare, for the models made at start: the next version of the whole
 * table, which is published with the rows. The same declaration again changes nothing.
 */
export async function declareAttributes(
  warehouse: Warehouse,
  runId: string,
  attributes: readonly AttributeSpec[],
  now: Date,
): Promise<Swap[]> {
  if (attributes.length === 0) return [];
  const lane = { lane: 'batch' } as const;
  const short = `${runId}_next_attribute`;
  const next = identifier(LOAD_DATABASE, short);
  await warehouse.command(sql`CREATE TABLE ${next} AS tenure.attribute`, lane);
  await warehouse.command(sql`INSERT INTO ${next} SELECT * FROM tenure.attribute FINAL`, lane);
  for (const { name, type, title, description, personal } of attributes)
    await warehouse.command(
      sql`INSERT INTO ${next}
          SELECT ${name}, ${type}, ${title.en}, ${title.zh}, ${description?.en ?? ''}, ${description?.zh ?? ''}, ${personal},
                 fromUnixTimestamp64Milli(${typed(String(now.getTime()), 'Int64')}, 'UTC')`,
      lane,
    );
  return [{ table: 'tenure.attribute', partition: 'all', from: `${LOAD_DATABASE}.${short}` }];
}

import { TenureError } from '../../src/errors/errors.js';
import { readTariff } from '../../src/tariff/read.js';
import { sql } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import type { Staged } from './stage.js';

/**
 * Refuses tariffs that are none: a bill could not be worked out by them. Throws SOURCE with line and column of the tariff's text. The
 * text says itself whose and from when it is, and the record must say the same.
 */
export async function refuseBrokenTariffs(warehouse: Warehouse, { target, table }: Staged): Promise<void> {
  if (target.name !== 'tariff') return;
  const { rows } = await warehouse.query(
    sql`SELECT DISTINCT toString(plan_code), toString(valid_from), tariff FROM ${table} WHERE NOT _bad ORDER BY 1, 2, 3`,
    { lane: 'batch' },
  );
  const problems = rows.flatMap(([plan, from, text]) => {
    const name = `tariff of ${String(plan)} from ${String(from)}`;
    try {
      const { tariff } = readTariff(String(text), name);
      if (tariff.plan === plan && tariff.validFrom === from) return [];
      return [`${name}: the text is that of ${tariff.plan} from ${tariff.validFrom}`];
    } catch (error) {
      if (error instanceof TenureError && error.kind === 'SOURCE') return [error.message];
      throw error;
    }
  });
  if (problems.length > 0) throw new TenureError('SOURCE', `Nothing was loaded.\n${problems.join('\n')}`);
}

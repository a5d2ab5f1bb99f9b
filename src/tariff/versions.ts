import { sql, typed } from '../warehouse/sql.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import { type ReadTariff, readTariff } from './read.js';

const lane = { lane: 'batch' } as const;

/** The tariff versions that bills of a month need. */
export interface TariffVersions {
  /** The latest version of each plan that had begun by the month, by plan code. */
  readonly ofMonth: ReadonlyMap<string, ReadTariff>;
  /** Those that count in the month and those that bill lines of the month name, by hash. */
  readonly byHash: ReadonlyMap<string, ReadTariff>;
}

/** Reads the versions of a month (`YYYY-MM`). Throws SOURCE where one cannot be read. */
export async function versionsOf(warehouse: Warehouse, month: string): Promise<TariffVersions> {
  const ofMonth = await tariffsOf(warehouse, month);
  const byHash = new Map([...ofMonth.values()].map((read) => [read.hash, read]));
  const { rows } = await warehouse.query(
    sql`SELECT DISTINCT toString(plan_code), tariff, toString(valid_from) FROM tenure.tariff_version
        WHERE hash IN (SELECT tariff_hash FROM tenure.fact_bill_line WHERE month = ${typed(`${month}-01`, 'Date')})`,
    lane,
  );
  for (const [plan, text, from] of rows) {
    const read = readVersion(plan, text, from);
    byHash.set(read.hash, read);
  }
  return { ofMonth, byHash };
}

/** The version of each plan's tariff that had begun by the month (`YYYY-MM`), by plan code. Throws SOURCE. */
export async function tariffsOf(warehouse: Warehouse, month: string): Promise<ReadonlyMap<string, ReadTariff>> {
  const { rows } = await warehouse.query(
    sql`SELECT toString(plan_code) AS plan, argMax(tariff, valid_from), toString(max(valid_from)) FROM tenure.tariff_version
        WHERE valid_from <= ${typed(`${month}-01`, 'Date')} GROUP BY plan ORDER BY plan`,
    lane,
  );
  return new Map(rows.map(([plan, text, from]) => [String(plan), readVersion(plan, text, from)]));
}

function readVersion(plan: unknown, text: unknown, from: unknown): ReadTariff {
  return readTariff(String(text), `tariff of ${String(plan)} from ${String(from)}`);
}

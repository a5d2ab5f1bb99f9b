import { TenureError } from '../errors/errors.js';
import type { Warehouse } from '../warehouse/warehouse.js';

/** What the warehouse holds to learn from. */
export interface MonthsOfData {
  /** Months with customers in them, ascending, `YYYY-MM-01`. */
  readonly all: readonly string[];
  /** Months t that have a month t + 1 right after them, so that who left is known. */
  readonly labelled: readonly string[];
  readonly latest: string;
  /** One extract of each customer with nothing before: no month has a next one. */
  readonly isSingleExtract: boolean;
}

export async function readMonths(warehouse: Warehouse): Promise<MonthsOfData> {
  const { rows } = await warehouse.query(
    {
      text: `SELECT toString(month) FROM tenure.customer_month GROUP BY month HAVING sum(active) > 0 ORDER BY month`,
    },
    { lane: 'batch' },
  );
  const all = rows.map(([month]) => String(month));
  const latest = all.at(-1);
  if (latest === undefined) {
    throw new TenureError('NOT_READY', 'There are no customers in the warehouse: load data first (tenure etl run).');
  }
  const labelled = all.filter((month) => all.includes(monthAfter(month)));
  return { all, labelled, latest, isSingleExtract: labelled.length === 0 };
}

export function monthAfter(month: string, months = 1): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const index = year * 12 + number - 1 + months;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}-01`;
}

/** `2024-03` or `2024-03-01` as a month; anything else is refused. */
export function parseMonth(text: string): string {
  const match = /^(\d{4})-(0[1-9]|1[0-2])(-01)?$/.exec(text);
  if (!match) throw new TenureError('BAD_REQUEST', `"${text}" is not a month such as 2024-03.`);
  return `${match[1]}-${match[2]}-01`;
}

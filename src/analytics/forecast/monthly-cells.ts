import { type CalendarDate, type Month, monthText, readDate } from '../month.js';
import { Refusal } from '../refusal.js';
import { cellText, findColumn, findNumbers, type Table } from '../table/table.js';
import type { Cell } from './cells.js';
import { incompleteMonth } from './complete-months.js';
import type { SeriesKind } from './scale.js';

export interface MonthlyCells {
  /** The total first, where there are groups; then one cell a group, sorted by name. */
  readonly cells: readonly Cell[];
  readonly start: Month;
  readonly months: number;
  /** The last month of the rows, as 2026-03, where it is not over and so was left out. */
  readonly leftOut: string | null;
  /** Months within the history that have no row at all and were taken as 0. */
  readonly emptyMonths: number;
}

export interface MonthlyCellsOptions {
  readonly date: string;
  readonly value: string;
  readonly by?: string | undefined;
  readonly kind: SeriesKind;
  readonly asOf: string | null;
}

export const TOTAL = 'total';
const MOST_CELLS = 2000;

/**
 * Rows of a table as monthly cells: values of one month and group are added up. A month without rows is 0 for amounts and
 * counts; rates are neither added nor made up, so two rows or none are refused.
 */
export function monthlyCells(table: Table, options: MonthlyCellsOptions): MonthlyCells {
  const { kind } = options;
  const values = findNumbers(table, options.value);
  const dates = datesOf(table, options.date);
  const groups = options.by === undefined ? null : findColumn(table, options.by);
  const left = incompleteMonth(dates, options.asOf);
  const kept = dates.map(({ month }) => month).filter((month) => month !== left);
  if (kept.length === 0) throw new Refusal('There is no complete month to forecast from.');
  const start = kept.reduce((least, month) => Math.min(least, month));
  const months = kept.reduce((most, month) => Math.max(most, month)) - start + 1;
  if (months > 12_000) throw new Refusal(`The dates span ${months} months.`);
  const sums = new Map<string, Float64Array>();
  const all = new Float64Array(months).fill(Number.NaN);
  for (const [row, { month }] of dates.entries()) {
    if (month === left) continue;
    const value = values[row] as number;
    if (Number.isNaN(value)) throw new Refusal(`Row ${row + 1} has no value of "${options.value}".`);
    const group = groups ? (cellText(groups, row) ?? '(none)') : TOTAL;
    const sum = sums.get(group) ?? new Float64Array(months).fill(Number.NaN);
    sums.set(group, sum);
    if (kind === 'rate' && !Number.isNaN(sum[month - start]))
      throw new Refusal(`Row ${row + 1} is the second of ${monthText(month)}: rates of several rows do not add up.`);
    sum[month - start] = ((sum[month - start] as number) || 0) + value;
    all[month - start] = ((all[month - start] as number) || 0) + value;
  }
  if (sums.size > MOST_CELLS) throw new Refusal(`"${options.by}" has ${sums.size} groups; at most ${MOST_CELLS} are.`);
  const isTree = groups !== null && kind !== 'rate';
  const own = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  if (isTree && sums.has(TOTAL)) throw new Refusal(`A group of "${options.by}" is called "${TOTAL}".`);
  const cells = own.map(
    ([key, sum]): Cell => ({ key, parent: isTree ? TOTAL : null, values: filled(sum, kind, start) }),
  );
  if (isTree) cells.unshift({ key: TOTAL, parent: null, values: filled(all, kind, start) });
  const emptyMonths = all.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  return { cells, start, months, leftOut: left === null ? null : monthText(left), emptyMonths };
}

function datesOf(table: Table, name: string): CalendarDate[] {
  const column = findColumn(table, name);
  return Array.from({ length: table.rowCount }, (_, row) => {
    const text = cellText(column, row);
    if (text === null) throw new Refusal(`Row ${row + 1} has no "${name}".`);
    // A column such as 202603 reads as a number.
    return readDate(/^\d{6}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4)}` : text);
  });
}

/** Months before the first row stay unknown; later ones without rows are 0. */
function filled(sum: Float64Array, kind: SeriesKind, start: Month): number[] {
  const first = sum.findIndex((value) => !Number.isNaN(value));
  return Array.from(sum, (value, t) => {
    if (!Number.isNaN(value) || t < first) return value;
    if (kind === 'rate') throw new Refusal(`There is no rate of ${monthText(start + t)}.`);
    return 0;
  });
}

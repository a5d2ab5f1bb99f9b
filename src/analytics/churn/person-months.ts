import type { Column, NumberColumn, Table } from '../table/table.js';
import { findNumbers, selectRows } from '../table/table.js';

export interface PersonMonths {
  /** One row a customer and month of tenure lived through; the tenure column counts the months before. */
  readonly table: Table;
  /** 1 in the month in which the customer left. */
  readonly labels: Uint8Array;
  /** Columns that were left out: their value in earlier months is not known. */
  readonly dropped: readonly string[];
}

/** A number that follows tenure so closely (rank correlation) grows with it, like a total of all bills. */
const GROWS_WITH_TENURE = 0.7;

/**
 * A single extract (one row a customer, tenure and whether it left) as person-months: a customer of tenure T was at risk
 * in the months 0 … T − 1 and left, if at all, in the last. One that left with tenure 0 was at risk once. What grows with
 * tenure is left out, since only its last value is known.
 */
export function personMonths(table: Table, left: Uint8Array, tenureColumn: string): PersonMonths {
  const tenure = findNumbers(table, tenureColumn);
  const dropped = table.columns
    .filter((column): column is NumberColumn => column.kind === 'number' && column.name !== tenureColumn)
    .filter((column) => Math.abs(rankCorrelation(column.values, tenure)) >= GROWS_WITH_TENURE)
    .map((column) => column.name);
  const months = Array.from(tenure, (value, row) => monthsAtRisk(value, left[row] as number));
  const total = months.reduce((sum, count) => sum + count, 0);
  const source = new Int32Array(total);
  const elapsed = new Float64Array(total);
  const labels = new Uint8Array(total);
  let at = 0;
  months.forEach((count, row) => {
    for (let month = 0; month < count; month++, at++) {
      source[at] = row;
      elapsed[at] = month;
      labels[at] = left[row] && month === count - 1 ? 1 : 0;
    }
  });
  const kept = table.columns.filter((column) => column.name !== tenureColumn && !dropped.includes(column.name));
  const { columns } = selectRows({ rowCount: table.rowCount, columns: kept }, source);
  const own: Column = { kind: 'number', name: tenureColumn, values: elapsed };
  return { table: { rowCount: total, columns: [own, ...columns] }, labels, dropped };
}

function monthsAtRisk(tenure: number, left: number): number {
  if (!Number.isFinite(tenure) || tenure < 0) return 0;
  return Math.max(Math.floor(tenure), left ? 1 : 0);
}

/** Spearman's rank correlation over the rows that have both values; ties share their mean rank. */
export function rankCorrelation(a: Float64Array, b: Float64Array): number {
  const rows = Array.from(a.keys()).filter((row) => Number.isFinite(a[row]) && Number.isFinite(b[row]));
  const [x, y] = [ranks(rows.map((row) => a[row] as number)), ranks(rows.map((row) => b[row] as number))];
  const mean = (rows.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    const [dx, dy] = [(x[i] as number) - mean, (y[i] as number) - mean];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

function ranks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((i, j) => (values[i] as number) - (values[j] as number));
  const result = new Float64Array(values.length);
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end < order.length && values[order[end] as number] === values[order[i] as number]) end++;
    for (let k = i; k < end; k++) result[order[k] as number] = (i + end + 1) / 2;
    i = end;
  }
  return result;
}

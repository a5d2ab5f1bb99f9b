import type { Cell } from '../api/types.js';

/** A month in which something about a customer changed. */
export interface HistoryEntry {
  readonly month: string;
  readonly changes: readonly { readonly column: number; readonly from: Cell; readonly to: Cell }[];
}

/** Changes between the months of one customer. The first column is the month; rows are in its order. */
export function historyOf(rows: readonly (readonly Cell[])[]): readonly HistoryEntry[] {
  const found: HistoryEntry[] = [];
  rows.forEach((row, i) => {
    const before = rows[i - 1];
    const changes = row.flatMap((to, column) => {
      const from = before?.[column] ?? null;
      return column > 0 && (before ? from !== to : to !== null && to !== '') ? [{ column, from, to }] : [];
    });
    if (changes.length > 0) found.push({ month: String(row[0]).slice(0, 10), changes });
  });
  return found;
}

/** Running total of a series; a month without a figure adds nothing. */
export function cumulative(values: readonly (number | null)[]): readonly number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value ?? 0;
    return sum;
  });
}

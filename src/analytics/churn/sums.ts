import type { Column, NumberColumn, Table } from '../table/table.js';

/** Columns of one kind, such as minutes by time of day, as one: their sum, row by row. */
export interface SumColumn {
  /** The parts' common name with `*` where they differ: `total_*_minutes`. */
  readonly name: string;
  readonly parts: readonly string[];
}

/** Two columns alone are as well told apart by a pair table. */
const FEWEST_PARTS = 3;

/**
 * Sums that may tell what no part of them does: a bill is felt as a whole, and an additive formula with pairs cannot add three
 * columns up and cut the result. Numbers that are never negative, whose names differ in one word and end alike (the last word says the
 * unit), are summed.
 */
export function findSums(table: Table, rows: ArrayLike<number>): SumColumn[] {
  const groups = new Map<string, string[]>();
  const taken = new Set(table.columns.map(({ name }) => name));
  for (const column of table.columns) {
    if (column.kind !== 'number' || !isAmount(column, rows)) continue;
    for (const pattern of patternsOf(column.name)) groups.set(pattern, [...(groups.get(pattern) ?? []), column.name]);
  }
  return [...groups]
    .filter(([name, parts]) => parts.length >= FEWEST_PARTS && !taken.has(name))
    .map(([name, parts]) => ({ name, parts }));
}

/** Missing where a part is. */
export function sumOf(name: string, parts: readonly Column[], rowCount: number): NumberColumn {
  const values = new Float64Array(rowCount);
  for (const part of parts)
    for (let row = 0; row < rowCount; row++)
      values[row] = (values[row] as number) + (part.kind === 'number' ? (part.values[row] as number) : Number.NaN);
  return { kind: 'number', name, values };
}

/** The name with each word but the last one left open, as long as a word stays: `total_*_minutes` and `*_day_minutes`. */
function patternsOf(name: string): string[] {
  const words = [...name.matchAll(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{N}+|[^\p{L}\p{N}]+|\p{Lo}+/gu)].map(
    ([word]) => word,
  );
  const letters = words.flatMap((word, at) => (/[\p{L}\p{N}]/u.test(word) ? [at] : []));
  return letters.slice(0, -1).map((open) => words.map((word, at) => (at === open ? '*' : word)).join(''));
}

function isAmount({ values }: NumberColumn, rows: ArrayLike<number>): boolean {
  let isAny = false;
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] as number] as number;
    if (value < 0) return false;
    isAny ||= value > 0;
  }
  return isAny;
}

import type { GridModel, Line } from './grid-model.js';

export interface Scale {
  readonly least: number;
  readonly most: number;
}

/**
 * The range that heat and bars of a cell are measured against. What adds up is compared within its own level, since a
 * total is always more than its parts; rates are compared across all levels. Grand totals take part in no range.
 */
export function scales(
  model: GridModel,
  additive: readonly boolean[],
): (row: Line, column: Line, measure: number) => Scale | null {
  const found = new Map<string, { least: number; most: number }>();
  const key = (row: Line, column: Line, measure: number) =>
    additive[measure] ? `${measure}|${row.depth}|${column.depth}` : String(measure);
  const counts = (line: Line, lines: readonly Line[]) =>
    line.kind === 'member' || (line.kind === 'total' && lines.length === 1);
  const rows = model.rows.filter((line) => counts(line, model.rows));
  const columns = model.columns.filter((line) => counts(line, model.columns));
  for (const row of rows)
    for (const column of columns)
      additive.forEach((_, measure) => {
        const cell = model.value(row, column, measure);
        if (cell === null || cell === undefined || typeof cell === 'object') return;
        const value = Number(cell);
        if (Number.isNaN(value)) return;
        const range = found.get(key(row, column, measure));
        if (!range) found.set(key(row, column, measure), { least: value, most: value });
        else {
          range.least = Math.min(range.least, value);
          range.most = Math.max(range.most, value);
        }
      });
  return (row, column, measure) =>
    counts(row, model.rows) && counts(column, model.columns) ? (found.get(key(row, column, measure)) ?? null) : null;
}

/** 0 for the least of the range, 1 for the most. */
export function heatShare(value: number, scale: Scale): number {
  return scale.most > scale.least ? (value - scale.least) / (scale.most - scale.least) : 0.5;
}

/** A bar's length from an honest zero. */
export function barShare(value: number, scale: Scale): number {
  const longest = Math.max(Math.abs(scale.least), Math.abs(scale.most));
  return longest > 0 ? Math.abs(value) / longest : 0;
}

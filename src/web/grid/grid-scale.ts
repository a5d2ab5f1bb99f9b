import type { GridModel, Line } from '../pivot/grid-model.js';

export interface Scale {
  readonly least: number;
  readonly most: number;
  /** The middle 96%: a single small group's extreme rate must not pale all others. Beyond it colours stay at their end. */
  readonly low: number;
  readonly high: number;
}

function rangeOf(values: number[]): Scale {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { least: at(0), most: at(1), low: at(0.02), high: at(0.98) };
}

/**
 * The range that heat and bars of a cell are measured against. What adds up is compared within its own level, since a
 * total is always more than its parts; rates are compared across all levels. Grand totals take part in no range.
 */
export function scales(
  model: GridModel,
  additive: readonly boolean[],
): (row: Line, column: Line, measure: number) => Scale | null {
  const found = new Map<string, number[]>();
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
        const values = found.get(key(row, column, measure));
        if (values) values.push(value);
        else found.set(key(row, column, measure), [value]);
      });
  const ranges = new Map([...found].map(([name, values]) => [name, rangeOf(values)] as const));
  return (row, column, measure) =>
    counts(row, model.rows) && counts(column, model.columns) ? (ranges.get(key(row, column, measure)) ?? null) : null;
}

/** 0 for the low end of the range, 1 for the high end. */
export function heatShare(value: number, scale: Scale): number {
  if (scale.high <= scale.low) return 0.5;
  return Math.max(0, Math.min(1, (value - scale.low) / (scale.high - scale.low)));
}

/** A bar's length from an honest zero. */
export function barShare(value: number, scale: Scale): number {
  const longest = Math.max(Math.abs(scale.least), Math.abs(scale.most));
  return longest > 0 ? Math.abs(value) / longest : 0;
}

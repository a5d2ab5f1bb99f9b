import type { ChartKind } from '../pivot/chart-kinds.js';
import type { GridModel, Line } from '../pivot/grid-model.js';

export interface ChartSeries {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** The band of months ahead; null in months known. */
  readonly band?: readonly ({ readonly low: number; readonly high: number } | null)[];
}

export interface ChartData {
  readonly categories: readonly string[];
  readonly series: readonly ChartSeries[];
  /** How many members there are when only the first ones are drawn. */
  readonly of: number;
  /** Position of the first month ahead, where there are any. */
  readonly ahead?: number;
}

export const MOST_SERIES = 8;
const MOST_POINTS = 400;

const number = (cell: unknown): number | null => {
  if (cell === null || cell === undefined || typeof cell === 'object') return null;
  const value = Number(cell);
  return Number.isNaN(value) ? null : value;
};

/**
 * The lines of an axis that a chart draws: its finest unfolded level if it is unfolded evenly, otherwise its first level,
 * so that months never stand beside quarters and nothing is drawn twice; the total if there is nothing else.
 */
export function leafLines(lines: readonly Line[]): readonly Line[] {
  const leaves = lines.filter((line) => line.kind === 'member' && !line.open);
  const even = leaves.every((line) => line.depth === leaves[0]?.depth);
  const drawn = lines.filter(
    (line) =>
      (line.kind === 'member' && (even ? !line.open : line.depth === 1)) ||
      (line.kind === 'others' && line.depth === (even ? leaves[0]?.depth : 1)),
  );
  return drawn.length > 0 ? drawn : lines.filter((line) => line.kind === 'total');
}

/** Row members as series over column members; without column members the rows are the categories. */
export function seriesData(model: GridModel, measure: number): ChartData {
  const rows = leafLines(model.rows);
  const columns = leafLines(model.columns);
  const [only] = columns;
  if (columns.length === 1 && only?.kind === 'total')
    return {
      categories: rows.slice(0, MOST_POINTS).map((row) => row.label),
      series: [{ name: '', values: rows.slice(0, MOST_POINTS).map((row) => number(model.value(row, only, measure))) }],
      of: 1,
    };
  const ahead = columns.findIndex((column) => column.ahead);
  return {
    categories: columns.map((column) => column.label),
    series: rows.slice(0, MOST_SERIES).map((row) => ({
      name: row.label,
      values: columns.map((column) => number(model.value(row, column, measure))),
      ...(ahead < 0 ? {} : { band: columns.map((column) => bandOf(model, row, column, measure)) }),
    })),
    of: rows.length,
    ...(ahead < 0 ? {} : { ahead }),
  };
}

function bandOf(model: GridModel, row: Line, column: Line, measure: number) {
  const evidence = column.ahead ? model.evidence(row, column, measure) : null;
  const [low, high] = [number(evidence?.low), number(evidence?.high)];
  return low === null || high === null ? null : { low, high };
}

export interface ScatterPoint {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly size: number | null;
}

/** One point a row member: first measure across, second up, a third as its area; totals over the columns. */
export function scatterData(model: GridModel): readonly ScatterPoint[] {
  const total = model.columns.at(-1);
  if (!total) return [];
  return leafLines(model.rows).flatMap((row) => {
    const [x, y] = [number(model.value(row, total, 0)), number(model.value(row, total, 1))];
    if (x === null || y === null || row.kind === 'total') return [];
    return [{ name: row.label, x, y, size: number(model.value(row, total, 2)) }];
  });
}

/** Curves of a measure that is a list (survival by month): one line a row member. */
export function curveData(model: GridModel, measure: number): ChartData {
  const total = model.columns.at(-1);
  const rows = leafLines(model.rows);
  const series = rows.slice(0, MOST_SERIES).flatMap((row) => {
    const cell = total ? model.value(row, total, measure) : null;
    const list: unknown = typeof cell === 'string' && cell.startsWith('[') ? JSON.parse(cell) : cell;
    return Array.isArray(list) ? [{ name: row.label, values: list.map(number) }] : [];
  });
  const length = Math.max(0, ...series.map((one) => one.values.length));
  return { categories: Array.from({ length }, (_, i) => String(i + 1)), series, of: rows.length };
}

export interface CohortData {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  readonly points: readonly (readonly [number, number, number])[];
}

/** Rows against columns as squares of colour: a triangle where rows are cohorts and columns months since. */
export function cohortData(model: GridModel, measure: number): CohortData {
  const rows = leafLines(model.rows).slice(0, 60);
  const columns = leafLines(model.columns).slice(0, 120);
  const points = rows.flatMap((row, y) =>
    columns.flatMap((column, x): [number, number, number][] => {
      const value = number(model.value(row, column, measure));
      return value === null ? [] : [[x, y, value]];
    }),
  );
  return { columns: columns.map((line) => line.label), rows: rows.map((line) => line.label), points };
}

/** Only what adds up may be stacked. */
export const stacks = (kind: ChartKind, additive: boolean): boolean => (kind === 'area' || kind === 'bar') && additive;

import type { Cell, CellsQuestion } from '../../analytics/forecast/cells.js';
import type { SeriesKind } from '../../analytics/forecast/scale.js';
import type { CatalogMeasure } from '../../semantic/contract/catalog.js';
import type { CellHistory, History } from './history.js';

const NUMERIC: ReadonlySet<string> = new Set(['integer', 'decimal', 'float']);

/**
 * A measure that has a value of each month by itself: sums, counts, distinct counts, ratios of them and what stands at a
 * month's end; not what takes arguments, looks at other months or tells how sure another measure is.
 */
export function isPlain({ type, arguments: args, evidenceOf, perRow, closing, aggregation }: CatalogMeasure): boolean {
  if (!NUMERIC.has(type) || args.length > 0 || evidenceOf !== undefined) return false;
  return perRow === true || closing === true || isDistinct(aggregation);
}

const isDistinct = (aggregation: string): boolean => /distinct/i.test(aggregation);

/** A month without rows is 0 of what adds up; of anything else it has no value. */
export function addsUp({ additivity, aggregation }: CatalogMeasure): boolean {
  return additivity === 'additive' || additivity === 'semi-additive' || isDistinct(aggregation);
}

/** By what the model says of the measure and what its history holds. */
export function kindOf(measure: CatalogMeasure, cells: readonly Cell[]): SeriesKind {
  const all = (test: (value: number) => boolean) =>
    cells.every(({ values }) => values.every((value) => Number.isNaN(value) || test(value)));
  if (measure.type === 'integer' && all((value) => value >= 0)) return 'count';
  if (measure.unit === 'ratio' && !addsUp(measure) && all((value) => value >= 0 && value <= 1)) return 'rate';
  return 'amount';
}

export const keyOf = (path: readonly unknown[]): string => JSON.stringify(path);

/** Cells of one measure with their gaps filled, as a tree for what adds up; and how many months were filled. */
export function seriesOf(
  { cells }: History,
  measure: CatalogMeasure,
  valuesOf: (cell: CellHistory) => readonly number[],
): { readonly cells: readonly Cell[]; readonly gaps: number } {
  let gaps = 0;
  const filled = cells.map(({ path, ...cell }): Cell => {
    const values: number[] = [];
    for (const value of valuesOf({ path, ...cell })) {
      const before = values.at(-1) ?? Number.NaN;
      const isGap = Number.isNaN(value) && !Number.isNaN(before);
      if (isGap) gaps++;
      values.push(isGap ? (addsUp(measure) ? 0 : before) : value);
    }
    return { key: keyOf(path), parent: addsUp(measure) && path.length > 0 ? keyOf(path.slice(0, -1)) : null, values };
  });
  return { cells: filled, gaps };
}

export function questionOf(
  cells: readonly Cell[],
  measure: CatalogMeasure,
  { start }: History,
  horizon: number,
  levels: readonly number[],
): CellsQuestion {
  return { cells, start, kind: kindOf(measure, cells), horizon, levels };
}

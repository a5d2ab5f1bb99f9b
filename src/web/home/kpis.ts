import type { CatalogMeasure, CatalogView, Cell, ColumnInfo, Me, PivotResult } from '../api/types.js';
import { dateOf, shiftDate } from '../pivot/period.js';

/** A figure that a role watches. */
export interface ShownKpi {
  readonly view: string;
  readonly measure: string;
  /** Which way is good; null where the model does not say. */
  readonly good: 'up' | 'down' | null;
  readonly catalogView: CatalogView;
  readonly catalogMeasure: CatalogMeasure;
  /** The measure that says what the figure should be, where the model has one. */
  readonly target: string | null;
}

/** The cards of a Home, as far as the catalogue offers them: the model hides what the policy forbids. */
export function kpisFor(cards: Me['home'], catalog: readonly CatalogView[]): readonly ShownKpi[] {
  return cards.flatMap(({ view: usual, measure: name }) => {
    const has = (one: CatalogView | undefined) => one?.measures.some((measure) => measure.name === name) === true;
    const named = catalog.find((one) => one.name === usual);
    // The catalogue may offer a figure in another subject than the usual one.
    const view = has(named) ? named : catalog.find(has);
    const measure = view?.measures.find((one) => one.name === name);
    return view && measure && view.timeDimension
      ? [
          {
            view: view.name,
            measure: name,
            good: goodWay(measure),
            catalogView: view,
            catalogMeasure: measure,
            target: measure.target ?? null,
          },
        ]
      : [];
  });
}

/** Which way is good for a figure; null where the model does not say. */
export const goodWay = ({ good }: Pick<CatalogMeasure, 'good'>): 'up' | 'down' | null =>
  good === 'up' || good === 'down' ? good : null;

export const infoOf = (measure: CatalogMeasure): ColumnInfo => ({
  name: measure.name,
  title: measure.title.en,
  unit: measure.unit,
  format: measure.format,
  type: measure.type,
});

export interface Course {
  /** Months from the first to the last, without gaps: what has no figure is null. */
  readonly months: readonly string[];
  readonly values: readonly (number | null)[];
  readonly latest: { readonly month: string; readonly value: number | null };
  readonly previous: number | null;
  readonly lastYear: number | null;
}

const number = (cell: Cell | undefined): number | null =>
  cell === null || cell === undefined || Number.isNaN(Number(cell)) ? null : Number(cell);

/** How a measure went month by month, from a pivot with months as its only columns and no rows. */
export function courseOf(result: PivotResult, measure: number): Course | null {
  const width = result.measures.length;
  const at = new Map<string, number | null>();
  result.columns.forEach((column, c) => {
    const [month] = column.path;
    if (typeof month === 'string') at.set(dateOf(month), number(result.cells[0]?.[c * width + measure]));
  });
  const sorted = [...at.keys()].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) return null;
  const months: string[] = [];
  for (let month = first; month <= last; month = shiftDate(month, { count: 1, unit: 'month' })) months.push(month);
  const value = (month: string) => at.get(month) ?? null;
  return {
    months,
    values: months.map(value),
    latest: { month: last, value: value(last) },
    previous: value(shiftDate(last, { count: -1, unit: 'month' })),
    lastYear: value(shiftDate(last, { count: -12, unit: 'month' })),
  };
}

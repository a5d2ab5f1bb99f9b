import type { CatalogView, Cell, MeasureInput } from '../api/types.js';
import type { Value } from './state.js';

const KINDS = ['count', 'small', 'low', 'high'] as const;

/** How much can be read from a figure, as the server says it; null where it does not. */
export interface Evidence {
  readonly count: Cell;
  /** Of too few to read. */
  readonly small: boolean;
  readonly low: Cell;
  readonly high: Cell;
}

const nameOf = (measure: number, kind: (typeof KINDS)[number]): string => `e${measure}_${kind}`;

const measureOf = (view: CatalogView, name: string) => view.measures.find((one) => one.name === name);

/** What a question about these values asks beside them: the measures that say how much can be read from each. */
export function evidenceInputs(view: CatalogView, values: readonly Value[]): readonly MeasureInput[] {
  return values.flatMap((value, at) => {
    const evidence = measureOf(view, value.measure)?.evidence;
    return KINDS.flatMap((kind) => {
      const name = evidence?.[kind];
      if (!name) return [];
      const taken = (measureOf(view, name)?.arguments ?? []).map((one) => one.name);
      const given = Object.entries(value.arguments).filter(([argument]) => taken.includes(argument));
      return [{ name, as: nameOf(at, kind), ...(given.length > 0 ? { arguments: Object.fromEntries(given) } : {}) }];
    });
  });
}

/** The evidence of a value, from the columns of one cell by their names. */
export function evidenceOf(measure: number, valueOf: (column: string) => Cell | undefined): Evidence | null {
  const [count, small, low, high] = KINDS.map((kind) => valueOf(nameOf(measure, kind)));
  if (count === undefined && small === undefined) return null;
  return { count: count ?? null, small: small === true, low: low ?? null, high: high ?? null };
}

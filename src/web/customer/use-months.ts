import { fetchPivot } from '../api/operations.js';
import type { CatalogView } from '../api/types.js';
import { type Course, courseOf } from '../home/kpis.js';
import { useAsked } from '../parts/use-asked.js';
import { onlyCustomer } from './customer-views.js';

export interface Months {
  readonly courses: readonly (Course | null)[] | null;
  /** Why the answer is not whole; null where it is. */
  readonly cut: string | null;
  readonly error: unknown;
}

export interface AskedMonths extends Months {
  /** Asks the same once more. */
  readonly again: () => void;
}

/** A customer's measures month by month. */
export function useMonths(view: CatalogView | undefined, measures: readonly string[], id: string): AskedMonths {
  const time = view?.timeDimension;
  const question = view && time && measures.length > 0 ? ['months', view.name, time, measures, id] : null;
  const { value, error, again } = useAsked(question, async (signal) => {
    const { receipt, ...result } = await fetchPivot(
      {
        view: view?.name ?? '',
        rows: [],
        columns: [{ name: time ?? '', granularity: 'month' }],
        measures: measures.map((name, i) => ({ name, as: `m${i}` })),
        filters: [onlyCustomer(id)],
      },
      signal,
    );
    return {
      courses: measures.map((_, i) => courseOf({ ...result, receipt }, i)),
      cut: receipt.complete ? null : (receipt.incompleteBecause ?? ''),
    };
  });
  return { courses: value?.courses ?? null, cut: value?.cut ?? null, error, again };
}

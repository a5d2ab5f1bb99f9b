import { useEffect, useState } from 'react';
import { fetchPivot } from '../api/operations.js';
import type { CatalogView } from '../api/types.js';
import { type Course, courseOf } from '../home/kpis.js';
import { onlyCustomer } from './customer-views.js';

export interface Months {
  readonly courses: readonly (Course | null)[] | null;
  readonly error: unknown;
}

/** A customer's measures month by month. */
export function useMonths(view: CatalogView | undefined, measures: readonly string[], id: string): Months {
  const [months, setMonths] = useState<Months>({ courses: null, error: null });
  const names = measures.join(',');
  useEffect(() => {
    setMonths({ courses: null, error: null });
    if (!view?.timeDimension || !names) return;
    const controller = new AbortController();
    const list = names.split(',');
    fetchPivot(
      {
        view: view.name,
        rows: [],
        columns: [{ name: view.timeDimension, granularity: 'month' }],
        measures: list.map((name, i) => ({ name, as: `m${i}` })),
        filters: [onlyCustomer(id)],
      },
      controller.signal,
    ).then(
      (result) => setMonths({ courses: list.map((_, i) => courseOf(result, i)), error: null }),
      (error: unknown) => {
        if (!controller.signal.aborted) setMonths({ courses: null, error });
      },
    );
    return () => controller.abort();
  }, [view, names, id]);
  return months;
}

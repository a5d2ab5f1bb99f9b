import { useCallback, useEffect, useState } from 'react';
import { fetchPivot } from '../api/operations.js';
import type { CatalogView } from '../api/types.js';
import { type Course, courseOf } from '../home/kpis.js';
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

const NOTHING: Months = { courses: null, cut: null, error: null };

/** A customer's measures month by month. */
export function useMonths(view: CatalogView | undefined, measures: readonly string[], id: string): AskedMonths {
  const [months, setMonths] = useState<Months>(NOTHING);
  const [round, setRound] = useState(0);
  const names = measures.join(',');
  useEffect(() => {
    setMonths(NOTHING);
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
      (result) =>
        setMonths({
          courses: list.map((_, i) => courseOf(result, i)),
          cut: result.receipt.complete ? null : (result.receipt.incompleteBecause ?? ''),
          error: null,
        }),
      (error: unknown) => {
        if (!controller.signal.aborted) setMonths({ ...NOTHING, error });
      },
    );
    return () => controller.abort();
  }, [view, names, id, round]);
  return { ...months, again: useCallback(() => setRound((before) => before + 1), []) };
}

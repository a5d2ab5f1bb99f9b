import { useCallback, useEffect, useState } from 'react';
import { fetchValues, type ValuesAnswer } from '../api/operations.js';
import { slicerFilters } from './questions.js';
import type { BrowseState } from './state.js';

export interface Offered {
  readonly answer: ValuesAnswer | null;
  readonly error: unknown;
  readonly again: () => void;
}

const PAUSE_MS = 150;

/** The values of a dimension with their counts within the other filters. */
export function useValues(view: string, dimension: string, search: string, state: BrowseState): Offered {
  const [offered, setOffered] = useState<Omit<Offered, 'again'>>({ answer: null, error: null });
  const [round, setRound] = useState(0);
  const others = { ...state, slicers: state.slicers.filter((slicer) => slicer.member !== dimension) };
  const filters = JSON.stringify(slicerFilters(others));
  useEffect(() => {
    const controller = new AbortController();
    setOffered((before) => (before.error === null ? before : { answer: null, error: null }));
    const timer = setTimeout(
      () =>
        fetchValues(view, dimension, search, JSON.parse(filters), controller.signal).then(
          (answer) => setOffered({ answer, error: null }),
          (error: unknown) => {
            if (!controller.signal.aborted) setOffered({ answer: null, error });
          },
        ),
      search ? PAUSE_MS : 0,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [view, dimension, search, filters, round]);
  return { ...offered, again: useCallback(() => setRound((before) => before + 1), []) };
}

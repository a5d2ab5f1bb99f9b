import { fetchValues, type ValuesAnswer } from '../api/operations.js';
import { useAsked } from '../parts/use-asked.js';
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
  const others = { ...state, slicers: state.slicers.filter((slicer) => slicer.member !== dimension) };
  const filters = slicerFilters(others);
  const { value, error, again } = useAsked(
    ['values', view, dimension, search, filters],
    (signal) => fetchValues(view, dimension, search, filters, signal),
    { pauseMs: search ? PAUSE_MS : 0, keeps: true },
  );
  return { answer: error === null ? value : null, error, again };
}

import { type DrillThroughInput, type DrillThroughResult, fetchRows } from '../api/operations.js';
import { useAsked } from './use-asked.js';

export interface Rows {
  readonly answer: DrillThroughResult | null;
  readonly error: unknown;
}

export interface AskedRows extends Rows {
  /** Asks the same once more. */
  readonly again: () => void;
}

/** Rows for a question that is asked again when it changes; null asks nothing. */
export function useRows(input: DrillThroughInput | null, pauseMs = 0): AskedRows {
  const asked = useAsked(input && ['rows', input], (signal) => fetchRows(input as DrillThroughInput, signal), {
    pauseMs,
  });
  return { answer: asked.value, error: asked.error, again: asked.again };
}

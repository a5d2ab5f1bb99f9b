import { useCallback, useEffect, useState } from 'react';
import { type DrillThroughInput, type DrillThroughResult, fetchRows } from '../api/operations.js';

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
  const [rows, setRows] = useState<Rows>({ answer: null, error: null });
  const [round, setRound] = useState(0);
  const asked = input ? JSON.stringify(input) : '';
  useEffect(() => {
    setRows({ answer: null, error: null });
    if (!asked) return;
    const controller = new AbortController();
    const timer = setTimeout(
      () =>
        fetchRows(JSON.parse(asked) as DrillThroughInput, controller.signal).then(
          (answer) => setRows({ answer, error: null }),
          (error: unknown) => {
            if (!controller.signal.aborted) setRows({ answer: null, error });
          },
        ),
      pauseMs,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [asked, pauseMs, round]);
  return { ...rows, again: useCallback(() => setRound((before) => before + 1), []) };
}

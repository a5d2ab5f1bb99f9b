import { useEffect, useState } from 'react';
import { type DrillThroughInput, type DrillThroughResult, fetchRows } from '../api/operations.js';

export interface Rows {
  readonly answer: DrillThroughResult | null;
  readonly error: unknown;
}

/** Rows for a question that is asked again when it changes; null asks nothing. */
export function useRows(input: DrillThroughInput | null, pauseMs = 0): Rows {
  const [rows, setRows] = useState<Rows>({ answer: null, error: null });
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
  }, [asked, pauseMs]);
  return rows;
}

import { useCallback, useEffect, useRef, useState } from 'react';
import { type DrillThroughInput, type DrillThroughResult, fetchRows } from '../api/operations.js';

/** Rows behind a cell, a page after the other. Another question drops what an earlier one still asks. */
export function useThrough(question: Omit<DrillThroughInput, 'offset'>) {
  const [answer, setAnswer] = useState<DrillThroughResult | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef<AbortController | null>(null);
  /** The rows that the last question went on from. */
  const after = useRef<DrillThroughResult | null>(null);
  const ask = useCallback(
    (from: DrillThroughResult | null) => {
      running.current?.abort();
      const own = new AbortController();
      running.current = own;
      after.current = from;
      setBusy(true);
      setError(null);
      fetchRows({ ...question, offset: from?.rows.length ?? 0 }, own.signal)
        .then(
          (next) => {
            if (!own.signal.aborted) setAnswer(from ? { ...next, rows: [...from.rows, ...next.rows] } : next);
          },
          (failed: unknown) => {
            if (!own.signal.aborted) setError(failed);
          },
        )
        .finally(() => {
          if (running.current === own) setBusy(false);
        });
    },
    [question],
  );
  useEffect(() => {
    ask(null);
    return () => running.current?.abort();
  }, [ask]);
  return { answer, error, busy, more: () => ask(answer), again: () => ask(after.current) };
}

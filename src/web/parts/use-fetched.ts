import { useCallback, useEffect, useState } from 'react';

export interface Fetched<T> {
  readonly value: T | null;
  readonly error: unknown;
  readonly again: () => void;
}

/** What a question answers; asked again when `fetchIt` changes (keep it stable) or `again` is called. */
export function useFetched<T>(fetchIt: (signal: AbortSignal) => Promise<T>): Fetched<T> {
  const [round, setRound] = useState({ fetchIt });
  const [state, setState] = useState<{ readonly value: T | null; readonly error: unknown }>({
    value: null,
    error: null,
  });
  useEffect(() => {
    const controller = new AbortController();
    setState({ value: null, error: null });
    round.fetchIt(controller.signal).then(
      (value) => setState({ value, error: null }),
      (error: unknown) => {
        if (!controller.signal.aborted) setState({ value: null, error });
      },
    );
    return () => controller.abort();
  }, [round]);
  useEffect(() => setRound((before) => (before.fetchIt === fetchIt ? before : { fetchIt })), [fetchIt]);
  return { ...state, again: useCallback(() => setRound({ fetchIt }), [fetchIt]) };
}

import { useCallback, useEffect, useState } from 'react';
import { type Alert, fetchAlerts } from '../api/alerts.js';

export interface Alerts {
  /** Null until they are known. */
  readonly list: readonly Alert[] | null;
  readonly error: unknown;
  readonly reload: () => void;
  readonly added: (alert: Alert) => void;
  readonly drop: (id: string) => void;
}

/** The user's alerts, which the server has checked at the current snapshot. */
export function useAlerts(): Alerts {
  const [list, setList] = useState<readonly Alert[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setError(null);
    fetchAlerts(controller.signal).then(setList, (failed: unknown) => {
      if (!controller.signal.aborted) setError(failed);
    });
    return () => controller.abort();
  }, [round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const added = useCallback((alert: Alert) => setList((before) => [...(before ?? []), alert]), []);
  const drop = useCallback((id: string) => setList((before) => before?.filter((one) => one.id !== id) ?? null), []);
  return { list, error, reload, added, drop };
}

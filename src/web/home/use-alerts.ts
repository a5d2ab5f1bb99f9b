import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { type Alert, fetchAlerts } from '../api/alerts.js';
import { useAsked } from '../parts/use-asked.js';

export interface Alerts {
  /** Null until they are known. */
  readonly list: readonly Alert[] | null;
  readonly error: unknown;
  readonly reload: () => void;
  readonly added: (alert: Alert) => void;
  readonly drop: (id: string) => void;
}

const QUESTION = ['alerts'];

/** The user's alerts, which the server has checked at the current snapshot. */
export function useAlerts(): Alerts {
  const client = useQueryClient();
  const { value, error, again } = useAsked(QUESTION, fetchAlerts, { keeps: true });
  const change = useCallback(
    (next: (before: readonly Alert[]) => readonly Alert[]) =>
      client.setQueryData<readonly Alert[]>(QUESTION, (before) => next(before ?? [])),
    [client],
  );
  const added = useCallback((alert: Alert) => void change((before) => [...before, alert]), [change]);
  const drop = useCallback((id: string) => void change((before) => before.filter((one) => one.id !== id)), [change]);
  return { list: value, error, reload: again, added, drop };
}

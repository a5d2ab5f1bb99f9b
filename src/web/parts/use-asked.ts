import { keepPreviousData, QueryClient, useQuery } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';

/** Asks once for each question and keeps no answer beyond the part of the page that shows it: figures are of now. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      gcTime: 0,
      networkMode: 'always',
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      structuralSharing: false,
    },
  },
});

export interface Asked<T> {
  /** Null until it is there. */
  readonly value: T | null;
  /** Null while it is asked again. */
  readonly error: unknown;
  readonly waiting: boolean;
  /** The value is the answer of this question, not of the one before. */
  readonly ready: boolean;
  /** Asks the same once more. */
  readonly again: () => void;
}

export interface Asking {
  /** Waits for the hand to rest. */
  readonly pauseMs?: number;
  /** Shows the answer of the question before until this one's is there. */
  readonly keeps?: boolean;
}

/** The answer of a question, which is asked anew when it changes; what is no longer wanted is cancelled. Null asks nothing. */
export function useAsked<T>(
  question: readonly unknown[] | null,
  ask: (signal: AbortSignal) => Promise<T>,
  { pauseMs = 0, keeps = false }: Asking = {},
): Asked<T> {
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    queryKey: question ?? ['nothing'],
    enabled: question !== null,
    queryFn: async ({ signal }) => {
      if (pauseMs > 0) await rest(pauseMs, signal);
      return ask(signal);
    },
    ...(keeps ? { placeholderData: keepPreviousData } : {}),
  });
  const last = useRef<T | undefined>(undefined);
  if (data !== undefined) last.current = data;
  const failed = isFetching ? null : error;
  const shown = keeps ? (data ?? last.current) : failed === null ? data : undefined;
  return {
    value: (question && shown) ?? null,
    error: question && failed,
    waiting: question !== null && isFetching,
    ready: question !== null && data !== undefined && !isPlaceholderData && failed === null,
    again: useCallback(() => void refetch(), [refetch]),
  };
}

function rest(pauseMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, pauseMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

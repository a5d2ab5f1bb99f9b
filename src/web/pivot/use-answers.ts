import { type QueryClient, useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { fetchPivot } from '../api/operations.js';
import type { PivotInput, PivotResult } from '../api/types.js';
import { useSame } from '../parts/use-same.js';
import type { Block } from './block.js';
import type { Answered } from './grid-model.js';

/** Answers that are kept, so that folding, unfolding, undo and rotate back ask nothing twice. */
const KEPT = 300;
const PIVOT = ['pivot'];

export interface Answers {
  readonly answered: readonly Answered[];
  /** The first question is answered: there is something to show. */
  readonly ready: boolean;
  readonly waiting: boolean;
  /** What failed, by question. */
  readonly failures: ReadonlyMap<string, unknown>;
  readonly retry: () => void;
}

/** Asks what is not known yet; a question that is no longer wanted is cancelled. */
export function useAnswers(blocks: readonly Block[]): Answers {
  const client = useQueryClient();
  const wanted = useMemo(
    () => [...new Map(blocks.map((block) => [JSON.stringify(block.input), block.input]))],
    [blocks],
  );
  const results = useQueries({
    queries: wanted.map(([key, input]) => ({
      queryKey: [...PIVOT, key],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => ask(client, key, input, signal),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: Number.POSITIVE_INFINITY,
    })),
  });
  const found = useSame(results.map(({ data }) => data));
  const failed = useSame(results.map(({ error }) => error));
  const retry = useCallback(() => {
    void client.refetchQueries({ queryKey: PIVOT, type: 'active', predicate: ({ state }) => state.status === 'error' });
  }, [client]);
  return useMemo(() => {
    const places = new Map(wanted.map(([key], at) => [key, at]));
    const entries = blocks.map((block) => {
      const at = places.get(JSON.stringify(block.input)) ?? -1;
      return { block, result: found[at], error: failed[at] ?? null };
    });
    return {
      answered: entries.flatMap(({ block, result }) => (result ? [{ block, result }] : [])),
      ready: entries[0]?.result !== undefined,
      waiting: entries.some(({ result, error }) => !result && error === null),
      failures: new Map(entries.flatMap(({ block, error }) => (error === null ? [] : [[block.key, error] as const]))),
      retry,
    };
  }, [blocks, wanted, found, failed, retry]);
}

async function ask(client: QueryClient, key: string, input: PivotInput, signal: AbortSignal): Promise<PivotResult> {
  // The click that asks is painted first.
  await new Promise((resolve) => setTimeout(resolve));
  const result = await fetchPivot(input, signal);
  const { snapshot } = result.receipt;
  const isOld = (data: unknown) => data !== undefined && (data as PivotResult).receipt.snapshot !== snapshot;
  // A new snapshot makes every earlier answer old.
  void client.resetQueries({
    queryKey: PIVOT,
    predicate: ({ queryKey, state }) => queryKey[1] !== key && isOld(state.data),
  });
  const idle = client.getQueryCache().findAll({ queryKey: PIVOT, type: 'inactive' });
  for (const query of idle.slice(0, Math.max(0, idle.length - KEPT))) client.getQueryCache().remove(query);
  return result;
}

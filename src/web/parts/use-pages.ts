import { useInfiniteQuery } from '@tanstack/react-query';
import type { DrillThroughResult } from '../api/operations.js';

export interface Pages {
  /** All rows so far, with the columns of the last page; null until the first is there. */
  readonly answer: DrillThroughResult | null;
  readonly error: unknown;
  readonly busy: boolean;
  readonly more: () => void;
  /** Asks once more for the page that failed. */
  readonly again: () => void;
}

/** Rows a page after the other. Another question drops what an earlier one still asks. */
export function usePages(
  question: readonly unknown[],
  ask: (offset: number, signal: AbortSignal) => Promise<DrillThroughResult>,
): Pages {
  const { data, error, isFetching, isFetchNextPageError, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: question,
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    initialPageParam: 0,
    getNextPageParam: (_last, pages) => pages.reduce((rows, page) => rows + page.rows.length, 0),
  });
  const last = data?.pages.at(-1);
  return {
    answer: last ? { ...last, rows: data?.pages.flatMap((page) => page.rows) ?? [] } : null,
    error: isFetching ? null : error,
    busy: isFetching,
    more: () => void fetchNextPage(),
    again: () => void (isFetchNextPageError ? fetchNextPage() : refetch()),
  };
}

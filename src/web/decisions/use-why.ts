import { useCallback, useEffect, useState } from 'react';
import { ask } from '../api/client.js';
import { fetchValues } from '../api/operations.js';
import type { CatalogView, FilterInput } from '../api/types.js';
import { type Fetched, useFetched } from '../parts/use-fetched.js';
import { bucketRange, dateOf } from '../pivot/period.js';
import type { Share } from './bridge.js';
import { DECOMPOSE } from './documents.js';

export interface Decomposition {
  readonly level: { readonly rate: number; readonly reasons: readonly Share[] };
  readonly change: {
    readonly before: number;
    readonly after: number;
    readonly change: number;
    readonly reasons: readonly Share[];
    readonly mix: readonly Share[];
  } | null;
  readonly predicted: {
    readonly before: number;
    readonly after: number;
    readonly drivers: readonly Share[];
    readonly rest: number;
    readonly unpredicted: number;
  } | null;
  readonly notPredictedBecause: string | null;
  readonly receipt: {
    readonly snapshot: string;
    readonly complete: boolean;
    readonly incompleteBecause: string | null;
  };
}

/** First months of both ends of a span, both included. */
export type Months = readonly [from: string, to: string];

export interface WhyQuestion {
  readonly period: Months;
  readonly before: Months;
  readonly reason: string;
  readonly by: string;
  readonly filters: readonly FilterInput[];
}

/** The months that there is data of, ascending; null while they are not known. */
export function useMonthsOf(view: CatalogView): Fetched<readonly string[]> {
  return useFetched(
    useCallback(
      async (signal: AbortSignal) => {
        const { values } = await fetchValues(view.name, view.timeDimension ?? 'month', '', [], signal);
        return values.flatMap(({ value }) => (value === null ? [] : [dateOf(value)])).sort();
      },
      [view],
    ),
  );
}

const lastDay = (month: string) => bucketRange(month, 'month')[1];

/** Takes the churn rate of both periods apart; an answer that is no longer wanted is cancelled. */
export function useWhy(view: CatalogView, question: WhyQuestion | null) {
  const [answer, setAnswer] = useState<{ readonly asked: string; readonly found: Decomposition } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [version, setVersion] = useState(0);
  const asked = JSON.stringify(question);
  useEffect(() => {
    const wanted = JSON.parse(asked) as WhyQuestion | null;
    if (!wanted) return;
    const controller = new AbortController();
    const range = ([from, to]: Months) => ({ from, to: lastDay(to) });
    setError(null);
    ask<{ decompose: Decomposition }>(
      DECOMPOSE,
      {
        ...wanted,
        view: view.name,
        time: view.timeDimension ?? 'month',
        period: range(wanted.period),
        before: range(wanted.before),
      },
      controller.signal,
    ).then(
      ({ decompose }) => setAnswer({ asked, found: decompose }),
      (failed: unknown) => {
        if (!controller.signal.aborted) setError(failed);
      },
    );
    return () => controller.abort();
  }, [view, asked, version]);
  return {
    found: answer?.found ?? null,
    ready: answer?.asked === asked && error === null,
    error,
    retry: () => setVersion((before) => before + 1),
  };
}

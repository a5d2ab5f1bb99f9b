import { useCallback } from 'react';
import { ask } from '../api/client.js';
import { fetchValues } from '../api/operations.js';
import type { CatalogView, FilterInput } from '../api/types.js';
import { useAsked } from '../parts/use-asked.js';
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

/** Takes the churn rate of both periods apart; `found` is of the question only when `ready`. */
export function useWhy(view: CatalogView, question: WhyQuestion | null) {
  const range = ([from, to]: Months) => ({ from, to: lastDay(to) });
  const asked = question && {
    ...question,
    view: view.name,
    time: view.timeDimension ?? 'month',
    period: range(question.period),
    before: range(question.before),
  };
  const { value, ready, error, again } = useAsked(
    asked && ['why', asked],
    async (signal) => (await ask<{ decompose: Decomposition }>(DECOMPOSE, asked ?? {}, signal)).decompose,
    { keeps: true },
  );
  return { found: value, ready, error, retry: again };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { LeaseHeld } from '../../etl/lease.js';
import type { Scoring, ScoringProgress } from './create.js';

/** How far the scores are, for /readyz. */
export type ScoresState = 'none' | 'scoring' | 'published' | 'failed';

export interface ScoresProgress {
  /** From 0 to 100. */
  readonly percent: number;
  readonly label: string;
}

export interface FirstScores {
  state(): ScoresState;
  /** While the state is `scoring`, else null. */
  progress(): ScoresProgress | null;
  /** Calls back with each step, and with null at the end. */
  watch(listener: (progress: ScoresProgress | null) => void): void;
  /** Stops what is going on. */
  stop(): Promise<void>;
}

export interface FirstScoresParts {
  readonly scoring: Pick<Scoring, 'scoredMonth' | 'isBehind' | 'refresh' | 'afterLoad'>;
  readonly hasCustomers: () => Promise<boolean>;
  /** Does the work unless another server over the same store is at it; undefined then. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T | undefined>;
  readonly log: Logger;
  readonly retryMs?: number;
}

const RETRY_MS = 3_000;

/**
 * Scores in the background what is not scored, so that the doors need not wait for it: fits first where there is no model yet, and
 * makes up for scores that a stop cut off after a load. Of several servers one does so, and the others wait for it.
 */
export function makeFirstScores(parts: FirstScoresParts): FirstScores {
  const { scoring, hasCustomers, alone, log, retryMs = RETRY_MS } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  const listeners = new Set<(progress: ScoresProgress | null) => void>();
  let state: ScoresState = 'none';
  let progress: ScoresProgress | null = null;
  const tell = (next: ScoresProgress | null) => {
    progress = next;
    for (const listener of listeners) listener(next);
  };
  const onProgress = ({ done, total, label }: ScoringProgress) =>
    tell({ percent: Math.floor((100 * done) / Math.max(1, total)), label });
  /** Whether it is over; not so while another server or a load goes on. */
  const attempt = async (): Promise<boolean> => {
    const isFirst = (await scoring.scoredMonth()) === null;
    if (!isFirst && !(await scoring.isBehind())) return true;
    state = 'scoring';
    if (progress === null) tell({ percent: 0, label: 'waiting' });
    const over = await alone(async () => {
      try {
        await (isFirst ? scoring.refresh({ signal, onProgress }) : scoring.afterLoad({ signal, onProgress }));
        return true;
      } catch (error) {
        if (error instanceof LeaseHeld) return false;
        throw error;
      }
    });
    return over ?? false;
  };
  const work = async () => {
    if (!(await hasCustomers())) return;
    while (!(await attempt())) await sleep(retryMs, undefined, { signal });
    state = 'published';
  };
  const done = work()
    .catch((error: unknown) => {
      if (signal.aborted) return;
      state = 'failed';
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ event: 'scores.failed', reason }, 'The customers could not be scored; tenure fit says more.');
    })
    .finally(() => tell(null));
  return {
    state: () => state,
    progress: () => progress,
    watch: (listener) => {
      listeners.add(listener);
      listener(progress);
    },
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

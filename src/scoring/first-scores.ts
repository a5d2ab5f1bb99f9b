import type { Logger } from 'pino';
import type { Scoring } from './create.js';

/** How far the scores are, for /readyz. */
export type ScoresState = 'none' | 'scoring' | 'published' | 'failed';

export interface FirstScores {
  state(): ScoresState;
  /** Stops what is going on. */
  stop(): Promise<void>;
}

/** Fits and scores in the background when there are data and no scores yet, so that the doors need not wait for it. */
export function makeFirstScores(scoring: Scoring, hasCustomers: () => Promise<boolean>, log: Logger): FirstScores {
  const stopping = new AbortController();
  let state: ScoresState = 'none';
  const work = async () => {
    if (!(await hasCustomers())) return;
    if ((await scoring.scoredMonth()) !== null) {
      state = 'published';
      return;
    }
    state = 'scoring';
    await scoring.refresh({ signal: stopping.signal });
    state = 'published';
  };
  const done = work().catch((error: unknown) => {
    if (stopping.signal.aborted) return;
    state = 'failed';
    const reason = error instanceof Error ? error.message : String(error);
    log.warn({ event: 'scores.failed', reason }, 'The customers could not be scored; tenure fit says more.');
  });
  return {
    state: () => state,
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

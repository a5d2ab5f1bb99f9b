import { pino } from 'pino';
import { expect, it } from 'vitest';
import { LeaseHeld } from '../../etl/lease.js';
import type { Scored, ScoringProgress } from './create.js';
import { type FirstScoresParts, makeFirstScores } from './first-scores.js';

const SCORED = {} as Scored;

/** Scoring of a server that has scores of `month`, and is behind as long as `behind` says. */
function server(
  month: string | null,
  behind: () => boolean,
  score: () => Promise<Scored>,
  more: Partial<FirstScoresParts> = {},
) {
  const work = async ({ onProgress }: { onProgress?: ((progress: ScoringProgress) => void) | undefined } = {}) => {
    onProgress?.({ done: 1, total: 4, label: 'comparing models' });
    return score();
  };
  return makeFirstScores({
    scoring: {
      scoredMonth: async () => month,
      isBehind: async () => behind(),
      refresh: work,
      afterLoad: work,
    },
    hasCustomers: async () => true,
    alone: (some) => some(),
    log: pino({ level: 'silent' }),
    retryMs: 5,
    ...more,
  });
}

it('scores what was loaded after the newest scores, and tells how far it is', async () => {
  let scored = 0;
  const percents: (number | undefined)[] = [];
  const first = server(
    '2024-01-01',
    () => scored === 0,
    async () => {
      scored++;
      return SCORED;
    },
  );
  first.watch((progress) => percents.push(progress?.percent));
  await expect.poll(() => first.state()).toBe('published');
  await expect.poll(() => percents.at(-1)).toBe(undefined);
  expect(scored).toBe(1);
  expect(percents).toContain(25);
  expect(first.progress()).toBeNull();
});

it('leaves scores that are of the data as they are', async () => {
  const first = server(
    '2024-01-01',
    () => false,
    () => Promise.reject(new Error('not to be called')),
  );
  await expect.poll(() => first.state()).toBe('published');
});

it('waits for another server that is at it, and for a load', async () => {
  let isBehind = true;
  let asked = 0;
  const other = server(
    '2024-01-01',
    () => isBehind,
    () => Promise.reject(new Error('not to be called')),
    {
      alone: async () => {
        if (++asked === 3) isBehind = false;
        return undefined;
      },
    },
  );
  await expect.poll(() => other.state()).toBe('published');
  let held = 0;
  const loading = server(
    '2024-01-01',
    () => true,
    async () => {
      if (++held < 3) throw new LeaseHeld('r1', 'a minute', 'run r1');
      return SCORED;
    },
  );
  await expect.poll(() => loading.state()).toBe('published');
  expect(held).toBe(3);
});

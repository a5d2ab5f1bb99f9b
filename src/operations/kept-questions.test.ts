import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../test/support/scratch.js';
import { Closing } from '../process/closing.js';
import { migrateStore } from '../store/migrate.js';
import { openStore } from '../store/open.js';
import type { Store } from '../store/store.js';
import { keepQuestions } from './kept-questions.js';
import type { LoggedQuestion } from './question-log.js';

const log = pino({ level: 'silent' });
const clock = () => new Date('2026-02-01T00:00:00Z');
const asked = (change: Partial<LoggedQuestion>): LoggedQuestion => ({
  at: '2026-01-31T00:00:00.000Z',
  door: 'graphql',
  user: 'analyst',
  view: 'churn',
  measures: ['churn_rate', 'customers'],
  dimensions: ['month.quarter'],
  filteredBy: ['tier'],
  durationMs: 12,
  rowsRead: 240,
  layer: 'by_month',
  cached: false,
  error: null,
  ...change,
});

describe('questions that are kept', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore({ config: { dataDir: scratchDirectory(), postgresUrl: undefined }, log });
    await migrateStore(store);
  });
  afterAll(() => store?.close());

  /** A server's life: it starts, is asked, and ends. */
  async function life(questions: readonly LoggedQuestion[]) {
    const closing = new Closing();
    const kept = await keepQuestions(store.pool, { log, closing, clock });
    for (const question of questions) kept.add(question);
    await closing.close();
    return kept;
  }

  it('are there after a restart as they were, none twice', async () => {
    const slow = asked({ durationMs: 20_000, rowsRead: null, layer: null, error: 'TIMEOUT', dimensions: [] });
    await life([asked({}), slow]);
    await life([asked({ cached: true })]);
    const kept = await life([]);
    expect(kept.list()).toEqual([asked({ cached: true }), slow, asked({})]);
    expect(kept.list({ order: 'slowest', first: 1 })).toEqual([slow]);
    expect(kept.activity()).toEqual([
      { user: 'analyst', door: 'graphql', questions: 3, lastAt: '2026-01-31T00:00:00.000Z', slowestMs: 20_000 },
    ]);
  });

  it('are bounded: the latest, and the slowest of the last month', async () => {
    await life([asked({ view: 'forgotten', durationMs: 90_000, at: '2025-12-01T00:00:00.000Z' })]);
    await life([asked({ view: 'remembered', durationMs: 80_000 })]);
    await life(Array.from({ length: 1500 }, (_, i) => asked({ durationMs: i % 40 })));
    const { rows } = await store.pool.query('select count(*)::int as n from question');
    expect(rows[0].n).toBeGreaterThanOrEqual(1000);
    expect(rows[0].n).toBeLessThanOrEqual(1100);
    const slowest = (await life([])).list({ order: 'slowest' });
    expect(slowest[0]?.view).toBe('remembered');
    expect(slowest.map(({ view }) => view)).not.toContain('forgotten');
  });
});

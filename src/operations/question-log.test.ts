import { describe, expect, it } from 'vitest';
import type { Principal } from '../access/principal.js';
import { Roles } from '../access/roles.js';
import { TenureError } from '../errors/errors.js';
import type { SemanticAnswer } from '../semantic/contract/answer.js';
import type { SemanticQuery } from '../semantic/contract/query.js';
import type { SemanticService } from '../semantic/contract/service.js';
import { type LoggedQuestion, logged, QuestionLog } from './question-log.js';

const analyst: Principal = { user: 'analyst', groups: ['analyst'], provinces: [], accountManagers: [] };
const receipt = { rowsRead: 24, layer: 'by_month', cached: false } as SemanticAnswer['receipt'];
const semantic: SemanticService = {
  ask: async ({ view }) => {
    if (view === 'secret') throw new TenureError('UNKNOWN_VIEW', 'There is no view secret for you.');
    return { columns: [], rows: [], receipt };
  },
  catalog: async () => ({ views: [] }),
  modelVersion: async () => '1',
  roles: () => new Roles(),
};
const entry = (change: Partial<LoggedQuestion>): LoggedQuestion => ({
  at: '2026-01-01T00:00:00.000Z',
  door: 'page',
  user: 'analyst',
  view: 'churn',
  measures: [],
  dimensions: [],
  filteredBy: [],
  durationMs: 1,
  rowsRead: null,
  layer: null,
  cached: false,
  error: null,
  ...change,
});

describe('the log of questions', () => {
  it('names members and never the values that were filtered by', async () => {
    const log = new QuestionLog(() => new Date('2026-01-02T03:04:05Z'));
    const query: SemanticQuery = {
      view: 'churn',
      measures: [{ name: 'churn_rate' }],
      dimensions: [{ name: 'month', granularity: 'quarter' }, { name: 'province' }],
      filters: [
        {
          or: [
            { member: 'customer_id', operator: 'equals', values: ['C000042'] },
            { member: 'tier', operator: 'notEquals', values: [null] },
          ],
        },
        { member: 'tier', operator: 'equals', values: ['Gold'] },
      ],
    };
    await logged(semantic, log, 'graphql').ask(query, analyst);
    const [one] = log.list();
    expect(one).toMatchObject({
      at: '2026-01-02T03:04:05.000Z',
      door: 'graphql',
      user: 'analyst',
      view: 'churn',
      measures: ['churn_rate'],
      dimensions: ['month.quarter', 'province'],
      filteredBy: ['customer_id', 'tier'],
      rowsRead: 24,
      layer: 'by_month',
      error: null,
    });
    expect(JSON.stringify(log.list())).not.toMatch(/C000042|Gold/);
  });

  it('keeps refusals with their kind and passes them on', async () => {
    const log = new QuestionLog();
    await expect(logged(semantic, log, 'sql').ask({ view: 'secret' }, analyst)).rejects.toMatchObject({
      kind: 'UNKNOWN_VIEW',
    });
    expect(log.list()[0]).toMatchObject({ view: 'secret', error: 'UNKNOWN_VIEW', door: 'sql' });
  });

  it('is bounded, and keeps the slowest however many come after them', () => {
    const log = new QuestionLog(() => new Date('2026-01-02T00:00:00Z'));
    log.add(entry({ view: 'old', durationMs: 9999, at: '2025-11-30T00:00:00.000Z' }));
    log.add(entry({ view: 'slow', durationMs: 9000 }));
    for (let i = 0; i < 5000; i++) log.add(entry({ durationMs: i % 50, user: i % 2 ? 'analyst' : 'admin' }));
    expect(log.list({ first: 10_000 })).toHaveLength(1000);
    expect(log.list({ first: 10_000 }).some(({ view }) => view === 'slow')).toBe(false);
    const slowest = log.list({ order: 'slowest', first: 10_000 });
    expect(slowest).toHaveLength(99);
    expect(slowest[0]?.view).toBe('slow');
    expect(log.list({ order: 'slowest', atLeastMs: 1000 })).toHaveLength(1);
    const questions = new Map(log.activity().map((one) => [one.user, one.questions]));
    expect(questions).toEqual(
      new Map([
        ['analyst', 500],
        ['admin', 500],
      ]),
    );
  });
});

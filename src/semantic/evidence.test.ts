import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { semanticOver } from '../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import { newcombe } from '../analytics/experiment/newcombe.js';
import { wilson } from '../analytics/statistics/wilson.js';
import type { Cell } from './contract/answer.js';
import type { SemanticQuery } from './contract/query.js';
import type { Semantic } from './create.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
let small: SmallWarehouse;
let semantic: Semantic;

beforeAll(async () => {
  small = await openSmallWarehouse(400, 14);
  semantic = await semanticOver(small);
});

afterAll(async () => {
  await semantic.close();
  await small.close();
});

const ask = async (query: SemanticQuery) => {
  const { columns, rows } = await semantic.ask(query, admin);
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));
};
const near = (found: Cell | undefined, expected: number) => expect(Number(found)).toBeCloseTo(expected, 12);
const named = (...names: string[]) => names.map((name) => ({ name }));

describe('how much can be read from a rate', () => {
  it('its count, its Wilson interval and whether it is of few, in every group', async () => {
    const rows = await ask({
      view: 'churn',
      dimensions: named('city', 'tenure_band'),
      measures: named(
        'churned',
        'customer_months',
        'churn_rate',
        ...['count', 'small', 'low', 'high'].map((one) => `churn_rate_${one}`),
      ),
    });
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) {
      const [events, counted] = [Number(row['churned']), Number(row['customer_months'])];
      const { low, high } = wilson(events, counted);
      expect(Number(row['churn_rate_count'])).toBe(counted);
      near(row['churn_rate_low'], low);
      near(row['churn_rate_high'], high);
      expect(row['churn_rate_small']).toBe(counted < 30 || events < 5 || counted - events < 5);
    }
    expect(new Set(rows.map((row) => row['churn_rate_small']))).toEqual(new Set([true, false]));
  });

  it('a rate that falls where the proportion rises has its ends the other way round', async () => {
    const [row] = await ask({
      view: 'churn',
      measures: named(
        'churn_rate_low',
        'churn_rate_high',
        'retention_rate_low',
        'retention_rate_high',
        'annual_churn_rate_low',
        'annual_churn_rate_high',
      ),
    });
    near(row?.['retention_rate_low'], 1 - Number(row?.['churn_rate_high']));
    near(row?.['retention_rate_high'], 1 - Number(row?.['churn_rate_low']));
    near(row?.['annual_churn_rate_low'], 1 - (1 - Number(row?.['churn_rate_low'])) ** 12);
    near(row?.['annual_churn_rate_high'], 1 - (1 - Number(row?.['churn_rate_high'])) ** 12);
  });

  it("a change's Newcombe interval, from both months' counts", async () => {
    const rows = await ask({
      view: 'churn',
      dimensions: named('month', 'tier'),
      measures: named(
        'churned',
        'customer_months',
        'churn_rate_change',
        'churn_rate_change_low',
        'churn_rate_change_high',
        'churn_rate_change_small',
      ),
      order: [
        { by: 'tier', direction: 'asc' },
        { by: 'month', direction: 'asc' },
      ],
    });
    let compared = 0;
    rows.forEach((row, at) => {
      const before = rows[at - 1];
      if (row['churn_rate_change'] === null || before?.['tier'] !== row['tier']) {
        expect([row['churn_rate_change_low'], row['churn_rate_change_high']]).toEqual([null, null]);
        return;
      }
      const [now, then] = [row, before].map((one) => ({
        successes: Number(one?.['churned']),
        trials: Number(one?.['customer_months']),
      }));
      if (!now || !then) throw new Error('Two months were to be compared.');
      const { low, high } = newcombe(now, then);
      near(row['churn_rate_change_low'], low);
      near(row['churn_rate_change_high'], high);
      expect(row['churn_rate_change_small']).toBe(
        [now, then].some(({ successes: k, trials: n }) => n < 30 || k < 5 || n - k < 5),
      );
      compared += 1;
    });
    expect(compared).toBeGreaterThan(30);
  });

  it('of nothing counted nothing is said, and a mean says what it is of', async () => {
    const [none] = await ask({
      view: 'churn',
      measures: named(
        'churn_rate',
        'churn_rate_count',
        'churn_rate_small',
        'churn_rate_low',
        'churn_rate_high',
        'arpu_small',
      ),
      filters: [{ member: 'province', operator: 'equals', values: ['nowhere'] }],
    });
    expect(none).toEqual({
      churn_rate: null,
      churn_rate_count: 0,
      churn_rate_small: null,
      churn_rate_low: null,
      churn_rate_high: null,
      arpu_small: null,
    });
    const rows = await ask({
      view: 'churn',
      dimensions: named('city'),
      measures: named('customer_months', 'arpu_count', 'arpu_small'),
    });
    for (const row of rows) {
      expect(row['arpu_count']).toBe(row['customer_months']);
      expect(row['arpu_small']).toBe(Number(row['customer_months']) < 30);
    }
  });

  it('the catalogue names them, and what they are of', async () => {
    const view = (await semantic.catalog(admin)).views.find(({ name }) => name === 'churn');
    const measure = (name: string) => view?.measures.find((one) => one.name === name);
    expect(measure('churn_rate')?.evidence).toEqual({
      count: 'churn_rate_count',
      small: 'churn_rate_small',
      low: 'churn_rate_low',
      high: 'churn_rate_high',
    });
    expect(measure('churn_rate_change')?.evidence).toMatchObject({ low: 'churn_rate_change_low' });
    expect(measure('churn_rate_low')?.evidenceOf).toBe('churn_rate');
    expect(measure('churned')?.evidence).toBeUndefined();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { semanticOver } from '../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import type { Semantic } from './create.js';
import type { SemanticQuery } from './query.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
let small: SmallWarehouse;
let semantic: Semantic;

beforeAll(async () => {
  small = await openSmallWarehouse(300, 14);
  semantic = await semanticOver(small);
});

afterAll(async () => {
  await semantic.close();
  await small.close();
});

const ask = async (query: Omit<SemanticQuery, 'view'>, who = admin) =>
  (await semantic.ask({ view: 'cohorts', ...query }, who)).rows.map((row) => row.map(String)).sort();
const engine = async (text: string) =>
  (await small.warehouse.query({ text })).rows.map((row) => row.map(String)).sort();
const measures = [{ name: 'cohort_customers' }, { name: 'retained_customers' }];

/** Ages by a join of every cohort's customers with the months that follow, and whether they are active in them. */
const followed = (where = '1') => `
  SELECT c.month AS cohort, dateDiff('month', c.month, m.month) AS age, c.district_code AS district, c.tier AS tier,
    toUInt64(countIf(a.active = 1) > 0) AS there
  FROM (SELECT month, customer_key, district_code, tier FROM tenure.customer_month WHERE joined = 1 AND ${where}) AS c
  CROSS JOIN (SELECT DISTINCT month FROM tenure.customer_month) AS m
  LEFT JOIN tenure.customer_month AS a ON a.customer_key = c.customer_key AND a.month = m.month
  WHERE m.month >= c.month GROUP BY cohort, age, district, tier, c.customer_key`;

describe('cohorts', () => {
  it('by month of joining and age', async () => {
    const rows = await ask({ measures, dimensions: [{ name: 'cohort_month' }, { name: 'age_months' }] });
    expect(rows).toEqual(
      await engine(`SELECT toString(cohort), age, count(), sum(there) FROM (${followed()}) GROUP BY cohort, age`),
    );
    expect(rows.some(([, , all, retained]) => Number(retained) < Number(all))).toBe(true);
    for (const [, age, all, retained] of rows) if (age === '0') expect(retained).toBe(all);
  });

  it('the customers of a cohort are those who joined in its month', async () => {
    const filters = [{ member: 'age_months', operator: 'equals', values: [0] }] as const;
    const cohorts = await ask({
      measures: [{ name: 'cohort_customers' }],
      dimensions: [{ name: 'cohort_month' }],
      filters,
    });
    const joined = await semantic.ask(
      { view: 'churn', measures: [{ name: 'joined' }], dimensions: [{ name: 'month' }] },
      admin,
    );
    expect(cohorts).toEqual(
      joined.rows
        .filter(([, count]) => Number(count) > 0)
        .map((row) => row.map(String))
        .sort(),
    );
  });

  it('retention over several cohorts is of those that have reached the age', async () => {
    const rows = await ask({
      measures: [{ name: 'cohort_retention' }],
      dimensions: [{ name: 'age_months' }, { name: 'tier' }],
    });
    const byHand = await engine(`SELECT age, tier, sum(there) / count() FROM (${followed()}) GROUP BY age, tier`);
    const round = (list: string[][]) => list.map(([age, tier, share]) => [age, tier, Number(share).toFixed(12)]);
    expect(round(rows)).toEqual(round(byHand));
  });

  it('buckets cohorts by quarter, and keeps to the provinces of a manager', async () => {
    const manager: Principal = { ...admin, groups: ['manager'], provinces: ['510000'] };
    const dimensions = [{ name: 'cohort_month', granularity: 'quarter' }, { name: 'age_months' }] as const;
    expect(await ask({ measures, dimensions }, manager)).toEqual(
      await engine(`SELECT toString(toStartOfQuarter(cohort)) AS quarter, age, count(), sum(there)
        FROM (${followed("dictGet('tenure.region', 'province_code', district_code) = 510000")}) GROUP BY quarter, age`),
    );
  });
});

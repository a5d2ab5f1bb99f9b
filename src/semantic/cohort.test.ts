import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { semanticOver } from '../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import { pooledRetention } from '../analytics/survival/pooled-cohorts.js';
import { cohortRetention } from '../insight/cohort-retention.js';
import type { SemanticQuery } from './contract/query.js';
import type { Semantic } from './create.js';

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

  it('by the device and the district in the month of joining', async () => {
    const dimensions = ['device_generation', 'device_brand', 'device', 'district'].map((name) => ({ name }));
    const rows = await ask({
      measures: [{ name: 'cohort_customers' }],
      dimensions,
      filters: [{ member: 'age_months', operator: 'equals', values: [0] }],
    });
    const named = (column: string) => `ifNull(nullIf(d.${column}, ''), 'Unknown')`;
    expect(rows).toEqual(
      await engine(`
        SELECT ${named('generation')}, ${named('brand')}, ${named('device_en')}, ifNull(nullIf(r.district_en, ''), 'Unknown'), count()
        FROM tenure.customer_month AS c
        LEFT JOIN tenure.dim_device AS d ON d.device_code = c.device_code
        LEFT JOIN tenure.dim_region AS r ON r.district_code = c.district_code
        WHERE c.joined = 1 GROUP BY 1, 2, 3, 4`),
    );
    expect(rows.length).toBeGreaterThan(10);
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

  describe('with their continuation', () => {
    it('of each cohort, and of slices, is that of what the engine counts', async () => {
      const { slices } = await cohortRetention(semantic, { by: 'tier', monthsAhead: 6 }, admin);
      for (const tier of ['Bronze', 'Gold', 'Silver']) {
        const rows = await small.warehouse.query({
          text: `SELECT cohort, groupArray(kept) FROM (
            SELECT cohort, age, sum(there) AS kept FROM (${followed(`tier = '${tier}'`)}) GROUP BY cohort, age ORDER BY cohort, age)
            GROUP BY cohort`,
        });
        const survivors = rows.rows.map(([, kept]) => (kept as unknown[]).map(Number));
        const mine = slices.find(({ slice }) => slice === tier);
        expect(mine).toEqual({ slice: tier, ...pooledRetention(survivors, { ahead: 6 }) });
        const [seen, last] = [mine?.points.at(-7)?.projected ?? 1, mine?.points.at(-1)?.projected ?? 0];
        expect(tier === 'Gold' ? last < seen && last > 0 : mine?.refusal?.includes('Nobody left')).toBe(true);
      }
      const cohorts = (await cohortRetention(semantic, { by: 'cohort_month' }, admin)).slices;
      expect(cohorts.map(({ slice }) => slice?.slice(0, 7))).toEqual([
        '2023-11',
        '2023-12',
        '2024-01',
        '2024-02',
        '2024-03',
        '2024-04',
      ]);
    });

    it('refuses what would not be a cohort', async () => {
      const filters = [{ member: 'age_months', operator: 'gte', values: [3] }] as const;
      await expect(cohortRetention(semantic, { filters }, admin)).rejects.toMatchObject({ kind: 'WRONG_USE' });
      await expect(cohortRetention(semantic, { monthsAhead: 121 }, admin)).rejects.toMatchObject({
        kind: 'BAD_REQUEST',
      });
      await expect(cohortRetention(semantic, { by: 'nothing' }, admin)).rejects.toMatchObject({
        kind: 'UNKNOWN_MEMBER',
      });
    });

    // Last, since it adds customers: the published cohort, as if its years were months.
    it('projects a cohort of the warehouse as published', async () => {
      const [last] = await engine('SELECT max(month) FROM tenure.customer_month');
      const survivors = [1000, 631, 468, 382, 326, 289, 262, 241];
      await small.warehouse.command(
        {
          text: `INSERT INTO tenure.customer_month (month, customer_key, tier, active, joined)
            SELECT addMonths(toDate('${last}'), -7), number, 'Regular', 1, 1 FROM numbers(1000)`,
        },
        { lane: 'batch' },
      );
      await small.warehouse.command(
        {
          text: `INSERT INTO tenure.customer_spell (customer_key, joined_on, left_on)
            SELECT number, addMonths(toDate('${last}'), -7),
              if(number < 241, toDate('2100-01-01'), addMonths(toDate('${last}'), -8 + arrayCount(n -> number < n, [${survivors.join(', ')}])))
            FROM numbers(1000)`,
        },
        { lane: 'batch' },
      );
      const filters = [{ member: 'tier', operator: 'equals', values: ['Regular'] }] as const;
      const { slices } = await cohortRetention(semantic, { filters, monthsAhead: 5 }, admin);
      expect(slices).toHaveLength(1);
      expect(slices[0]?.points.slice(0, 8).map(({ retained }) => retained)).toEqual(survivors);
      expect(slices[0]?.model?.alpha).toBeCloseTo(0.70408, 5);
      expect(slices[0]?.model?.beta).toBeCloseTo(1.18204, 5);
      expect(slices[0]?.points.slice(8).map(({ projected }) => Math.round(10_000 * (projected ?? 0)) / 100)).toEqual([
        22.01, 20.44, 19.12, 17.99, 17,
      ]);
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { semanticOver } from '../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import type { MeasureRef, SemanticQuery } from './contract/query.js';
import type { Semantic } from './create.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
let small: SmallWarehouse;
let semantic: Semantic;

beforeAll(async () => {
  small = await openSmallWarehouse(300, 26);
  semantic = await semanticOver(small);
});

afterAll(async () => {
  await semantic.close();
  await small.close();
});

const churn = (query: Omit<SemanticQuery, 'view'>) => semantic.ask({ view: 'churn', ...query }, admin);
const engine = async (sql: string) => (await small.warehouse.query({ text: sql })).rows;
const numbers = (rows: readonly (readonly unknown[])[]) =>
  rows.map((row) =>
    row.map((cell) => (cell === null || cell === '' ? null : Number.isNaN(Number(cell)) ? cell : Number(cell))),
  );
const byMonth = { dimensions: [{ name: 'month' }], order: [{ by: 'month', direction: 'asc' }] } as const;

describe('earlier months', () => {
  // Each expectation joins months by hand, with no window function.
  const joined = (months: number) => `
    SELECT toString(now.month), now.churned, before.churned
    FROM (SELECT month, sum(churned) AS churned FROM tenure.customer_month GROUP BY month) AS now
    LEFT JOIN (SELECT addMonths(month, ${months}) AS month, sum(churned) AS churned FROM tenure.customer_month GROUP BY month)
      AS before ON before.month = now.month ORDER BY now.month SETTINGS join_use_nulls = 1`;

  it.each([1, 2, 12, 25])('%i months before, and null where there was nothing', async (months) => {
    const { rows } = await churn({
      measures: [{ name: 'churned' }, { name: 'churned_previous', arguments: { months } }],
      ...byMonth,
    });
    expect(numbers(rows)).toEqual(numbers(await engine(joined(months))));
  });

  it('a filter on the month asked does not hide the months before', async () => {
    const measures: MeasureRef[] = [{ name: 'churned' }, { name: 'churned_previous' }, { name: 'churned_rolling' }];
    const all = (await churn({ measures, ...byMonth })).rows;
    const filters = [{ member: 'month', operator: 'between', values: ['2024-03-01', '2024-05-31'] }] as const;
    const some = (await churn({ measures, ...byMonth, filters })).rows;
    expect(some).toEqual(all.filter(([month]) => String(month) >= '2024-03-01' && String(month) <= '2024-05-01'));
    expect(some).toHaveLength(3);
  });

  it('a month without rows is a gap, not a shift', async () => {
    const filters = [{ member: 'reason', operator: 'equals', values: ['Price'] }] as const;
    const { rows } = await churn({
      measures: [{ name: 'customer_months' }, { name: 'customer_months_previous' }],
      dimensions: [{ name: 'month' }, { name: 'city' }],
      filters,
    });
    // Every city in every month that any city has rows in, without an array or a window.
    const expected = await engine(`
      WITH counted AS (
        SELECT month, dictGet('tenure.region', 'city_en', district_code) AS city, sum(active) AS n
        FROM tenure.customer_month WHERE reason_code = 'R1' GROUP BY month, city),
      whole AS (
        SELECT months.month AS month, cities.city AS city, ifNull(counted.n, 0) AS n, isNotNull(counted.n) AS present
        FROM (SELECT DISTINCT month FROM counted) AS months
        CROSS JOIN (SELECT DISTINCT city FROM counted) AS cities
        LEFT JOIN counted ON counted.month = months.month AND counted.city = cities.city)
      SELECT toString(now.month), now.city, now.n, before.n FROM whole AS now
      LEFT JOIN whole AS before ON before.city = now.city AND addMonths(before.month, 1) = now.month
      WHERE now.present OR ifNull(before.present, 0) SETTINGS join_use_nulls = 1`);
    const sorted = (list: unknown[][]) => list.map((row) => JSON.stringify(row)).sort();
    expect(sorted(numbers(rows))).toEqual(sorted(numbers(expected)));
    expect(rows.some((row) => row[2] === '0' || row[2] === 0)).toBe(true);
    expect(rows.some((row) => row[3] === '0' || row[3] === 0)).toBe(true);
  });

  it('changes of members add up to the change of all, also where a member has rows in one month alone', async () => {
    const measures = [{ name: 'joined_change' }, { name: 'joined' }];
    const filters = [{ member: 'month', operator: 'equals', values: ['2024-04-01'] }] as const;
    const total = numbers((await churn({ measures, ...byMonth, filters })).rows);
    const dimensions = [{ name: 'month' }, { name: 'city' }, { name: 'plan' }, { name: 'channel' }];
    const parts = numbers((await churn({ measures, dimensions, filters })).rows);
    const sum = (place: number) => parts.reduce((all, row) => all + Number(row[place]), 0);
    expect(parts.every((row) => row[4] !== null)).toBe(true);
    expect(parts.some((row) => row[5] === 0)).toBe(true);
    expect([sum(4), sum(5)]).toEqual([total[0]?.[1], total[0]?.[2]]);
  });

  it('a filter on a measure over other months compares that measure, not what it is made of', async () => {
    const measures = [{ name: 'churned' }, { name: 'churned_previous' }];
    const all = (await churn({ measures, ...byMonth })).rows;
    const most = Math.max(...all.map(([, , before]) => Number(before)));
    const filters = [{ member: 'churned_previous', operator: 'gte', values: [most] }] as const;
    expect((await churn({ measures, ...byMonth, filters })).rows).toEqual(
      all.filter(([, , before]) => before !== null && Number(before) >= most),
    );
    const twelve = [
      { member: 'churned_previous', operator: 'equals', values: [null], arguments: { months: 12 } },
      { member: 'month', operator: 'gte', values: ['2024-06-01'] },
    ] as const;
    const { rows } = await churn({ measures, ...byMonth, filters: twelve });
    expect(rows.map(([month]) => month)).toEqual([
      '2024-06-01',
      '2024-07-01',
      '2024-08-01',
      '2024-09-01',
      '2024-10-01',
    ]);
  });

  it.each([1, 3, 12])('rolling sums of %i months', async (months) => {
    const { rows } = await churn({ measures: [{ name: 'joined_rolling', arguments: { months } }], ...byMonth });
    const expected = await engine(`
      SELECT toString(a.month), sum(b.joined)
      FROM (SELECT DISTINCT month FROM tenure.customer_month) AS a
      CROSS JOIN (SELECT month, sum(joined) AS joined FROM tenure.customer_month GROUP BY month) AS b
      WHERE b.month > addMonths(a.month, -${months}) AND b.month <= a.month GROUP BY a.month ORDER BY a.month`);
    expect(numbers(rows)).toEqual(numbers(expected));
  });

  it('year to date starts anew each January', async () => {
    const { rows } = await semantic.ask(
      { view: 'value', measures: [{ name: 'revenue_year_to_date' }], ...byMonth },
      admin,
    );
    const expected = await engine(`
      SELECT toString(a.month), sum(b.revenue)
      FROM (SELECT DISTINCT month FROM tenure.customer_month) AS a
      CROSS JOIN (SELECT month, sum(revenue) AS revenue FROM tenure.customer_month GROUP BY month) AS b
      WHERE toYear(b.month) = toYear(a.month) AND b.month <= a.month GROUP BY a.month ORDER BY a.month`);
    expect(rows.map((row) => row.map(String))).toEqual(expected.map((row) => row.map(String)));
  });
});

describe('shares and ranks', () => {
  it('shares of the children of one parent sum to one, and ranks start at one', async () => {
    const { rows } = await churn({
      measures: [{ name: 'churned' }, { name: 'churned_share' }, { name: 'churned_rank' }],
      dimensions: [{ name: 'province' }, { name: 'city' }],
    });
    const parents = new Map<unknown, number>();
    for (const [province, , , share] of rows) parents.set(province, (parents.get(province) ?? 0) + Number(share));
    for (const sum of parents.values()) expect(sum).toBeCloseTo(1, 12);
    for (const province of parents.keys()) {
      const own = rows.filter((row) => row[0] === province);
      const largest = Math.max(...own.map((row) => Number(row[2])));
      for (const row of own) expect(row[4] === 1).toBe(Number(row[2]) === largest);
    }
  });

  it('a limit does not change a share', async () => {
    const query = {
      measures: [{ name: 'churned_share' }],
      dimensions: [{ name: 'city' }],
      order: [{ by: 'city', direction: 'asc' }],
    } as const;
    const all = (await churn(query)).rows;
    expect((await churn({ ...query, limit: 1 })).rows).toEqual(all.slice(0, 1));
  });
});

describe('wrong use', () => {
  it.each([
    [{ measures: [{ name: 'churned_previous' }], dimensions: [{ name: 'city' }] }, 'WRONG_USE'],
    [
      { measures: [{ name: 'churned_previous' }], dimensions: [{ name: 'month', granularity: 'quarter' }] },
      'WRONG_USE',
    ],
    [{ measures: [{ name: 'churned_previous', arguments: { months: 0 } }], ...byMonth }, 'BAD_REQUEST'],
    [{ measures: [{ name: 'churned_previous', arguments: { months: 1.5 } }], ...byMonth }, 'BAD_REQUEST'],
    [{ measures: [{ name: 'churned_previous', arguments: { months: '1; DROP' } }], ...byMonth }, 'BAD_REQUEST'],
    [{ measures: [{ name: 'churned_previous', arguments: { quarters: 1 } }], ...byMonth }, 'BAD_REQUEST'],
    [{ measures: [{ name: 'churned', arguments: { months: 1 } }] }, 'BAD_REQUEST'],
    [
      {
        measures: [{ name: 'churned_previous' }],
        ...byMonth,
        filters: [
          {
            or: [
              { member: 'month', operator: 'equals', values: ['2024-01-01'] },
              { member: 'tier', operator: 'notEquals', values: [null] },
            ],
          },
        ],
      },
      'NOT_SUPPORTED',
    ],
  ] as const)('%j is %s', async (query, kind) => {
    await expect(churn(query as unknown as SemanticQuery)).rejects.toMatchObject({ kind });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { semanticOver } from '../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import type { Filter, SemanticQuery } from './contract/query.js';
import type { Semantic } from './create.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
const manager: Principal = { ...admin, user: 'manager', groups: ['manager'], provinces: ['510000'] };
let small: SmallWarehouse;
let semantic: Semantic;

beforeAll(async () => {
  small = await openSmallWarehouse(200, 8);
  for (const text of [
    `INSERT INTO tenure.target (month, province_code, kpi, value)
     SELECT addMonths(toDate('2023-11-01'), number), 0, 'churn_rate', 0.01 + number / 1000 FROM numbers(6)`,
    `INSERT INTO tenure.target (month, province_code, kpi, value) VALUES
     ('2024-01-01', 510000, 'churn_rate', 0.02), ('2024-01-01', 440000, 'revenue', 1234.5), ('2024-02-01', 510000, 'revenue', 99)`,
    'SYSTEM RELOAD DICTIONARY tenure.kpi_target',
  ])
    await small.warehouse.command({ text }, { lane: 'batch' });
  semantic = await semanticOver(small);
});

afterAll(async () => {
  await semantic.close();
  await small.close();
});

const ask = async (query: Omit<SemanticQuery, 'view'>, who = admin) =>
  (await semantic.ask({ view: 'churn', ...query }, who)).rows;
const measures = [{ name: 'churn_rate' }, { name: 'churn_rate_target' }, { name: 'churn_rate_versus_target' }];
const january: Filter = { member: 'month', operator: 'between', values: ['2024-01-01', '2024-01-31'] };

/** Targets of a key figure as they lie in the table, by `month province`. */
async function targets(kpi: string): Promise<Map<string, number>> {
  const { rows } = await small.warehouse.query({
    text: 'SELECT month, province_code, value FROM tenure.target WHERE kpi = {kpi:String}',
    params: { kpi },
  });
  return new Map(rows.map(([month, province, value]) => [`${month} ${province}`, Number(value)]));
}

describe('against target', () => {
  it('by month: the target of the whole operator, and null in months without one', async () => {
    const set = await targets('churn_rate');
    const rows = await ask({ measures, dimensions: [{ name: 'month' }], order: [{ by: 'month', direction: 'asc' }] });
    expect(rows).toHaveLength(8);
    for (const [month, rate, target, versus] of rows) {
      const expected = set.get(`${month} 0`) ?? null;
      expect(target).toBe(expected);
      if (expected === null) expect(versus).toBeNull();
      else expect(versus).toBeCloseTo(Number(rate) - expected, 12);
    }
    expect(rows.filter(([, , target]) => target === null)).toHaveLength(2);
  });

  it.each(['province', 'province_code', 'province_zh'])('by month and %s: the target of the province', async (name) => {
    const rows = await ask({
      measures: [{ name: 'revenue' }, { name: 'revenue_target' }, { name: 'revenue_versus_target' }],
      dimensions: [{ name: 'month' }, { name }],
    });
    const names: Record<string, string> = {
      Sichuan: '510000',
      四川省: '510000',
      Guangdong: '440000',
      广东省: '440000',
      Beijing: '110000',
      北京市: '110000',
    };
    const set = await targets('revenue');
    const found = rows.flatMap(([month, province, revenue, target, versus]) => {
      const code = names[String(province)] ?? String(province);
      const expected = set.get(`${month} ${code}`) ?? null;
      expect(target).toBe(expected);
      if (expected !== null) expect(versus).toBeCloseTo(Number(revenue) - expected, 6);
      return expected === null ? [] : [expected];
    });
    expect(found.sort()).toEqual([1234.5, 99]);
  });

  it('of the unknown province there is none, though the whole operator has one', async () => {
    const rows = await ask({
      measures,
      dimensions: [{ name: 'month' }, { name: 'province_code' }],
      filters: [january],
    });
    expect(rows.find(([, province]) => province === '0')?.[3]).toBeNull();
    expect(rows.find(([, province]) => province === '510000')?.[3]).toBe(0.02);
  });

  it('of one month that a filter names, without grouping by it', async () => {
    const [[, target] = []] = await ask({ measures, filters: [january] });
    expect(target).toBe(0.012);
    const rows = await ask({ measures, dimensions: [{ name: 'province' }], filters: [january] });
    expect(rows.find(([province]) => province === 'Sichuan')?.[2]).toBe(0.02);
  });

  it.each<[string, Omit<SemanticQuery, 'view'>]>([
    ['several months together', {}],
    ['a quarter', { dimensions: [{ name: 'month', granularity: 'quarter' }] }],
    ['a city', { dimensions: [{ name: 'month' }, { name: 'city' }] }],
    ['a city of one province', { dimensions: [{ name: 'month' }, { name: 'province' }, { name: 'city' }] }],
    [
      'some plans only',
      { dimensions: [{ name: 'month' }], filters: [{ member: 'tier', operator: 'equals', values: ['Gold'] }] },
    ],
    [
      'a province that a filter names',
      { dimensions: [{ name: 'month' }], filters: [{ member: 'province', operator: 'equals', values: ['Sichuan'] }] },
    ],
    [
      'some plans in an or',
      {
        dimensions: [{ name: 'month' }],
        filters: [{ or: [january, { member: 'tier', operator: 'equals', values: ['Gold'] }] }],
      },
    ],
    ['rows', { dimensions: [{ name: 'month' }], ungrouped: true, limit: 20 }],
  ])('null for %s: a target is never added up, averaged or shared out', async (_what, query) => {
    const rows = await ask({
      ...query,
      measures: [{ name: 'churn_rate_target' }, { name: 'churn_rate_versus_target' }],
    });
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.at(-1) === null && row.at(-2) === null)).toBe(true);
  });

  it('a filter on provinces chooses groups and leaves their targets', async () => {
    const only: Filter = { member: 'province', operator: 'equals', values: ['Sichuan'] };
    const rows = await ask({ measures, dimensions: [{ name: 'province' }], filters: [january, only] });
    expect(rows.map(([province, , target]) => [province, target])).toEqual([['Sichuan', 0.02]]);
  });

  it("a manager sees the own provinces' targets, and none of the whole operator beside part of it", async () => {
    expect(await ask({ measures: [{ name: 'churn_rate_target' }], filters: [january] }, manager)).toEqual([[null]]);
    const rows = await ask({ measures, dimensions: [{ name: 'province' }], filters: [january] }, manager);
    expect(rows.map(([province, , target]) => [province, target])).toEqual([['Sichuan', 0.02]]);
  });

  it('can be filtered and ordered by', async () => {
    const filters: Filter[] = [{ member: 'churn_rate_versus_target', operator: 'gt', values: ['0'] }];
    const all = await ask({ measures, dimensions: [{ name: 'month' }] });
    const rows = await ask({ measures, dimensions: [{ name: 'month' }], filters });
    const above = all.filter((row) => row[3] !== null && Number(row[3]) > 0);
    expect(rows.map(String).sort()).toEqual(above.map(String).sort());
    expect(above.length).toBeGreaterThan(0);
    expect(above.length).toBeLessThan(all.length);
  });
});

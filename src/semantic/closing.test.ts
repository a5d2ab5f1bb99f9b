import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { semanticOver } from '../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import type { Filter, SemanticQuery } from './contract/query.js';
import type { Semantic } from './create.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };

interface Owed {
  readonly month: string;
  readonly customer: string;
  readonly district: number;
  readonly plan: string;
  readonly arrears: number;
  readonly held: number;
}

// A owes throughout; B pays up in April; C moves in March and owes at both places; D is gone after February, in debt until then.
const OWED: readonly Owed[] = (
  [
    ['A', [510104, 510104, 510104, 510104, 510104], [10, 20, 30, 40, 50]],
    ['B', [440103, 440103, 440103, 440103, 440103], [5, 7, 9, 0, 0]],
    ['C', [110105, 110105, 440304, 440304, 440304], [1, 2, 3, 4, 6]],
    ['D', [110105, 110105], [100, 200]],
  ] as const
).flatMap(([customer, districts, amounts]) =>
  districts.map((district, index) => ({
    month: `2024-0${index + 1}-01`,
    customer,
    district,
    plan: customer === 'D' ? 'P3' : 'P1',
    arrears: amounts[index] ?? 0,
    held: customer === 'A' ? 3 : 1,
  })),
);

let small: SmallWarehouse;
let semantic: Semantic;

beforeAll(async () => {
  small = await openSmallWarehouse(0, 1);
  const rows = OWED.map(
    ({ month, customer, district, plan, arrears, held }) =>
      `('${month}', ${customer.charCodeAt(0)}, '${customer}', ${district}, '${plan}', 1, 20, ${arrears}, ${held})`,
  );
  await small.warehouse.command(
    {
      text: `INSERT INTO tenure.customer_month (month, customer_key, customer_id, district_code, plan_code, active, revenue, arrears, products_held)
             VALUES ${rows.join(', ')}`,
    },
    { lane: 'batch' },
  );
  semantic = await semanticOver(small);
});

afterAll(async () => {
  await semantic.close();
  await small.close();
});

const ask = async (view: string, query: Omit<SemanticQuery, 'view'>) =>
  (await semantic.ask({ view, ...query }, admin)).rows.map((row) =>
    row.map((cell) => (cell === null || Number.isNaN(Number(cell)) ? cell : Number(cell))),
  );

/** What is owed in a month, by what `of` says of a row, in order; groups without it there have 0. */
function owed(month: string, of: (row: Owed) => string, rows = OWED): [string, number][] {
  const groups = [...new Set(rows.map(of))].sort();
  const sum = (group: string) =>
    rows.filter((row) => row.month === month && of(row) === group).reduce((total, row) => total + row.arrears, 0);
  return groups.map((group) => [group, sum(group)]);
}

const arrears = [{ name: 'arrears' }];
const by = (name: string) => ({ dimensions: [{ name }], order: [{ by: name, direction: 'asc' }] }) as const;
const CITY = new Map([
  [510104, 'Chengdu'],
  [440103, 'Guangzhou'],
  [440304, 'Shenzhen'],
  [110105, 'Beijing'],
]);

describe('what stands at the end of the last month asked', () => {
  it('is of one month for all groups, so that groups add up to the total', async () => {
    expect(await ask('billing', { measures: arrears })).toEqual([[56]]);
    expect(await ask('billing', { measures: arrears, ...by('customer_id') })).toEqual([
      ['A', 50],
      ['B', 0],
      ['C', 6],
      ['D', 0],
    ]);
    const cities = await ask('billing', { measures: arrears, ...by('city') });
    expect(cities).toEqual(owed('2024-05-01', ({ district }) => CITY.get(district) ?? ''));
    expect(await ask('products', { measures: [{ name: 'products_held' }], ...by('customer_id') })).toEqual([
      ['A', 3],
      ['B', 1],
      ['C', 1],
      ['D', 0],
    ]);
  });

  it('is of the last month of each quarter by quarter, also of a quarter that an expression makes', async () => {
    const dimensions = [{ name: 'month', granularity: 'quarter' as const }, { name: 'customer_id' }];
    const order = dimensions.map(({ name }) => ({ by: name, direction: 'asc' as const }));
    const quarters = await ask('billing', { measures: arrears, dimensions, order });
    const first = owed('2024-03-01', ({ customer }) => customer).map(([who, sum]) => ['2024-01-01', who, sum]);
    const second = owed(
      '2024-05-01',
      ({ customer }) => customer,
      OWED.filter(({ month }) => month > '2024-03-31'),
    );
    expect(quarters).toEqual([...first, ...second.map(([who, sum]) => ['2024-04-01', who, sum])]);

    const expression = { parts: ['toQuarter(', { member: 'month' }, ')'] };
    const asked = await ask('billing', {
      measures: arrears,
      dimensions: [{ name: 'q', expression }, { name: 'customer_id' }],
      order: ['q', 'customer_id'].map((name) => ({ by: name, direction: 'asc' as const })),
    });
    expect(asked.map(([, ...rest]) => rest)).toEqual(quarters.map(([, ...rest]) => rest));
  });

  it('is of the months that a filter leaves, and of each month by month', async () => {
    const filters = [{ member: 'month', operator: 'lte', values: ['2024-02-29'] }] as const;
    expect(await ask('billing', { measures: arrears, ...by('city'), filters })).toEqual([
      ['Beijing', 202],
      ['Chengdu', 20],
      ['Guangzhou', 7],
    ]);
    expect(await ask('billing', { measures: arrears, ...by('month') })).toEqual([
      ['2024-01-01', 116],
      ['2024-02-01', 229],
      ['2024-03-01', 42],
      ['2024-04-01', 44],
      ['2024-05-01', 56],
    ]);
  });

  it('divides by the revenue of the whole period, and nothing owed is a rate of 0', async () => {
    const rates = await ask('billing', { measures: [{ name: 'arrears_rate' }], ...by('customer_id') });
    expect(rates).toEqual([
      ['A', 50 / 100],
      ['B', 0],
      ['C', 6 / 100],
      ['D', 0],
    ]);
  });

  it('is compared as it is shown, and refused inside an expression', async () => {
    const filters = [{ member: 'arrears', operator: 'gt', values: [5] }] as const;
    expect(await ask('billing', { measures: arrears, ...by('customer_id'), filters })).toEqual([
      ['A', 50],
      ['C', 6],
    ]);
    const expression = { parts: ['toFloat64(', { member: 'arrears' }, ')'] };
    await expect(
      semantic.ask({ view: 'billing', measures: [{ name: 'twice', expression }], ...by('customer_id') }, admin),
    ).rejects.toMatchObject({ kind: 'NOT_SUPPORTED' });
  });

  it('is of the month that the conditions on time leave, whatever else is asked', async () => {
    const months = [...new Set(OWED.map(({ month }) => month))];
    const customers = ['A', 'B', 'C', 'D'];
    const someOf = (values: readonly string[]) => fc.subarray([...values], { minLength: 1 });
    const chosen = fc.record({
      who: fc.option(someOf(customers)),
      when: fc.option(someOf(months)),
      // A condition that mixes time with something else does not choose the month.
      mixed: fc.option(fc.record({ who: fc.constantFrom(...customers), until: fc.constantFrom(...months) })),
      dimensions: fc.subarray(['customer_id', 'city']),
      quarterly: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(chosen, async ({ who, when, mixed, dimensions, quarterly }) => {
        const filters: Filter[] = [];
        if (who) filters.push({ member: 'customer_id', operator: 'equals', values: who });
        if (when) filters.push({ or: when.map((month) => ({ member: 'month', operator: 'equals', values: [month] })) });
        if (mixed)
          filters.push({
            or: [
              { member: 'customer_id', operator: 'equals', values: [mixed.who] },
              { member: 'month', operator: 'lte', values: [mixed.until] },
            ],
          });
        const asked = OWED.filter(
          ({ customer, month }) =>
            (!who || who.includes(customer)) &&
            (!when || when.includes(month)) &&
            (!mixed || customer === mixed.who || month <= mixed.until),
        );
        const quarterOf = (month: string) => (quarterly ? (month < '2024-04' ? '2024-01-01' : '2024-04-01') : '');
        const lastOf = (quarter: string) =>
          months.filter((month) => (!when || when.includes(month)) && quarterOf(month) === quarter).at(-1);
        const keyOf = ({ customer, district, month }: Owed) =>
          [
            ...dimensions.map((name) => (name === 'customer_id' ? customer : CITY.get(district))),
            ...(quarterly ? [quarterOf(month)] : []),
          ].join(' ');
        const expected = new Map<string, number>();
        for (const row of asked) {
          const part = row.month === lastOf(quarterOf(row.month)) ? row.arrears : 0;
          expected.set(keyOf(row), (expected.get(keyOf(row)) ?? 0) + part);
        }
        if (expected.size === 0 && dimensions.length === 0 && !quarterly) expected.set('', 0);
        const rows = await ask('billing', {
          measures: arrears,
          dimensions: [
            ...dimensions.map((name) => ({ name })),
            ...(quarterly ? [{ name: 'month', granularity: 'quarter' as const }] : []),
          ],
          filters,
        });
        const given = rows.map((row) => [row.slice(0, -1).join(' '), row.at(-1)] as const);
        expect(given.sort()).toEqual([...expected].sort());
      }),
      { numRuns: 25 },
    );
  });

  it('of nothing is nothing', async () => {
    const filters = [{ member: 'customer_id', operator: 'equals', values: ['nobody'] }] as const;
    expect(await ask('billing', { measures: [...arrears, { name: 'arrears_rate' }], filters })).toEqual([[0, null]]);
  });
});

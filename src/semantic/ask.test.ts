import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { semanticOver } from '../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import type { Cell } from './contract/answer.js';
import { isSet } from './contract/operators.js';
import type { SemanticQuery } from './contract/query.js';
import type { Semantic } from './create.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
const manager: Principal = { user: 'manager', groups: ['manager'], provinces: ['510000'], accountManagers: [] };
const executive: Principal = { user: 'executive', groups: ['executive'], provinces: [], accountManagers: [] };

let small: SmallWarehouse;
let semantic: Semantic;

beforeAll(async () => {
  small = await openSmallWarehouse();
  semantic = await semanticOver(small);
});

afterAll(async () => {
  await semantic.close();
  await small.close();
});

const ask = (query: SemanticQuery, principal = admin) => semantic.ask(query, principal);
const rowsOf = async (query: SemanticQuery, principal = admin) => (await ask(query, principal)).rows;
const engine = async (sql: string) => (await small.warehouse.query({ text: sql })).rows;
const kindOf = (query: SemanticQuery, principal = admin) =>
  ask(query, principal).then(
    () => 'answered',
    (error: { kind: string; message: string }) => error.kind,
  );
const asNumbers = (rows: readonly (readonly unknown[])[]) => rows.map((row) => row.map(Number));
const m = (...names: string[]) => names.map((name) => ({ name }));

describe('numbers', () => {
  it('churn rate divides by everybody active at any moment of the month', async () => {
    const rows = await rowsOf({
      view: 'churn',
      measures: m('customers', 'churned', 'churn_rate'),
      dimensions: m('month'),
      order: [{ by: 'month', direction: 'asc' }],
    });
    const expected = await engine(
      `SELECT toString(month), uniqExactIf(customer_key, active), sum(churned), sum(churned) / sum(active)
       FROM tenure.customer_month GROUP BY month ORDER BY month`,
    );
    expect(rows.map((row) => row.map(String))).toEqual(expected.map((row) => row.map(String)));
  });

  it('over several months customers is the exact distinct count and rates divide by customer months', async () => {
    const [row] = await rowsOf({ view: 'churn', measures: m('customers', 'customer_months', 'churn_rate') });
    const [expected] = await engine(
      'SELECT uniqExactIf(customer_key, active = 1), sum(active), sum(churned) / sum(active) FROM tenure.customer_month',
    );
    expect(row?.map(Number)).toEqual(expected?.map(Number));
    expect(Number(row?.[1])).toBeGreaterThan(Number(row?.[0]));
  });

  it.each([
    [{ filters: [{ member: 'month', operator: 'equals', values: ['2024-03-01'] }] }, "month = '2024-03-01'"],
    [
      { filters: [{ member: 'month', operator: 'between', values: ['2024-03-01', '2024-03-31'] }] },
      "month = '2024-03-01'",
    ],
    [
      { filters: [{ member: 'month', operator: 'between', values: ['2024-02-01', '2024-03-31'] }] },
      "month BETWEEN '2024-02-01' AND '2024-03-31'",
    ],
    [
      {
        filters: [
          {
            or: [
              { member: 'month', operator: 'equals', values: ['2024-03-01'] },
              { member: 'tier', operator: 'notEquals', values: [null] },
            ],
          },
        ],
      },
      '1',
    ],
  ] as const)('customers stays exact when a filter fixes a month or seems to: %j', async (more, where) => {
    const [row] = await rowsOf({ view: 'churn', measures: m('customers'), ...(more as object) } as SemanticQuery);
    const [expected] = await engine(
      `SELECT uniqExactIf(customer_key, active) FROM tenure.customer_month WHERE ${where}`,
    );
    expect(String(row?.[0])).toBe(String(expected?.[0]));
  });

  it('sums of money are exact, to the last place', async () => {
    const [row] = await rowsOf({ view: 'churn', measures: m('monthly_charges', 'revenue') });
    const [expected] = await engine('SELECT sum(monthly_charges), sum(revenue) FROM tenure.customer_month');
    expect(row).toEqual(expected);
    expect(typeof row?.[0]).toBe('string');
  });

  it('months do not move with the time zone', async () => {
    const months = (timeZone: string) =>
      rowsOf({
        view: 'churn',
        measures: m('joined'),
        dimensions: [{ name: 'month', granularity: 'month' }],
        filters: [{ member: 'month', operator: 'between', values: ['2024-01-01', '2024-03-31'] }],
        order: [{ by: 'month', direction: 'asc' }],
        timeZone,
      });
    const here = await months('Asia/Shanghai');
    expect(here.map(([month]) => month)).toEqual(['2024-01-01', '2024-02-01', '2024-03-01']);
    for (const zone of ['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati', 'Asia/Kathmandu']) {
      expect(await months(zone)).toEqual(here);
    }
  });

  it('declared attributes of every type are dimensions', async () => {
    const rows = await rowsOf({
      view: 'churn',
      measures: m('customer_months'),
      dimensions: m('contract', 'household_size', 'paperless'),
      filters: [
        { member: 'household_size', operator: 'gt', values: [2] },
        { member: 'paperless', operator: 'equals', values: [true] },
        { member: 'contract', operator: 'equals', values: ['Unknown'] },
      ],
    });
    const expected = await engine(
      `SELECT 'Unknown', number_attributes['household_size'] AS size, true, sum(active) FROM tenure.customer_month
       WHERE size > 2 AND flag_attributes['paperless'] AND text_attributes['contract'] = '' GROUP BY size`,
    );
    const sorted = (list: readonly (readonly Cell[])[]) => list.map((row) => row.map(String).join()).sort();
    expect(sorted(rows)).toEqual(sorted(expected as Cell[][]));
    expect(rows.length).toBeGreaterThan(1);
  });
});

describe('policy', () => {
  it('a manager sees the months when the customer belonged to the province', async () => {
    const rows = await rowsOf(
      { view: 'churn', measures: m('customer_months'), dimensions: m('province_code') },
      manager,
    );
    const expected = await engine(
      'SELECT sum(active) FROM tenure.customer_month WHERE intDiv(district_code, 10000) = 51',
    );
    expect(rows).toEqual([['510000', Number(expected[0]?.[0])]]);
  });

  it('an executive has no customers to look at, and neither in filters, order or expressions', async () => {
    expect(await kindOf({ view: 'churn', dimensions: m('customer_id') }, executive)).toBe('UNKNOWN_MEMBER');
    expect(await kindOf({ view: 'churn', measures: m('churned'), filters: [isSet('customer_id')] }, executive)).toBe(
      'UNKNOWN_MEMBER',
    );
    expect(
      await kindOf(
        { view: 'churn', dimensions: [{ name: 'x', expression: { parts: [{ member: 'customer_id' }] } }] },
        executive,
      ),
    ).toBe('UNKNOWN_MEMBER');
  });

  it.each([
    { groups: [], provinces: [] },
    { groups: ['manager'], provinces: [] },
    { groups: ['stranger'], provinces: ['510000'] },
    { groups: ['customer_month'], provinces: [] },
  ])('without a role, or without what the role needs, there is no view: %j', async ({ groups, provinces }) => {
    const principal = { user: 'x', groups, provinces, accountManagers: [] };
    expect((await semantic.catalog(principal)).views).toEqual([]);
    expect(await kindOf({ view: 'churn', measures: m('churned') }, principal)).toBe('UNKNOWN_VIEW');
  });

  it('two roles see what either shows, no more', async () => {
    const both = { user: 'x', groups: ['executive', 'manager'], provinces: ['510000'], accountManagers: [] };
    const [all] = asNumbers(await rowsOf({ view: 'churn', measures: m('customer_months') }, executive));
    expect(asNumbers(await rowsOf({ view: 'churn', measures: m('customer_months') }, both))).toEqual([all]);
    const customers = await rowsOf({ view: 'churn', dimensions: m('customer_id', 'province_code') }, both);
    expect(new Set(customers.map((row) => row[1]))).toEqual(new Set(['510000']));
  });

  it('SQL is in the receipt of those who may see it', async () => {
    const query: SemanticQuery = { view: 'churn', measures: m('churned') };
    expect((await ask(query)).receipt.sql).toContain('customer_month');
    expect((await ask(query, executive)).receipt.sql).toBeNull();
    expect((await ask(query, manager)).receipt.sql).toBeNull();
  });
});

describe('levels of hierarchies', () => {
  /** How the dimension table has a level: what is not there, or blank in a level that may be, is unknown. */
  const joined = (table: string, key: string, ...columns: string[]) =>
    `FROM tenure.customer_month AS c LEFT JOIN (SELECT ${key}, ${columns.join(', ')} FROM tenure.${table}) AS d ON d.${key} = c.${key}`;
  const level = (column: string) => `ifNull(nullIf(d.${column}, ''), 'Unknown')`;
  const HIERARCHIES = [
    [
      ['product_line', 'plan_family', 'plan'],
      joined('dim_plan', 'plan_code', 'product_line', 'family', 'plan_en'),
      ['product_line', 'family', 'plan_en'].map(level),
    ],
    [
      ['device_generation', 'device_brand', 'device'],
      joined('dim_device', 'device_code', 'generation', 'brand', 'device_en'),
      ['generation', 'brand', 'device_en'].map(level),
    ],
    [
      ['customer_type', 'tier'],
      joined('dim_tier', 'tier', 'customer_type'),
      [level('customer_type'), 'toString(c.tier)'],
    ],
  ] as const;

  it.each(HIERARCHIES)('%j have the numbers of the dimension tables at every depth', async (levels, from, columns) => {
    for (let depth = 1; depth <= levels.length; depth++) {
      const keys = columns.slice(0, depth).join(', ');
      const expected = await engine(
        `SELECT ${keys}, uniqExactIf(c.customer_key, c.active = 1), sum(c.churned), toString(sum(c.revenue)) ${from} GROUP BY ${keys}`,
      );
      const rows = await rowsOf({
        view: 'churn',
        measures: m('customers', 'churned', 'revenue'),
        dimensions: m(...levels.slice(0, depth)),
      });
      const texts = (given: readonly (readonly unknown[])[]) =>
        given.map((row) => row.map((cell, at) => (at < depth ? String(cell) : Number(cell))).join(' | ')).sort();
      expect(texts(rows)).toEqual(texts(expected));
      expect(rows.length).toBeGreaterThan(depth);
      expect(rows.some(([first]) => first === 'Unknown')).toBe(true);
    }
  });

  it('of the plans that customers leave and take have the numbers of the dimension table', async () => {
    await small.warehouse.command(
      {
        text: `INSERT INTO tenure.fact_event (customer_key, customer_id, event_number, kind, occurred_at, date, from_plan_code, to_plan_code)
          SELECT customer_key, customer_id, concat('E', customer_id), 'plan_change', month + 3, month + 3,
            ['P1', 'P2', 'P3', 'P9'][1 + customer_key % 4], ['P1', 'P2', 'P3'][1 + customer_key % 3]
          FROM tenure.customer_month WHERE month = '2024-03-01'`,
      },
      { lane: 'batch' },
    );
    const ends = ['product_line', 'plan_family', 'plan'] as const;
    const names = ['product_line', 'family', 'plan_en'];
    const rows = await rowsOf({
      view: 'migration',
      measures: m('moves'),
      dimensions: m(...ends.map((one) => `from_${one}`), ...ends.map((one) => `to_${one}`)),
    });
    const of = (table: string) => names.map((column) => `ifNull(nullIf(${table}.${column}, ''), 'Unknown')`).join(', ');
    const expected = await engine(
      `SELECT ${of('f')}, ${of('t')}, count() FROM tenure.fact_event AS e
       LEFT JOIN tenure.dim_plan AS f ON f.plan_code = e.from_plan_code LEFT JOIN tenure.dim_plan AS t ON t.plan_code = e.to_plan_code
       GROUP BY 1, 2, 3, 4, 5, 6`,
    );
    const texts = (given: readonly (readonly unknown[])[]) => given.map((row) => row.join(' | ')).sort();
    expect(texts(rows)).toEqual(texts(expected));
    expect(rows.length).toBe(12);
  });

  it('are in every subject to which they apply', async () => {
    const LEVELS: Readonly<Record<string, readonly string[]>> = {
      region: ['province', 'city', 'district'],
      plans: HIERARCHIES[0][0],
      devices: HIERARCHIES[1][0],
      customer_types: HIERARCHIES[2][0],
      channels: ['channel_kind', 'channel'],
    };
    /** What a subject has besides, or has not: scores of past months, values and the holdout are kept without a device. */
    const WITHOUT_DEVICES = ['valuation', 'risk_history', 'decisions'];
    const ACCOUNTS = ['account_kind', 'account', 'customer_id'];
    const BESIDES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
      churn: { reasons: ['reason_category', 'reason'] },
      customers: { reasons: ['left_for_category', 'left_for'], accounts: ACCOUNTS },
      bill_lines: { lines: ['line_kind', 'line_item'], accounts: ACCOUNTS },
      contact_log: { contact_reasons: ['contact_reason_category', 'contact_reason'] },
      migration: {
        from_plans: ['from_product_line', 'from_plan_family', 'from_plan'],
        to_plans: ['to_product_line', 'to_plan_family', 'to_plan'],
      },
    };
    /** Not of customers: they have none of these. */
    const OTHERS = ['affinities', 'targets', 'market_total', 'etl_runs', 'etl_files', 'freshness', 'quarantine'];
    const { views } = await semantic.catalog(admin);
    for (const { name, hierarchies, dimensions } of views) {
      const { devices, ...kept } = LEVELS;
      const all = WITHOUT_DEVICES.includes(name) ? kept : { ...kept, devices };
      const expected = OTHERS.includes(name) ? {} : { ...all, ...BESIDES[name] };
      expect(Object.fromEntries(hierarchies.map((one) => [one.name, one.levels])), name).toEqual(expected);
      const known = dimensions.map((one) => one.name);
      expect(known, name).toEqual(expect.arrayContaining(Object.values(expected).flat()));
    }
    expect(views.length).toBeGreaterThan(20);
  });
});

describe('layers', () => {
  it.each([
    [{ measures: m('churn_rate', 'customers'), dimensions: m('month') }, 'by_month'],
    [{ measures: m('churn_rate'), dimensions: [{ name: 'month', granularity: 'quarter' }] }, 'by_month'],
    [{ measures: m('churn_rate'), dimensions: m('province', 'month') }, 'by_district'],
    [{ measures: m('churn_rate', 'arpu'), dimensions: m('province', 'city', 'district') }, 'by_district'],
    [{ measures: m('churn_rate'), dimensions: m('plan', 'tier') }, 'by_plan'],
    [
      {
        measures: m('customers', 'churned'),
        dimensions: m('plan'),
        filters: [{ member: 'month', operator: 'equals', values: ['2024-03-01'] }],
      },
      'by_plan',
    ],
    [
      {
        measures: m('churned'),
        dimensions: m('city'),
        filters: [{ member: 'province', operator: 'equals', values: ['Sichuan'] }],
      },
      'by_district',
    ],
    [{ measures: m('joined'), dimensions: m('channel') }, 'by_channel'],
    [{ measures: m('churned'), dimensions: m('product_line', 'plan_family', 'plan') }, 'by_plan'],
    [{ measures: m('churn_rate'), dimensions: m('customer_type', 'tier') }, 'by_plan'],
    [{ measures: m('churned'), dimensions: m('device_generation', 'device_brand', 'device') }, 'by_channel'],
    [{ measures: m('churned'), dimensions: m('contract') }, 'tenure.customer_month'],
    [{ measures: m('customers') }, 'tenure.customer_month'],
  ] as const)('%j is answered by %s', async (query, layer) => {
    expect((await ask({ view: 'churn', ...query } as SemanticQuery)).receipt.layer).toBe(layer);
  });

  it("a manager's questions read the projection too", async () => {
    const { receipt } = await ask({ view: 'churn', measures: m('churn_rate'), dimensions: m('month') }, manager);
    expect(receipt.layer).toBe('by_district');
  });
});

describe('limits and order', () => {
  const query: SemanticQuery = {
    view: 'churn',
    measures: m('churned'),
    dimensions: m('city'),
    order: [
      { by: 'churned', direction: 'desc' },
      { by: 'city', direction: 'asc' },
    ],
  };

  it('a limit that cuts says so, one that does not cut is silent', async () => {
    const all = await ask(query);
    expect(all.receipt).toMatchObject({ complete: true, incompleteBecause: null });
    const cut = await ask({ ...query, limit: 2 });
    expect(cut.rows).toEqual(all.rows.slice(0, 2));
    expect(cut.receipt.complete).toBe(false);
    const exact = await ask({ ...query, limit: all.rows.length });
    expect(exact.receipt.complete).toBe(true);
  });

  it('pages', async () => {
    const all = (await ask(query)).rows;
    expect((await ask({ ...query, limit: 2, offset: 1 })).rows).toEqual(all.slice(1, 3));
  });

  it('puts nulls where asked', async () => {
    const by = (nulls: 'first' | 'last') =>
      rowsOf({
        view: 'churn',
        measures: m('churned'),
        dimensions: m('household_size'),
        order: [{ by: 'household_size', direction: 'asc', nulls }],
      });
    expect((await by('first'))[0]?.[0]).toBeNull();
    expect((await by('last')).at(-1)?.[0]).toBeNull();
  });
});

describe('wrong questions', () => {
  it.each([
    [{ view: 'chrun', measures: m('churned') }, 'UNKNOWN_VIEW', /churn/],
    [{ view: 'churn', measures: m('chruned') }, 'UNKNOWN_MEMBER', /churned/],
    [{ view: 'churn', dimensions: m('provnce') }, 'UNKNOWN_MEMBER', /province/],
    [{ view: 'churn', measures: m('province') }, 'UNKNOWN_MEMBER', /province/],
    [{ view: 'churn', measures: m('churned'), order: [{ by: 'x', direction: 'asc' }] }, 'UNKNOWN_MEMBER', /x/],
    [{ view: 'churn', measures: m('churned', 'churned') }, 'BAD_REQUEST', /as/],
    [{ view: 'churn' }, 'BAD_REQUEST', /measure/],
    [{ view: 'churn', dimensions: [{ name: 'tier', granularity: 'month' }] }, 'WRONG_USE', /tier/],
    [{ view: 'churn', dimensions: [{ name: 'month', granularity: 'day' }] }, 'WRONG_USE', /month/],
    [{ view: 'churn', measures: m('churned'), timeZone: "UTC' OR 1=1" }, 'BAD_REQUEST', /time zone/],
    [{ view: 'churn', measures: m('churned'), limit: 2_000_000 }, 'TOO_LARGE', /rows/],
    [{ view: 'churn', measures: m('churned'), asOf: 'yesterday' }, 'SNAPSHOT_GONE', /yesterday/],
    [
      { view: 'churn', measures: m('churned'), filters: [{ member: 'churned', operator: 'gt', values: ['many'] }] },
      'BAD_REQUEST',
      /number/,
    ],
    [
      { view: 'churn', measures: m('churned'), filters: [{ member: 'month', operator: 'equals', values: ['soon'] }] },
      'BAD_REQUEST',
      /date/,
    ],
    [{ view: 'churn', measures: m('churned'), filters: [{ and: [] }] }, 'BAD_REQUEST', /empty/],
  ] as const)('%j is %s', async (query, kind, message) => {
    await expect(ask(query as unknown as SemanticQuery)).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['churned', 'month', 'between', ['2024-01-01'], /two values/],
    ['churned', 'month', 'between', ['2024-01-01', '2024-02-01', '2024-03-01'], /two values/],
    ['churned', 'month', 'gt', ['2024-01-01', '2024-02-01'], /one value/],
    ['churned', 'revenue', 'gt', [1, 2], /one value/],
    // Beside earlier months the conditions apply to the answer.
    ['churned_previous', 'month', 'equals', ['2024-02-30'], /date/],
    ['churned_previous', 'month', 'between', ['2024-01-01'], /two values/],
    ['churned_previous', 'churned_previous', 'lt', [1, 2], /one value/],
  ] as const)('%s where %s %s %j is refused', async (measure, member, operator, values, message) => {
    const filters = [{ member, operator, values }];
    await expect(
      ask({ view: 'churn', measures: m(measure), dimensions: [{ name: 'month' }], filters }),
    ).rejects.toMatchObject({ kind: 'BAD_REQUEST', message: expect.stringMatching(message) });
  });

  it.each([
    "'; DROP TABLE tenure.customer_month; --",
    '`',
    '${process.exit(1)}',
    '\\',
    '{p0:String}',
    '$0$',
    '?',
    '%',
    "x' OR '1'='1",
  ])('text of a filter stays a value: %s', async (value) => {
    const filters = [
      {
        or: [
          { member: 'tier', operator: 'equals', values: [value] },
          { member: 'plan', operator: 'contains', values: [value] },
        ],
      },
    ] as const;
    expect(await rowsOf({ view: 'churn', measures: m('customer_months'), filters })).toEqual([[0]]);
    const parts = ['lower(', { member: 'tier' }, ') = ', { value, type: 'String' }] as const;
    expect(
      await rowsOf({ view: 'churn', measures: m('customer_months'), filters: [{ expression: { parts } }] }),
    ).toEqual([[0]]);
    expect((await engine('SELECT count() > 0 FROM tenure.customer_month'))[0]?.[0]).toBeTruthy();
  });
});

describe('expressions', () => {
  it('group, aggregate, filter and keep the policy', async () => {
    const rows = await rowsOf(
      {
        view: 'churn',
        dimensions: [{ name: 'year', expression: { parts: ['toYear(', { member: 'month' }, ')'] } }],
        measures: [
          {
            name: 'gold',
            expression: { parts: ['countIf(', { member: 'tier' }, ' = ', { value: 'Gold', type: 'String' }, ')'] },
          },
          { name: 'rows', expression: { parts: ['count()'] } },
        ],
        filters: [
          { expression: { parts: ['lower(', { member: 'city' }, ') LIKE ', { value: '%du', type: 'String' }] } },
        ],
        having: [{ parts: [{ column: 'rows' }, ' > ', { value: 10, type: 'Int64' }] }],
        order: [{ by: 'year', direction: 'asc' }],
      },
      manager,
    );
    const expected = await engine(
      `SELECT toYear(month) AS year, countIf(tier = 'Gold'), count() AS rows FROM tenure.customer_month
       WHERE intDiv(district_code, 100) = 5101 GROUP BY year HAVING rows > 10 ORDER BY year`,
    );
    expect(asNumbers(rows)).toEqual(asNumbers(expected));
  });

  it.each(['`', "'", '"', '$', '{', '\\', ';', '--', '/*', '(select 1)', 'file(', ' FROM x', 'dictGet(', '\n'])(
    'text parts may not hold %j',
    async (text) => {
      expect(
        await kindOf({ view: 'churn', dimensions: [{ name: 'x', expression: { parts: [text, { member: 'tier' }] } }] }),
      ).toBe('INTERNAL');
    },
  );
});

import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';

const { ResultWrapper, ResultMultiWrapper, NativeInstance, redactSqlLiterals, registerInterface } = createRequire(
  import.meta.url,
)('@cubejs-backend/native') as typeof import('./native/index.cjs');

const annotation = {
  'orders.count': { type: 'number' },
  'orders.status': { type: 'string' },
  'orders.createdAt': { type: 'time' },
  'orders.createdAt.day': { type: 'time' },
  'orders.createdAt.month': { type: 'time' },
};
const aliases = {
  orders__count: 'orders.count',
  orders__status: 'orders.status',
  orders__created_at_day: 'orders.createdAt.day',
  orders__created_at_month: 'orders.createdAt.month',
  orders__created_at: 'orders.createdAt',
  orders__secret: 'orders.secret',
};

interface Case {
  readonly query?: Record<string, unknown>;
  readonly resType?: 'default' | 'compact' | 'columnar';
  readonly queryType?: 'regularQuery' | 'compareDateRangeQuery' | 'blendingQuery';
  readonly root?: Record<string, unknown>;
}

function wrapped(rows: Record<string, unknown>[], { query = {}, resType, queryType, root }: Case = {}) {
  const result = new ResultWrapper(rows);
  result.setTransformData({
    aliasToMemberNameMap: aliases,
    annotation,
    query,
    queryType: queryType ?? 'regularQuery',
    resType: resType ?? 'default',
  });
  result.setRootResultObject({ query, ...root });
  return result;
}

async function answer(rows: Record<string, unknown>[], options?: Case) {
  return JSON.parse(Buffer.from(await wrapped(rows, options).getFinalResult()).toString('utf8'));
}

describe('transform of /load results', () => {
  it('gives row objects by member name, root fields beside them', async () => {
    const json = await answer([{ orders__status: '已付', orders__count: '12' }], { root: { dbType: 'clickhouse' } });
    expect(json).toEqual({
      query: {},
      dbType: 'clickhouse',
      data: [{ 'orders.status': '已付', 'orders.count': '12' }],
    });
  });

  it('gives members and dataset for compact, members and columns for columnar, in column order', async () => {
    const rows = [
      { orders__status: 'a', orders__count: 1 },
      { orders__status: null, orders__count: 2 },
    ];
    expect((await answer(rows, { resType: 'compact' })).data).toEqual({
      members: ['orders.status', 'orders.count'],
      dataset: [
        ['a', 1],
        [null, 2],
      ],
    });
    expect((await answer(rows, { resType: 'columnar' })).data).toEqual({
      members: ['orders.status', 'orders.count'],
      columns: [
        ['a', null],
        [1, 2],
      ],
    });
  });

  it.each([
    ['2024-01-31 23:59:59', '2024-01-31T23:59:59.000'],
    ['2024-01-31T23:59:59', '2024-01-31T23:59:59.000'],
    ['2024-01-31 23:59:59.123456', '2024-01-31T23:59:59.123'],
    ['2024-01-31T23:59:59.5Z', '2024-01-31T23:59:59.500'],
    ['2024-01-31T23:59:59+08:00', '2024-01-31T23:59:59.000'],
    ['2024-01-31 23:59:59.000 UTC', '2024-01-31T23:59:59.000'],
    [new Date('2024-01-31T23:59:59.007Z'), '2024-01-31T23:59:59.007'],
    ['not a time', 'not a time'],
    [null, null],
  ])('writes the time %s as %s', async (given, expected) => {
    const rows = [{ orders__created_at: given }];
    expect((await answer(rows)).data).toEqual([{ 'orders.createdAt': expected }]);
    expect((await answer(rows, { resType: 'compact' })).data.dataset).toEqual([[expected]]);
  });

  it('leaves times alone in columns of another type', async () => {
    expect((await answer([{ orders__status: '2024-01-31 00:00:00' }])).data).toEqual([
      { 'orders.status': '2024-01-31 00:00:00' },
    ]);
  });

  it('adds the bare time dimension from the finest granularity', async () => {
    const row = {
      orders__created_at_month: '2024-01-01T00:00:00.000',
      orders__created_at_day: '2024-01-31T00:00:00.000',
    };
    const [data] = (await answer([row])).data;
    expect(data['orders.createdAt']).toBe('2024-01-31T00:00:00.000');
    expect((await answer([row], { resType: 'compact' })).data).toEqual({
      members: ['orders.createdAt.month', 'orders.createdAt.day', 'orders.createdAt'],
      dataset: [['2024-01-01T00:00:00.000', '2024-01-31T00:00:00.000', '2024-01-31T00:00:00.000']],
    });
  });

  it('does not add the bare time dimension where it was asked itself', async () => {
    const row = { orders__created_at: '2024-01-31T10:00:00.000', orders__created_at_day: '2024-01-31T00:00:00.000' };
    const [data] = (await answer([row], { query: { dimensions: ['orders.createdAt'] } })).data;
    expect(data['orders.createdAt']).toBe('2024-01-31T10:00:00.000');
  });

  it('gives an empty result in every format', async () => {
    expect((await answer([])).data).toEqual([]);
    expect((await answer([], { resType: 'compact' })).data).toEqual({ members: [], dataset: [] });
    expect((await answer([], { resType: 'columnar' })).data).toEqual({ members: [], columns: [] });
  });

  it('keeps security context, masks and unknown fields of the query to itself', async () => {
    const query = {
      measures: ['orders.count'],
      contextSymbols: { securityContext: { sub: 'x' } },
      maskedMembers: ['orders.phone'],
      limit: 5,
    };
    expect((await answer([{ orders__count: 1 }], { query })).query).toEqual({ measures: ['orders.count'], limit: 5 });
  });

  it('writes 64-bit integers as text', async () => {
    expect((await answer([{ orders__count: 9007199254740993n }])).data).toEqual([
      { 'orders.count': '9007199254740993' },
    ]);
  });
});

describe('members that the caller may not see', () => {
  const hidden = /You requested hidden member: /;

  it('are refused when the result has their column', async () => {
    await expect(answer([{ orders__secret: 'x' }])).rejects.toThrow(hidden);
    await expect(answer([{ orders__secret: 'x' }], { resType: 'compact' })).rejects.toThrow(hidden);
  });

  it.each([
    { measures: ['orders.secret'] },
    { dimensions: ['orders.secret'] },
    { timeDimensions: [{ dimension: 'orders.secret', granularity: 'day' }] },
    { measures: [{ name: 'orders.secret' }] },
    { dimensions: ['constructor'] },
    { dimensions: ['__proto__'] },
  ])('are refused by %j, with rows and without', async (query) => {
    for (const resType of ['default', 'compact', 'columnar'] as const) {
      await expect(answer([], { query, resType })).rejects.toThrow(hidden);
      await expect(answer([{ orders__count: 1 }], { query, resType })).rejects.toThrow(hidden);
    }
  });

  it('are refused in each query of several', async () => {
    const multi = new ResultMultiWrapper(
      [wrapped([{ orders__count: 1 }]), wrapped([], { query: { measures: ['orders.secret'] } })],
      { queryType: 'blendingQuery', slowQuery: false },
    );
    await expect(multi.getFinalResult()).rejects.toThrow(hidden);
  });

  it('a column that no member explains is refused too', async () => {
    await expect(answer([{ surprise: 1 }])).rejects.toThrow(/Member name not found/);
    await expect(answer([{ toString: 1 }])).rejects.toThrow(/Member name not found/);
  });
});

describe('results of several queries', () => {
  async function many(queryType: 'compareDateRangeQuery' | 'blendingQuery', results: ReturnType<typeof wrapped>[]) {
    const multi = new ResultMultiWrapper(results, { queryType, slowQuery: false });
    return JSON.parse(Buffer.from(await multi.getFinalResult()).toString('utf8'));
  }

  it('names the range of each part of a comparison', async () => {
    const part = (from: string, to: string) =>
      wrapped([{ orders__created_at_day: `${from}T00:00:00.000`, orders__count: 1 }], {
        queryType: 'compareDateRangeQuery',
        query: {
          measures: ['orders.count'],
          dimensions: [],
          timeDimensions: [{ dimension: 'orders.createdAt', granularity: 'day', dateRange: [from, to] }],
        },
      });
    const json = await many('compareDateRangeQuery', [
      part('2024-01-01', '2024-01-31'),
      part('2023-01-01', '2023-01-31'),
    ]);
    expect(json.queryType).toBe('compareDateRangeQuery');
    expect(json.slowQuery).toBe(false);
    expect(json.results.map((result: { data: unknown[] }) => result.data[0])).toMatchObject([
      { compareDateRange: '2024-01-01 - 2024-01-31' },
      { compareDateRange: '2023-01-01 - 2023-01-31' },
    ]);
    expect(json.pivotQuery).toMatchObject({
      dimensions: ['compareDateRange'],
      queryType: 'compareDateRangeQuery',
      measures: ['orders.count'],
    });
  });

  it('puts the range last in a compact row, after the bare time dimension', async () => {
    const result = wrapped([{ orders__created_at_day: '2024-01-01T00:00:00.000', orders__count: 1 }], {
      queryType: 'compareDateRangeQuery',
      resType: 'compact',
      query: {
        timeDimensions: [
          { dimension: 'orders.createdAt', granularity: 'day', dateRange: ['2024-01-01', '2024-01-31'] },
        ],
      },
    });
    const json = await many('compareDateRangeQuery', [result]);
    expect(json.results[0].data.members.at(-1)).toBe('compareDateRange');
    expect(json.results[0].data.dataset[0]).toHaveLength(json.results[0].data.members.length);
    expect(json.results[0].data.dataset[0].at(-1)).toBe('2024-01-01 - 2024-01-31');
  });

  it('blends by a common time key and merges measures and dimensions for the pivot', async () => {
    const part = (measure: string) =>
      wrapped([{ orders__created_at_month: '2024-01-01T00:00:00.000', orders__count: 1 }], {
        queryType: 'blendingQuery',
        query: {
          measures: [measure],
          dimensions: ['orders.status'],
          timeDimensions: [{ dimension: 'orders.createdAt', granularity: 'month' }],
        },
      });
    const json = await many('blendingQuery', [part('orders.count'), part('orders.count')]);
    expect(json.results[0].data[0]['time.month']).toBe('2024-01-01T00:00:00.000');
    expect(json.pivotQuery).toMatchObject({
      measures: ['orders.count'],
      dimensions: ['orders.status'],
      timeDimensions: [{ dimension: 'time', granularity: 'month' }],
      queryType: 'blendingQuery',
    });
  });

  it('refuses a comparison without a range', async () => {
    const result = wrapped([{ orders__count: 1 }], { queryType: 'compareDateRangeQuery', query: {} });
    await expect(result.getFinalResult()).rejects.toThrow(/dateRange/);
  });
});

describe('what is not there', () => {
  it('says so instead of pretending', async () => {
    await expect(registerInterface()).rejects.toThrow(/native addon/);
  });

  it('passes YAML with closing braces through, and refuses a real template by file and line', async () => {
    const engine = new NativeInstance().newJinjaEngine();
    engine.loadTemplate('cubes/a.yml', 'meta: {a: {b: 1}}\n');
    engine.loadTemplate('cubes/b.yml', 'cubes:\n{% for x in y %}\n');
    await expect(engine.renderTemplate('cubes/a.yml')).resolves.toBe('meta: {a: {b: 1}}\n');
    await expect(engine.renderTemplate('cubes/b.yml')).rejects.toThrow(/cubes\/b\.yml:2/);
  });

  it('redacts literals', () => {
    expect(redactSqlLiterals("select * from t where name = 'O''Hara' and x > 12.5")).toBe(
      "select * from t where name = '?' and x > 0",
    );
  });
});

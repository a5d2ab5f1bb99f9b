import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import cubeClient, { type CubeApi } from '@cubejs-client/core';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { semanticOver } from '../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import { openDoor } from '../http/open-door.js';
import type { Semantic } from '../semantic/create.js';
import { restDoor } from './door.js';

const principals: Record<string, Principal> = {
  admin: { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] },
  executive: { user: 'executive', groups: ['executive'], provinces: [], accountManagers: [] },
  manager: { user: 'manager', groups: ['manager'], provinces: ['510000'], accountManagers: [] },
  nobody: { user: 'nobody', groups: [], provinces: [], accountManagers: [] },
  lost: { user: 'lost', groups: ['manager'], provinces: [], accountManagers: [] },
};

let small: SmallWarehouse;
let semantic: Semantic;
let server: Server;
let url: string;

beforeAll(async () => {
  small = await openSmallWarehouse();
  semantic = await semanticOver(small);
  const app = express();
  app.use((request, _response, next) => {
    const principal = principals[request.get('authorization') ?? ''];
    if (principal) request.principal = principal;
    next();
  });
  openDoor(app, restDoor({ semantic, log: pino({ level: 'silent' }) }));
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cubejs-api/v1`;
});

afterAll(async () => {
  server.close();
  await semantic.close();
  await small.close();
});

const clientOf = (user: string): CubeApi => cubeClient(user, { apiUrl: url });
const get = (path: string, user = 'admin', headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, { headers: { authorization: user, ...headers } });
const load = async (query: object, user = 'admin') => {
  const response = await get(`/load?query=${encodeURIComponent(JSON.stringify(query))}`, user);
  return {
    status: response.status,
    body: (await response.json()) as {
      data?: Record<string, unknown>[];
      error?: string;
      code?: string;
      total?: number;
      receipt?: { freshness: string | null };
    },
  };
};
const one = async (sql: string) => (await small.warehouse.query({ text: sql })).rows[0]?.[0];

describe('the public Cube client', () => {
  it('loads, pivots and drills down', async () => {
    const client = clientOf('admin');
    const result = await client.load({
      measures: ['churn.churned', 'churn.churn_rate'],
      dimensions: ['churn.province'],
      timeDimensions: [{ dimension: 'churn.month', granularity: 'quarter', dateRange: ['2024-01-01', '2024-12-31'] }],
    });
    const total = result.rawData().reduce((sum, row) => sum + Number(row['churn.churned']), 0);
    expect(String(total)).toBe(
      String(
        await one("SELECT sum(churned) FROM tenure.customer_month WHERE month BETWEEN '2024-01-01' AND '2024-12-01'"),
      ),
    );
    const pivot = result.tablePivot({ x: ['churn.province'], y: ['churn.month', 'measures'] });
    expect(pivot.map((row) => row['churn.province'])).toContain('Sichuan');
    expect(Object.keys(pivot[0] ?? {})).toContain('2024-01-01T00:00:00.000,churn.churned');

    const drill = result.drillDown(
      { xValues: ['2024-01-01T00:00:00.000', 'Sichuan'], yValues: ['churn.churned'] },
      { x: ['churn.month.quarter', 'churn.province'], y: ['measures'] },
    );
    expect(drill?.dimensions).toContain('churn.customer_id');
    const drilled = await client.load(drill ?? {});
    expect(drilled.rawData().length).toBeGreaterThan(0);
  });

  it('filters by a range of time that is not shown, and by no time dimension that there is not', async () => {
    const client = clientOf('admin');
    const dateRange: [string, string] = ['2024-03-01', '2024-03-31'];
    const result = await client.load({
      measures: ['churn.churned'],
      timeDimensions: [{ dimension: 'churn.month', dateRange }],
    });
    const expected = await one("SELECT sum(churned) FROM tenure.customer_month WHERE month = '2024-03-01'");
    expect(result.rawData().map((row) => String(row['churn.churned']))).toEqual([String(expected)]);
    const hidden = client.load({
      measures: ['churn.churned'],
      timeDimensions: [{ dimension: 'churn.hidden', dateRange }],
    });
    await expect(hidden).rejects.toThrow(/There is no churn\.hidden/);
  });

  it('reads the description of the model', async () => {
    const meta = await clientOf('admin').meta();
    expect(meta.cubes.map((view) => view.name)).toEqual(expect.arrayContaining(['churn', 'value']));
    expect(meta.resolveMember('churn.churn_rate', 'measures')).toMatchObject({ shortTitle: 'Churn rate' });
    expect(meta.cubes.map((view) => view.name)).not.toContain('customer_month');
    for (const says of ['count', 'small', 'low', 'high'])
      expect(meta.resolveMember(`churn.churn_rate_${says}`, 'measures')).toMatchObject({
        meta: { evidence: { of: 'churn_rate', says } },
      });
  });

  it('compares date ranges and blends', async () => {
    const compared = await clientOf('admin').load({
      measures: ['churn.joined'],
      timeDimensions: [
        {
          dimension: 'churn.month',
          granularity: 'month',
          compareDateRange: [
            ['2023-11-01', '2023-12-31'],
            ['2024-01-01', '2024-02-29'],
          ],
        },
      ],
    });
    expect(compared.series().map((series) => series.series.map((point) => point.value))).toHaveLength(2);
    const blended = await clientOf('admin').load([
      { measures: ['churn.joined'], timeDimensions: [{ dimension: 'churn.month', granularity: 'month' }] },
      { measures: ['value.revenue'], timeDimensions: [{ dimension: 'value.month', granularity: 'month' }] },
    ] as never);
    expect(blended.tablePivot()[0]).toHaveProperty('churn.joined');
  });
});

describe('what would be wrong without a word', () => {
  it('an answer longer than the server gives without a limit is refused, never cut', async () => {
    await small.warehouse.command(
      { text: "INSERT INTO tenure.target SELECT '2030-01-01', 0, toString(number), 1, 0 FROM numbers(50001)" },
      { lane: 'batch' },
    );
    const query = { measures: ['targets.target_value'], dimensions: ['targets.kpi'] };
    const refused = await load(query);
    expect(refused.status).toBe(400);
    expect(refused.body.data).toBeUndefined();
    expect(refused.body.error).toMatch(/more than 50000 rows/);
    expect((await load({ ...query, limit: 50_000 })).body.data).toHaveLength(50_000);
    expect((await load({ ...query, limit: 50_001 })).status).toBe(413);
    const filters = [{ member: 'targets.kpi', operator: 'notEquals', values: ['7'] }];
    expect((await load({ ...query, filters })).body.data).toHaveLength(50_000);
  });

  it('an order by what is not asked is refused; one by a time that only filters says nothing', async () => {
    const timeDimensions = [{ dimension: 'churn.month', dateRange: ['2024-01-01', '2024-03-31'] }];
    const query = { measures: ['churn.churned'], dimensions: ['churn.tier'], timeDimensions };
    const refused = await load({ ...query, order: { 'churn.revenue': 'desc' } });
    expect([refused.status, refused.body.error]).toEqual([400, expect.stringContaining('churn.revenue')]);
    expect((await load({ ...query, order: { 'churn.month': 'desc' } })).status).toBe(200);
  });

  it('measures over other months and against targets are what the other doors say', async () => {
    const timeDimensions = [
      { dimension: 'churn.month', granularity: 'month', dateRange: ['2024-03-01', '2024-04-30'] },
    ];
    const measures = ['churn.churned', 'churn.churned_previous', 'churn.churn_rate_target'];
    const { status, body } = await load({ measures, timeDimensions });
    expect([status, body.error]).toEqual([200, undefined]);
    const churned = (month: string) => one(`SELECT sum(churned) FROM tenure.customer_month WHERE month = '${month}'`);
    const [february, march, april] = await Promise.all(['2024-02-01', '2024-03-01', '2024-04-01'].map(churned));
    expect(body.data?.map((row) => [row['churn.churned'], row['churn.churned_previous']])).toEqual([
      [String(march), String(february)],
      [String(april), String(march)],
    ]);
    expect(body.data?.[0]).toHaveProperty(['churn.churn_rate_target'], null);
  });

  it('the range of a query may be in words', async () => {
    const timeDimensions = [
      { dimension: 'churn.month', granularity: 'year', dateRange: 'from 2024-01-01 to 2024-12-31' },
    ];
    const { body } = await load({ measures: ['churn.churned'], timeDimensions });
    const expected = await one("SELECT sum(churned) FROM tenure.customer_month WHERE month >= '2024-01-01'");
    expect(body.data).toEqual([
      {
        'churn.month.year': '2024-01-01T00:00:00.000',
        'churn.month': '2024-01-01T00:00:00.000',
        'churn.churned': String(expected),
      },
    ]);
    const nonsense = await load({
      measures: ['churn.churned'],
      timeDimensions: [{ dimension: 'churn.month', dateRange: 'whenever' }],
    });
    expect([nonsense.status, nonsense.body.code]).toEqual([400, 'BAD_REQUEST']);
  });

  it('pages neither lose nor repeat rows, and say how many there are when asked', async () => {
    const query = {
      dimensions: ['churn.tier', 'churn.plan'],
      measures: ['churn.churned'],
      order: { 'churn.churned': 'asc' },
    };
    const all = (await load(query)).body.data ?? [];
    const pages = await Promise.all(
      Array.from({ length: Math.ceil(all.length / 3) }, (_, page) =>
        load({ ...query, limit: 3, offset: 3 * page, total: true }),
      ),
    );
    expect(pages.flatMap(({ body }) => body.data ?? [])).toEqual(all);
    for (const { body } of pages) expect(body.total).toBe(all.length);
  });
});

describe('answers', () => {
  it('carry what the receipt says, and SQL only to those who may see it', async () => {
    const query = { measures: ['churn.churn_rate'], dimensions: ['churn.province'] };
    const [admin, executive] = await Promise.all([load(query), load(query, 'executive')]);
    expect(admin.body).toMatchObject({
      receipt: {
        complete: true,
        snapshot: expect.any(String),
        layer: expect.any(String),
        definitions: [{ measure: 'churn_rate', view: 'churn' }],
        sql: expect.stringContaining('SELECT'),
      },
      annotation: { measures: { 'churn.churn_rate': { shortTitle: 'Churn rate' } } },
      query: { timezone: 'Asia/Shanghai' },
    });
    expect(admin.body).toHaveProperty('lastRefreshTime', admin.body.receipt?.freshness);
    expect(executive.body.receipt).toMatchObject({ sql: null, complete: true });
  });

  it('come compact and by columns too', async () => {
    const query = { measures: ['churn.churned'], dimensions: ['churn.tier'] };
    const rows = (await load(query)).body.data ?? [];
    const members = ['churn.tier', 'churn.churned'];
    const values = rows.map((row) => members.map((name) => row[name]));
    expect((await load({ ...query, responseFormat: 'compact' })).body.data).toEqual({ members, dataset: values });
    expect((await load({ ...query, responseFormat: 'columnar' })).body.data).toEqual({
      members,
      columns: members.map((_, at) => values.map((row) => row[at])),
    });
  });

  it('follow the order of members that the model gives', async () => {
    const { body } = await load({ dimensions: ['churn.tenure_band'] });
    expect(body.data?.map((row) => row['churn.tenure_band'])).toEqual(['0-2 months', '3-11 months', '12-23 months']);
  });
});

describe('descriptions', () => {
  it('have no SQL, and no member that cannot be asked', async () => {
    for (const user of ['admin', 'executive']) {
      const text = await (await get('/meta', user)).text();
      expect(text).not.toMatch(/SELECT|dictGet|arrayElement|\$\w+\)|"(template|base_template|parts|sql)"/i);
      expect(text).not.toContain('what_if_after');
    }
  });

  it('of a query are what it is read as, and refused where it cannot be asked', async () => {
    const query = { measures: ['churn.churned'], dimensions: ['churn.tier', 'churn.month.quarter'] };
    const ask = async (asked: object, user = 'admin') =>
      (await (await get(`/dry-run?query=${encodeURIComponent(JSON.stringify(asked))}`, user)).json()) as object;
    expect(await ask(query)).toMatchObject({
      queryType: 'regularQuery',
      normalizedQueries: [{ timeDimensions: [{ dimension: 'churn.month', granularity: 'quarter' }] }],
      queryOrder: [[{ 'churn.month.quarter': 'asc' }, { 'churn.tier': 'asc' }]],
      pivotQuery: { measures: ['churn.churned'] },
    });
    expect(await ask({ dimensions: ['churn.customer_id'] }, 'executive')).toMatchObject({ code: 'UNKNOWN_MEMBER' });
  });

  it('of SQL hold the statement with its values', async () => {
    const filters = [{ member: 'churn.tier', operator: 'equals', values: ["Gold' OR 1=1"] }];
    const query = { measures: ['churn.churned'], filters };
    const { sql } = (await (await get(`/sql?query=${encodeURIComponent(JSON.stringify(query))}`)).json()) as {
      sql: { sql: [string]; params: Record<string, string> };
    };
    expect(sql.sql[0]).not.toContain('1=1');
    const { rows } = await small.warehouse.query({ text: sql.sql[0], params: sql.params });
    expect(rows).toEqual([['0']]);
  });
});

describe('what is no query', () => {
  const leaf = '{"member":"churn.tier","operator":"set"}';
  const conditions = (levels: number) =>
    `{"measures":["churn.customers"],"filters":[${'{"and":['.repeat(levels)}${leaf}${']}'.repeat(levels)}]}`;
  const post = (query: string) =>
    fetch(`${url}/load`, {
      method: 'POST',
      headers: { authorization: 'admin', 'content-type': 'application/json' },
      body: `{"query":${query}}`,
    });

  it.each([
    ['nothing', 'null'],
    ['no query in a list', '[]'],
    ['a text where a list belongs', '{"measures":"churn.customers"}'],
    ['conditions too deep to walk through', conditions(5000)],
    [
      'a filter by a day that there is not',
      '{"measures":["churn.customers"],"filters":[{"or":[{"member":"churn.month","operator":"afterDate","values":["2024-02-31"]}]}]}',
    ],
    [
      'a range that ends at no day',
      '{"measures":["churn.customers"],"timeDimensions":[{"dimension":"churn.month","dateRange":["2024-02-01","2024-13-01"]}]}',
    ],
  ])('%s is refused as the caller’s mistake', async (_, query) => {
    const response = await post(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('conditions as deep as people write them are answered', async () => {
    expect((await post(conditions(20))).status).toBe(200);
  });
});

describe('what stands at the end of the last month', () => {
  const measures = ['products.products_held'];
  const time = { dimension: 'products.month' };

  it.each([
    { dimensions: ['products.month'] },
    { timeDimensions: [{ ...time, granularity: 'month' }] },
    { dimensions: ['products.province'], timeDimensions: [{ ...time, dateRange: ['2024-03-01', '2024-03-31'] }] },
  ])('is answered where each group lies in one month: %j', async (query) => {
    expect((await load({ measures, ...query })).status).toBe(200);
  });

  it.each([
    [{ dimensions: ['products.province'] }, '2025-01-01'],
    [{ timeDimensions: [{ ...time, dateRange: ['2024-03-01', '2024-04-30'] }] }, '2024-04-01'],
    [{ timeDimensions: [{ ...time, granularity: 'quarter', dateRange: ['2024-01-01', '2024-06-30'] }] }, '2024-06-01'],
  ])('is of the last month asked over several: %j', async (query, last) => {
    const { status, body } = await load({ measures, ...query });
    expect([status, body.error]).toEqual([200, undefined]);
    const held = (month: string) =>
      one(`SELECT sum(products_held) FROM tenure.customer_month WHERE month = '${month}'`);
    const values = (body.data ?? []).map((row) => Number(row['products.products_held']));
    if ('dimensions' in query) expect(values.reduce((sum, value) => sum + value, 0)).toBe(Number(await held(last)));
    else expect(values.at(-1)).toBe(Number(await held(last)));
    if (values.length === 2 && !('dimensions' in query)) expect(values[0]).toBe(Number(await held('2024-03-01')));
  });
});

describe('policy over REST', () => {
  it('a manager counts only the months in the own province', async () => {
    const { body } = await load({ measures: ['churn.customer_months', 'churn.customers'] }, 'manager');
    expect(body.data?.[0]).toEqual({
      'churn.customer_months': String(
        await one('SELECT sum(active) FROM tenure.customer_month WHERE intDiv(district_code, 10000) = 51'),
      ),
      'churn.customers': String(
        await one(
          'SELECT uniqExact(customer_key) FROM tenure.customer_month WHERE active = 1 AND intDiv(district_code, 10000) = 51',
        ),
      ),
    });
  });

  it.each([
    { dimensions: ['churn.customer_id'] },
    {
      measures: ['churn.churned'],
      filters: [{ member: 'churn.customer_id', operator: 'equals', values: ['C000001'] }],
    },
    { measures: ['churn.churned'], order: { 'churn.customer_id': 'asc' } },
    {
      measures: ['churn.churned'],
      filters: [
        {
          or: [
            { member: 'customer_month.customer_id', operator: 'set' },
            { member: 'churn.tier', operator: 'set' },
          ],
        },
      ],
    },
    { measures: ['customer_month.churned'] },
  ])('an executive does not reach a customer by %j', async (query) => {
    const { status, body } = await load(query, 'executive');
    expect(status).toBe(400);
    expect(body.error).toMatch(/There is no /);
    expect(body.data).toBeUndefined();
  });

  it.each(['nobody', 'lost'])('%s sees nothing at all', async (user) => {
    expect(((await (await get('/meta', user)).json()) as { cubes?: unknown[] }).cubes ?? []).toEqual([]);
    const { status, body } = await load({ measures: ['churn.churned'] }, user);
    expect([400, 403]).toContain(status);
    expect(body.data).toBeUndefined();
  });

  it('is closed to whoever has not signed in', async () => {
    for (const path of ['/load?query={}', '/meta', '/sql?query={}']) expect((await get(path, '')).status).toBe(401);
  });

  it('shows SQL only to those whose receipts have it', async () => {
    const query = `/sql?query=${encodeURIComponent('{"measures":["churn.churned"]}')}`;
    expect((await get(query, 'executive')).status).toBe(403);
    expect((await get(query, 'admin')).status).toBe(200);
  });
});

describe('what Cube would offer beside', () => {
  it.each([
    '/graphql',
    '/graphql-to-json',
    '/pre-aggregations',
    '/convert-query',
    '/cubesql',
    '/run-scheduled-refresh',
    '/subscribe',
  ])('%s is not there', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('neither its root page nor its probes, and no cross-origin access', async () => {
    for (const path of ['/', '/readyz', '/livez']) {
      expect((await fetch(new URL(path, url), { headers: { authorization: 'admin' } })).status).toBe(404);
    }
    const response = await get('/meta', 'admin', { origin: 'https://elsewhere.example' });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('answers a misspelt member with the nearest names', async () => {
    const { status, body } = await load({ measures: ['churn.churn_rat'] });
    expect(status).toBe(400);
    expect(body.error).toMatch(/churn\.churn_rate/);
  });
});

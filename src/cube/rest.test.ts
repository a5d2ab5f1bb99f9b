import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import cubeClient, { type CubeApi } from '@cubejs-client/core';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import { PROJECT_ROOT } from '../config/config.js';
import { type Cube, createCube } from './cube.js';
import { readModel } from './model/repository.js';

const principals: Record<string, Principal> = {
  admin: { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] },
  executive: { user: 'executive', groups: ['executive'], provinces: [], accountManagers: [] },
  manager: { user: 'manager', groups: ['manager'], provinces: ['510000'], accountManagers: [] },
  nobody: { user: 'nobody', groups: [], provinces: [], accountManagers: [] },
  lost: { user: 'lost', groups: ['manager'], provinces: [], accountManagers: [] },
};

let small: SmallWarehouse;
let cube: Cube;
let server: Server;
let url: string;

beforeAll(async () => {
  small = await openSmallWarehouse();
  cube = await createCube({
    files: await readModel(`${PROJECT_ROOT}/model`),
    modelDir: `${PROJECT_ROOT}/model`,
    warehouse: small.warehouse,
    gate: small.gate,
    store: { connection: { host: '127.0.0.1', port: 1, user: 'none', password: 'none', database: 'none' } },
    log: pino({ level: 'silent' }),
  });
  const app = express();
  app.use((request, _response, next) => {
    const principal = principals[request.get('authorization') ?? ''];
    if (principal) request.principal = principal;
    next();
  });
  cube.mount(app);
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cubejs-api/v1`;
});

afterAll(async () => {
  server.close();
  await cube.close();
  await small.close();
});

const clientOf = (user: string): CubeApi => cubeClient(user, { apiUrl: url });
const get = (path: string, user = 'admin', headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, { headers: { authorization: user, ...headers } });
const load = async (query: object, user = 'admin') => {
  const response = await get(`/load?query=${encodeURIComponent(JSON.stringify(query))}`, user);
  return {
    status: response.status,
    body: (await response.json()) as { data?: Record<string, unknown>[]; error?: string },
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

  it.each(['churn.churned_previous', 'churn.churn_rate_target'])(
    '%s is refused with the doors that have it',
    async (name) => {
      const { status, body } = await load({ measures: [name], dimensions: ['churn.month'] });
      expect(status).toBe(400);
      expect(body.error).toMatch(/GraphQL or SQL/);
    },
  );
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
    { dimensions: ['products.province'] },
    { timeDimensions: [{ ...time, granularity: 'quarter' }] },
    { timeDimensions: [{ ...time, dateRange: ['2024-03-01', '2024-04-30'] }] },
  ])('is refused where Cube would take the last month of each group: %j', async (query) => {
    const asked = { measures, ...query };
    expect((await load(asked)).status).toBe(400);
    expect((await load([asked, asked])).status).toBe(400);
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

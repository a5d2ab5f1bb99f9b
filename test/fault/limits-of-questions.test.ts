import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { graphqlDoor } from '../../src/graphql/door.js';
import { openDoor } from '../../src/http/open-door.js';
import type { Semantic } from '../../src/semantic/create.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { withModel } from '../support/foreign-shop.js';
import { semanticOver } from '../support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../support/small-warehouse.js';

// A cube that no engine gets to the end of, and one that it is through with at once.
const MODEL = `
cubes:
  - name: numbers
    sql: "SELECT number AS n, 'none' AS kind FROM numbers(10)"
    dimensions:
      - {name: n, sql: "{CUBE}.n", type: number, primary_key: true, public: true}
    measures:
      - {name: total, sql: "{CUBE}.n", type: sum}
  - name: endless
    sql: "SELECT number AS n FROM numbers(1000000000000000)"
    dimensions:
      - {name: n, sql: "{CUBE}.n", type: number, primary_key: true, public: true}
    measures:
      - {name: total, sql: "cityHash64({CUBE}.n)", type: sum}
views:
  - {name: few, cubes: [{join_path: numbers, includes: "*"}]}
  - {name: all_numbers, cubes: [{join_path: endless, includes: "*"}]}
`;

let small: SmallWarehouse;
let semantic: Semantic;
let server: Server;
let url: string;
/** The time limit of questions, where it is not the usual one. */
let timeoutMs: number | undefined;

beforeAll(async () => {
  small = await openSmallWarehouse(0, 1);
  const queueLimits = { running: 1, runningPerUser: 1, waiting: 1, waitingPerUser: 1 };
  const limited = { warehouse: withTimeout(small.warehouse), gate: small.gate };
  semantic = await withModel(MODEL, (modelDir) => semanticOver(limited, { modelDir, timeZone: 'UTC', queueLimits }));
  const app = express();
  app.use((request, _response, next) => {
    const user = request.get('x-user') ?? 'amy';
    request.principal = { user, groups: ['admin'], provinces: [], accountManagers: [] };
    next();
  });
  const console = (_request: unknown, response: express.Response) => void response.status(404).end();
  openDoor(app, graphqlDoor({ semantic, log: pino({ level: 'silent' }), console }));
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});

afterAll(async () => {
  server.close();
  await semantic.close();
  await small.close();
});

/** The same warehouse, whose statements get the limit of the moment. */
function withTimeout(warehouse: Warehouse): Warehouse {
  return Object.assign(Object.create(warehouse) as Warehouse, {
    query: (statement: Parameters<Warehouse['query']>[0], options?: Parameters<Warehouse['query']>[1]) =>
      warehouse.query(statement, { ...options, ...(timeoutMs === undefined ? {} : { limits: { timeoutMs } }) }),
  });
}

async function graphql(user: string, query: string, signal?: AbortSignal) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-user': user },
    body: JSON.stringify({ query }),
    ...(signal ? { signal } : {}),
  });
  const body = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return { status: response.status, code: body.errors?.[0]?.extensions.code, data: body.data };
}

const POLL = { timeout: 20_000 };
const ENDLESS = '{ allNumbers { total { total } } }';
const few = (above: number) => `{ few(where: {n: {gt: ${above}}}) { total { total } } }`;

/** Endless statements that run in the engine. */
async function running(): Promise<number> {
  const text =
    "SELECT count() FROM system.processes WHERE query LIKE '%cityHash64%' AND query NOT LIKE '%system.processes%'";
  return Number((await small.warehouse.query({ text }, { lane: 'control' })).rows[0]?.[0]);
}

it('a question that takes longer than its limit ends in the engine too, through ask() and GraphQL', async () => {
  timeoutMs = 300;
  try {
    const amy = { user: 'amy', groups: ['admin'], provinces: [], accountManagers: [] };
    const asked = semantic.ask({ view: 'all_numbers', measures: [{ name: 'total' }] }, amy);
    await expect(asked).rejects.toMatchObject({ kind: 'TIMEOUT' });
    expect(await graphql('amy', ENDLESS)).toMatchObject({ status: 504, code: 'TIMEOUT' });
    await expect.poll(running, POLL).toBe(0);
  } finally {
    timeoutMs = undefined;
  }
});

it('who asks too much is told so, and all when too much waits; a caller who goes away makes room', async () => {
  const gone = new AbortController();
  const first = graphql('amy', ENDLESS, gone.signal).catch((error: unknown) => error);
  await expect.poll(running, POLL).toBe(1);
  // One of these waits, whichever comes first.
  const more = [1, 2, 3].map((above) => graphql('amy', few(above)));
  const refused = await new Promise<Awaited<(typeof more)[number]>[]>((resolve) => {
    const answers: Awaited<(typeof more)[number]>[] = [];
    for (const each of more) void each.then((answer) => answers.push(answer) === 2 && resolve([...answers]));
  });
  expect(refused).toMatchObject(Array.from({ length: 2 }, () => ({ status: 429, code: 'TOO_MANY' })));
  expect(await graphql('bob', few(4))).toMatchObject({ status: 503, code: 'OVERLOADED' });

  gone.abort();
  await first;
  const answered = (await Promise.all(more)).filter(({ status }) => status === 200);
  expect(answered).toHaveLength(1);
  await expect.poll(running, POLL).toBe(0);
  expect(await graphql('bob', few(4))).toMatchObject({ status: 200, data: { few: { total: { total: 35 } } } });
});

import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../test/support/sql/postgres.js';
import { rememberedAccess } from '../access/remembered-access.js';
import { makeVerifier } from '../access/scram-verifier.js';
import { createSessions } from '../access/sessions.js';
import { createTokens } from '../access/tokens.js';
import { migrateStore } from '../store/migrate.js';
import { createSessionRepository } from '../store/sessions.js';
import { createUserRepository } from '../store/users.js';
import { createApp } from './app.js';

const webDir = mkdtempSync(path.join(tmpdir(), 'tenure-web-'));
const CONNECTIONS = 2;
let postgres: TestPostgres;
let pool: pg.Pool;
let server: Server;
let url = '';
let headers: readonly Record<string, string>[] = [];
let access: ReturnType<typeof rememberedAccess>;

beforeAll(async () => {
  postgres = await startTestPostgres();
  pool = new pg.Pool({ ...postgres.connection, max: CONNECTIONS, idleTimeoutMillis: 0 });
  pool.on('error', () => undefined);
  await migrateStore({ engine: 'embedded', connection: postgres.connection, pool, close: async () => undefined });
  // The bound below is meant for the wait in the queue. Opening a connection may take longer on a busy machine: both are open by then.
  const opened = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.connect()));
  for (const client of opened) client.release();
  pool.options.connectionTimeoutMillis = 300;
  access = rememberedAccess(createUserRepository(pool), createSessionRepository(pool));
  const auth = { secret: undefined, jwksUrl: undefined, audience: undefined, issuer: undefined };
  const tokens = createTokens({ auth, secret: new TextEncoder().encode('s'.repeat(40)), users: access.users });
  const sessions = createSessions(access);
  await access.users.add({ name: 'ann', verifier: await makeVerifier('right horse'), groups: ['analyst'] });
  const ann = await access.users.find('ann');
  if (!ann) throw new Error('no ann');
  headers = [
    { authorization: `Bearer ${await tokens.issue(ann)}` },
    { cookie: `tenure_session=${await sessions.open(ann)}` },
  ];
  const app = createApp({
    users: access.users,
    tokens,
    sessions,
    readiness: async () => ({ ready: true, parts: {} }),
    registry: new Registry(),
    webDir,
    operator: { currency: 'CNY', timeZone: 'Asia/Shanghai' },
    log: pino({ level: 'silent' }),
    doors: [
      {
        name: 'export',
        path: '/export',
        admits: 'anybody',
        routes: (router) => {
          router.get('/who', (request, response) => response.json(request.principal ?? null));
          router.get('/store', (_request, response, next) => {
            pool
              .query('select pg_sleep(0.05)')
              .then(() => response.json('read'))
              .catch(next);
          });
        },
      },
    ],
  });
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server?.close();
  await pool?.end();
  await postgres?.stop();
  rmSync(webDir, { recursive: true, force: true });
});

async function crowd(path: string, size: number): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  await Promise.all(
    Array.from({ length: size }, async (_, n) => {
      const answer = await fetch(`${url}${path}`, { headers: headers[n % headers.length] ?? {} });
      await answer.text();
      const kind = `${answer.status}${answer.headers.has('retry-after') ? ' retry' : ''}`;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }),
  );
  return counts;
}

it('reads users and sessions once for a crowd of requests', async () => {
  access.forget();
  expect([...(await crowd('/export/who', 500))]).toEqual([['200', 500]]);
});

it('tells a crowd to come again, and never that something went wrong, when the store has no connection left', async () => {
  access.forget();
  const held = await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.connect()));
  expect([...(await crowd('/export/who', 100))]).toEqual([['503 retry', 100]]);
  for (const client of held) client.release();
  const counts = await crowd('/export/store', 200);
  expect([...counts.keys()].filter((kind) => kind !== '200' && kind !== '503 retry')).toEqual([]);
  expect([...(await crowd('/export/who', 10))]).toEqual([['200', 10]]);
});

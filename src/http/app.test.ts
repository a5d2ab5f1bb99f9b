import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeVerifier } from '../access/scram-verifier.js';
import { createSessions } from '../access/sessions.js';
import { createTokens } from '../access/tokens.js';
import { TenureError } from '../errors/errors.js';
import type { SessionRecord } from '../store/sessions.js';
import type { UserRecord } from '../store/users.js';
import { createApp } from './app.js';

const webDir = mkdtempSync(path.join(tmpdir(), 'tenure-web-'));
let server: Server;
let url = '';
let ready = true;
const logged: string[] = [];

beforeAll(async () => {
  writeFileSync(
    path.join(webDir, 'index.html'),
    '<meta content="__TENURE_CURRENCY__ __TENURE_TIME_ZONE__"><script nonce="__CSP_NONCE__" src="/a.js"></script>',
  );
  const ann: UserRecord = {
    name: 'ann',
    verifier: await makeVerifier('right horse'),
    groups: ['manager'],
    provinces: ['510000'],
    accountManagers: [],
    disabled: false,
    demo: false,
    epoch: 0,
  };
  let epoch = 0;
  const users = {
    find: async (name: string) => (name === 'ann' ? { ...ann, epoch } : undefined),
    signOut: async () => void epoch++,
  };
  const kept = new Map<string, SessionRecord>();
  const sessions = createSessions({
    users,
    sessions: {
      add: async (session) => void kept.set(session.idHash, session),
      find: async (idHash) => kept.get(idHash),
      remove: async (idHash) => void kept.delete(idHash),
    },
  });
  const auth = { secret: undefined, jwksUrl: undefined, audience: undefined, issuer: undefined };
  const app = createApp({
    users,
    tokens: createTokens({ auth, secret: new TextEncoder().encode('s'.repeat(40)), users }),
    sessions,
    readiness: async () => ({ ready, parts: { warehouse: ready ? 'ok' : 'opening' } }),
    registry: new Registry(),
    webDir,
    operator: { currency: 'EUR', timeZone: 'Europe/Paris' },
    log: pino({ level: 'info' }, { write: (line: string) => logged.push(line) }),
    doors: [
      {
        name: 'export',
        path: '/export',
        admits: 'anybody',
        routes: (router) => {
          router.get('/who', (request, response) => response.json(request.principal ?? null));
          router.get('/broken', () => {
            throw new Error('the password is hunter2');
          });
          router.get('/gone', (_request, _response, next) => next(new TenureError('SNAPSHOT_GONE', 'Gone.')));
        },
      },
      {
        name: 'new',
        path: '/new-door',
        admits: 'the signed-in',
        isForAnybody: (request) => request.path === '/hello',
        routes: (router) => {
          router.all(/.*/, (request, response) => response.json(request.principal?.user ?? 'nobody'));
        },
      },
    ],
  });
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  rmSync(webDir, { recursive: true, force: true });
});

const signIn = (body: unknown) =>
  fetch(`${url}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('the page', () => {
  it('is told the operator’s currency and clock', async () => {
    expect(await (await fetch(url)).text()).toContain('<meta content="EUR Europe/Paris">');
  });
});

describe('sign-in', () => {
  it('sets a cookie that scripts cannot read and other sites cannot send, and says who is in', async () => {
    const answer = await signIn({ user: 'ann', password: 'right horse' });
    expect(answer.status).toBe(200);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^tenure_session=[^;]+; Max-Age=43200; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
    const who = { user: 'ann', groups: ['manager'], provinces: ['510000'], accountManagers: [] };
    expect(await answer.json()).toEqual(who);
    const session = cookie.split(';')[0] ?? '';
    const me = await fetch(`${url}/auth/me`, { headers: { cookie: `theme=dark; ${session}` } });
    expect(await me.json()).toEqual(who);
    const out = await fetch(`${url}/auth/sign-out`, { method: 'POST', headers: { cookie: session } });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^tenure_session=;/);
    expect((await fetch(`${url}/auth/me`, { headers: { cookie: session } })).status).toBe(401);
  });

  it('ends with sign-out, the one session or everywhere', async () => {
    const sessionOf = (answer: Response) => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const enter = async () => sessionOf(await signIn({ user: 'ann', password: 'right horse' }));
    const [one, two, three] = await Promise.all([enter(), enter(), enter()]);
    const me = async (cookie: string) => (await fetch(`${url}/auth/me`, { headers: { cookie } })).status;
    const signOut = async (cookie: string, query = '') =>
      (await fetch(`${url}/auth/sign-out${query}`, { method: 'POST', headers: { cookie } })).status;
    expect(await signOut(one)).toBe(204);
    expect([await me(one), await me(two), await me(three)]).toEqual([401, 200, 200]);
    expect(await signOut(two, '?everywhere')).toBe(204);
    expect([await me(two), await me(three)]).toEqual([401, 401]);
    expect(await signOut(three, '?everywhere')).toBe(401);
    expect(await signOut(one)).toBe(204);
    expect(await me(await enter())).toBe(200);
  });

  it.each([
    [{ user: 'ann', password: 'wrong' }, 401, 'UNAUTHENTICATED'],
    [{ user: 'nobody', password: 'right horse' }, 401, 'UNAUTHENTICATED'],
    [{ user: 'ann' }, 400, 'BAD_REQUEST'],
    ['{', 400, 'BAD_REQUEST'],
    [{ user: 'ann', password: 'x'.repeat(20_000) }, 413, 'TOO_LARGE'],
  ])('answers %j with %i', async (body, status, code) => {
    const answer = await signIn(body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code, requestId: answer.headers.get('x-request-id') } });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('takes an ended session for nobody and a wrong token for an attempt', async () => {
    const nobody = await fetch(`${url}/export/who`, { headers: { cookie: 'tenure_session=stale' } });
    expect(await nobody.json()).toBeNull();
    const attempt = await fetch(`${url}/export/who`, { headers: { authorization: 'Bearer stale' } });
    expect(attempt.status).toBe(401);
  });
});

describe('a new door', () => {
  it('is closed to whoever has not signed in, in all its parts but those it says are for anybody', async () => {
    const cookie =
      (await signIn({ user: 'ann', password: 'right horse' })).headers.get('set-cookie')?.split(';')[0] ?? '';
    for (const path of ['', '/', '/inner/route', '/hello/more', '/../new-door/inner'])
      for (const method of ['GET', 'POST']) {
        const nobody = await fetch(`${url}/new-door${path}`, { method, headers: { accept: 'text/html' } });
        expect([nobody.status, (await nobody.json()) as unknown], path).toEqual([
          401,
          { error: expect.objectContaining({ code: 'UNAUTHENTICATED' }) },
        ]);
        const ann = await fetch(`${url}/new-door${path}`, { method, headers: { cookie } });
        expect([ann.status, await ann.json(), ann.headers.get('cache-control')], path).toEqual([
          200,
          'ann',
          'no-store',
        ]);
      }
    expect(await (await fetch(`${url}/new-door/hello`)).json()).toBe('nobody');
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('tenure_http_request_duration_seconds_count{door="new",status="401"}');
  });
});

describe('answers', () => {
  it('carry a policy that lets nothing in from elsewhere, with a nonce of their own', async () => {
    const [one, other] = await Promise.all([
      fetch(`${url}/`),
      fetch(`${url}/reports/1`, { headers: { accept: 'text/html' } }),
    ]);
    const policy = one.headers.get('content-security-policy') ?? '';
    const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1];
    expect(await one.text()).toContain(`<script nonce="${nonce}" src="/a.js"></script>`);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(other.headers.get('content-security-policy')).not.toBe(policy);
    expect(one.headers.get('x-content-type-options')).toBe('nosniff');
    expect(one.headers.get('x-powered-by')).toBeNull();
  });

  it('have the status of their kind and tell nothing of the inside, which the log keeps', async () => {
    const broken = await fetch(`${url}/export/broken`);
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain('hunter2');
    expect(logged.some((line) => line.includes(broken.headers.get('x-request-id') ?? '?'))).toBe(true);
    expect((await fetch(`${url}/export/gone`)).status).toBe(410);
    expect((await fetch(`${url}/auth/nothing`)).status).toBe(404);
    expect((await fetch(`${url}/missing.js`)).status).toBe(404);
  });

  it('keep a harmless request id and replace any other', async () => {
    const idOf = async (id: string) =>
      (await fetch(`${url}/healthz`, { headers: { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await idOf('trace-12345678')).toBe('trace-12345678');
    expect(await idOf('<script>alert(1)</script>')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('operations', () => {
  it('tell health, readiness and metrics, and nothing of users', async () => {
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    ready = false;
    const notReady = await fetch(`${url}/readyz`);
    expect([notReady.status, await notReady.json()]).toEqual([503, { ready: false, parts: { warehouse: 'opening' } }]);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('tenure_http_request_duration_seconds_count{door="auth",status="401"}');
    expect(metrics).not.toContain('ann');
  });
});

import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../test/support/sql/postgres.js';
import { rememberedAccess } from '../access/remembered-access.js';
import { Roles } from '../access/roles.js';
import { makeVerifier } from '../access/scram-verifier.js';
import { createSessions, SESSION_LIFETIME_S } from '../access/sessions.js';
import { createTokens } from '../access/tokens.js';
import { runUserRequest } from '../commands/user.js';
import { watchAccessChanges } from './access-changes.js';
import { migrateStore } from './migrate.js';
import { createSessionRepository } from './sessions.js';
import { createUserRepository } from './users.js';

const log = pino({ level: 'silent' });
let postgres: TestPostgres;
let pool: pg.Pool;
const stops: (() => Promise<void>)[] = [];
let now = Date.now();

/** A server over the one store, as far as access goes. */
async function server() {
  const access = rememberedAccess(createUserRepository(pool), createSessionRepository(pool));
  let heard = 0;
  const forget = () => {
    heard++;
    access.forget();
  };
  stops.push(await watchAccessChanges(postgres.connection, forget, log));
  const auth = { secret: undefined, jwksUrl: undefined, audience: undefined, issuer: undefined };
  return {
    ...access,
    heard: () => heard,
    pages: createSessions({ ...access, clock: () => now }),
    tokens: createTokens({ auth, secret: new TextEncoder().encode('s'.repeat(40)), users: access.users }),
  };
}
let one: Awaited<ReturnType<typeof server>>;
let other: Awaited<ReturnType<typeof server>>;

beforeAll(async () => {
  postgres = await startTestPostgres();
  pool = new pg.Pool(postgres.connection);
  pool.on('error', () => undefined);
  await migrateStore({ engine: 'embedded', connection: postgres.connection, pool, close: async () => undefined });
  one = await server();
  other = await server();
  const verifier = await makeVerifier('right horse');
  await one.users.add({ name: 'ann', verifier, groups: ['manager'], provinces: ['510000'] });
  await one.users.add({ name: 'bob', verifier, groups: ['analyst'] });
});
afterAll(async () => {
  for (const stop of stops) await stop();
  await pool?.end();
  await postgres?.stop();
});

async function enter(name: string) {
  const user = await one.users.find(name);
  if (!user) throw new Error(`no ${name}`);
  const [cookie, token] = [await one.pages.open(user), await one.tokens.issue(user)];
  // The other server has seen both, so that it must be told.
  expect(await other.pages.principalOf(cookie)).toMatchObject({ user: name });
  expect(await other.tokens.verify(token)).toMatchObject({ user: name });
  return { cookie, token };
}

/** Makes a change, and waits until the other server has heard of it. */
async function changed(work: () => Promise<unknown>): Promise<void> {
  const before = other.heard();
  await work();
  await expect.poll(other.heard, { timeout: 10_000 }).toBeGreaterThan(before);
}

const seen = async ({ cookie, token }: { cookie: string; token: string }) =>
  Promise.all(
    [one, other].flatMap(({ pages, tokens }) => [
      pages.principalOf(cookie).then((who) => (who ? 'in' : 'out')),
      tokens.verify(token).then(
        () => 'in',
        () => 'out',
      ),
    ]),
  );

it('ends one session at every server with its sign-out, and leaves the token', async () => {
  const ann = await enter('ann');
  await changed(() => one.pages.close(ann.cookie));
  expect(await seen(ann)).toEqual(['out', 'in', 'out', 'in']);
});

const roles = async () =>
  new Roles([
    { name: 'manager', title: { en: 'M', zh: '经' }, may: [], home: [], limitedBy: 'provinces' },
    { name: 'analyst', title: { en: 'A', zh: '分' }, may: [], home: [] },
  ]);
const ask = (request: Parameters<typeof runUserRequest>[1]) => runUserRequest(one.users, request, roles);

it.each<[string, () => Promise<unknown>]>([
  ['a sign-out everywhere', () => ask({ action: 'sign-out', name: 'ann' })],
  [
    'a change of password, the same one too',
    async () => ask({ action: 'password', name: 'ann', verifier: await makeVerifier('right horse') }),
  ],
  [
    'disable and enable',
    async () => {
      await ask({ action: 'disable', name: 'ann' });
      await ask({ action: 'enable', name: 'ann' });
    },
  ],
  [
    'disable and enable by hand in the store',
    async () => {
      await pool.query(`update app_user set disabled = true where name = 'ann'`);
      await pool.query(`update app_user set disabled = false where name = 'ann'`);
    },
  ],
  [
    'remove and add of the same name',
    async () => {
      await ask({ action: 'remove', name: 'ann' });
      const verifier = await makeVerifier('right horse');
      await ask({
        action: 'add',
        name: 'ann',
        verifier,
        groups: ['manager'],
        provinces: ['510000'],
        accountManagers: [],
      });
    },
  ],
])('ends sessions and tokens of before at every server with %s, and nobody else’s', async (_name, work) => {
  const [ann, bob] = [await enter('ann'), await enter('bob')];
  await changed(work);
  await expect.poll(() => seen(ann), { timeout: 10_000 }).toEqual(['out', 'out', 'out', 'out']);
  expect(await seen(bob)).toEqual(['in', 'in', 'in', 'in']);
  await enter('ann');
});

it('takes up changed roles and limits at every server', async () => {
  const { cookie, token } = await enter('ann');
  await changed(() => ask({ action: 'set', name: 'ann', provinces: ['110000'] }));
  for (const { pages, tokens } of [one, other])
    for (const who of [await pages.principalOf(cookie), await tokens.verify(token)])
      expect(who).toMatchObject({ groups: ['manager'], provinces: ['110000'] });
  const kind = (kind: string) => expect.objectContaining({ kind });
  await expect(ask({ action: 'set', name: 'ann' })).rejects.toEqual(kind('BAD_REQUEST'));
  await expect(ask({ action: 'set', name: 'ann', provinces: [] })).rejects.toEqual(kind('BAD_REQUEST'));
  await expect(ask({ action: 'set', name: 'ann', groups: ['king'] })).rejects.toEqual(kind('BAD_REQUEST'));
  await expect(ask({ action: 'set', name: 'eve', groups: ['analyst'] })).rejects.toEqual(kind('NOT_FOUND'));
});

it('keeps the last real user, without whom the demo users would be on again', async () => {
  await ask({ action: 'remove', name: 'bob' });
  await expect(ask({ action: 'remove', name: 'ann' })).rejects.toEqual(
    expect.objectContaining({ kind: 'BAD_REQUEST' }),
  );
  await expect(ask({ action: 'remove', name: 'bob' })).rejects.toEqual(expect.objectContaining({ kind: 'NOT_FOUND' }));
});

it('ends sessions after twelve hours, keeps no cookie, and lets go of what has expired', async () => {
  const ann = await enter('ann');
  const { rows } = await pool.query('select id_hash from page_session');
  expect(JSON.stringify(rows)).not.toContain(ann.cookie);
  now += SESSION_LIFETIME_S * 1000;
  expect(await one.pages.principalOf(ann.cookie)).toBeUndefined();
  await pool.query(`update page_session set expires_at = now() - interval '1 second'`);
  now = Date.now();
  await enter('ann');
  expect((await pool.query('select from page_session')).rowCount).toBe(1);
});

import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../../test/support/sql/postgres.js';
import { ensureDemoUsers } from '../access/demo-users.js';
import { Roles } from '../access/roles.js';
import { checkPassword, makeVerifier } from '../access/scram-verifier.js';
import { createTokens } from '../access/tokens.js';
import { runTokenRequest } from '../commands/token.js';
import { runUserRequest } from '../commands/user.js';
import { migrateStore } from './migrate.js';
import { createUserRepository, type UserRepository } from './users.js';

let server: TestPostgres;
let pool: pg.Pool;
let users: UserRepository;

beforeAll(async () => {
  server = await startTestPostgres();
  pool = new pg.Pool(server.connection);
  pool.on('error', (error) => pino({ level: 'silent' }).warn(error));
  await migrateStore({ engine: 'embedded', connection: server.connection, pool, close: async () => undefined });
  users = createUserRepository(pool);
});
afterAll(async () => {
  await pool?.end();
  await server?.stop();
});
beforeEach(() => pool.query('delete from app_user'));

const verifier = await makeVerifier('right horse');
const ann = { name: 'ann', verifier, groups: ['manager'], provinces: ['510000'], accountManagers: [] };
const kind = (kind: string) => expect.objectContaining({ kind });

const roles = async () => new Roles([{ name: 'manager', title: { en: 'Manager', zh: '经理' }, may: [], home: [] }]);

describe('users', () => {
  it('are added, found, listed, given passwords and disabled', async () => {
    await users.add(ann);
    expect(await users.find('ann')).toEqual({ ...ann, disabled: false, demo: false, epoch: 0 });
    expect(await users.find('Ann')).toBeUndefined();
    await users.setPassword('ann', await makeVerifier('another'));
    expect(await checkPassword('another', (await users.find('ann'))?.verifier ?? '')).toBe(true);
    await users.disable('ann');
    expect((await users.list()).map(({ name, disabled }) => [name, disabled])).toEqual([['ann', true]]);
    await users.enable('ann');
    expect((await users.find('ann'))?.disabled).toBe(false);
  });

  it('are refused twice, under names that are none, and where there is nobody', async () => {
    await users.add(ann);
    await expect(users.add(ann)).rejects.toEqual(kind('BAD_REQUEST'));
    for (const name of ['', 'Ann', 'ann smith', "a'; drop table app_user; --", 'x'.repeat(64)])
      await expect(users.add({ ...ann, name })).rejects.toEqual(kind('BAD_REQUEST'));
    await expect(users.setPassword('bob', verifier)).rejects.toEqual(kind('NOT_FOUND'));
    await expect(users.disable('bob')).rejects.toEqual(kind('NOT_FOUND'));
    await expect(users.enable('bob')).rejects.toEqual(kind('NOT_FOUND'));
  });
});

describe('demo users', () => {
  it('are made once, one a role, with one password that is told once', async () => {
    const first = await ensureDemoUsers(users, undefined);
    expect(first?.generated).toBe(true);
    const made = await users.list();
    expect(made.map(({ name }) => name)).toEqual(['admin', 'analyst', 'executive', 'manager.sichuan', 'service']);
    for (const user of made) expect(await checkPassword(first?.password ?? '', user.verifier)).toBe(true);
    expect(await ensureDemoUsers(users, undefined)).toBeUndefined();
  });

  it('take the configured password, also when it changes, and keep their verifiers while it does not', async () => {
    await ensureDemoUsers(users, 'first password');
    const before = await users.find('analyst');
    await ensureDemoUsers(users, 'first password');
    expect(await users.find('analyst')).toEqual(before);
    await ensureDemoUsers(users, 'second password');
    expect(await checkPassword('second password', (await users.find('analyst'))?.verifier ?? '')).toBe(true);
  });

  it('are off once a real user exists, who may take one of their names', async () => {
    await ensureDemoUsers(users, 'demo password');
    await users.add({ ...ann, name: 'admin', groups: ['admin'] });
    const states = (await users.list()).map(({ name, disabled, demo }) => [name, disabled, demo]);
    expect(states).toContainEqual(['admin', false, false]);
    expect(states).toContainEqual(['analyst', true, true]);
    await expect(users.enable('analyst')).rejects.toEqual(kind('BAD_REQUEST'));
    expect(await ensureDemoUsers(users, 'demo password')).toBeUndefined();
    expect(await checkPassword('right horse', (await users.find('admin'))?.verifier ?? '')).toBe(true);
  });
});

describe('commands', () => {
  const auth = { secret: undefined, jwksUrl: undefined, audience: undefined, issuer: undefined };
  const tokens = () => createTokens({ auth, secret: new TextEncoder().encode('s'.repeat(40)), users });

  it('add, list and disable, and issue tokens to enabled users only', async () => {
    await ensureDemoUsers(users, 'demo password');
    const token = await runTokenRequest(users, tokens(), { user: 'analyst', lifetimeS: 60 });
    expect(await tokens().verify(token)).toMatchObject({ user: 'analyst', groups: ['analyst'] });
    await runUserRequest(users, { action: 'add', ...ann }, roles);
    const listed = await runUserRequest(users, { action: 'list' }, roles);
    expect(listed).toMatch(/^ann +manager +510000 +enabled$/m);
    expect(listed).toMatch(/^analyst +analyst +- +disabled +demo$/m);
    expect(listed).not.toContain('SCRAM');
    await expect(tokens().verify(token)).rejects.toEqual(kind('UNAUTHENTICATED'));
    await expect(runTokenRequest(users, tokens(), { user: 'analyst', lifetimeS: 60 })).rejects.toEqual(
      kind('FORBIDDEN'),
    );
    await expect(runTokenRequest(users, tokens(), { user: 'bob', lifetimeS: 60 })).rejects.toEqual(kind('NOT_FOUND'));
    await runUserRequest(users, { action: 'disable', name: 'ann' }, roles);
    await expect(runTokenRequest(users, tokens(), { user: 'ann', lifetimeS: 60 })).rejects.toEqual(kind('FORBIDDEN'));
    await runUserRequest(users, { action: 'enable', name: 'ann' }, roles);
    expect(await runTokenRequest(users, tokens(), { user: 'ann', lifetimeS: 60 })).toMatch(/^ey/);
  });
});

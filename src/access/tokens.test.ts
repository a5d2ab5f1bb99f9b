import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserRecord } from '../store/users.js';
import { MOST_TOKEN_HOURS } from './token-limits.js';
import { createTokens } from './tokens.js';

const SECRET = new TextEncoder().encode('a secret of at least thirty-two characters');
const NO_AUTH = { secret: undefined, jwksUrl: undefined, audience: undefined, issuer: undefined };
const manager: UserRecord = {
  name: 'manager.sichuan',
  verifier: 'SCRAM-SHA-256$one',
  groups: ['manager'],
  provinces: ['510000'],
  accountManagers: [],
  disabled: false,
  demo: false,
  epoch: 0,
};
let known: UserRecord | undefined = manager;
const users = { find: async (name: string) => (known?.name === name ? known : undefined) };
const unauthenticated = expect.objectContaining({ kind: 'UNAUTHENTICATED' });

const hs256 = (claims: Record<string, unknown>, secret = SECRET, alg = 'HS256') =>
  new SignJWT(claims).setProtectedHeader({ alg }).setExpirationTime('1h').sign(secret);
const unsigned = (claims: Record<string, unknown>) =>
  [{ alg: 'none' }, claims, '']
    .map((part) => (part === '' ? '' : Buffer.from(JSON.stringify(part)).toString('base64url')))
    .join('.');

describe('tokens under a secret', () => {
  const tokens = createTokens({ auth: NO_AUTH, secret: SECRET, users });

  it('issues what it verifies, with the claims of the policies', async () => {
    expect(await tokens.verify(await tokens.issue(manager))).toEqual({
      user: 'manager.sichuan',
      groups: ['manager'],
      provinces: ['510000'],
      accountManagers: [],
    });
  });

  it('takes tokens of others who hold the secret', async () => {
    const principal = await tokens.verify(await hs256({ sub: 'bi', groups: ['analyst'] }));
    expect(principal).toEqual({ user: 'bi@token', groups: ['analyst'], provinces: [], accountManagers: [] });
  });

  it('keeps who is named alike apart: the store’s user, and the subject of each issuer', async () => {
    const claims = { sub: manager.name, groups: ['manager'], provinces: ['510000'] };
    const found = [
      await tokens.verify(await tokens.issue(manager)),
      await tokens.verify(await hs256(claims)),
      await tokens.verify(await hs256({ ...claims, iss: 'https://one.example' })),
      await tokens.verify(await hs256({ ...claims, iss: 'https://other.example' })),
      await tokens.verify(await hs256({ ...claims, iss: 'a@b' })),
      await tokens.verify(await hs256({ ...claims, sub: `${manager.name}@a`, iss: 'b' })),
      await tokens.verify(await hs256({ ...claims, iss: 'a%40b' })),
    ];
    expect(new Set(found.map(({ user }) => user)).size).toBe(found.length);
  });

  it('reads the rights of its own tokens from the store, as they are now', async () => {
    const token = await tokens.issue(manager);
    expect(await tokens.verify(token)).toMatchObject({ provinces: ['510000'] });
    known = { ...manager, provinces: ['110000'], groups: ['analyst'] };
    expect(await tokens.verify(token)).toMatchObject({ provinces: ['110000'], groups: ['analyst'] });
    known = manager;
  });

  it('issues none for longer than the most', async () => {
    expect(await tokens.issue(manager, MOST_TOKEN_HOURS * 3600)).toMatch(/^ey/);
    await expect(tokens.issue(manager, MOST_TOKEN_HOURS * 3600 + 1)).rejects.toEqual(
      expect.objectContaining({ kind: 'BAD_REQUEST' }),
    );
  });

  it.each<[string, Record<string, unknown>, number | undefined, string]>([
    ['no expiry', { sub: 'x' }, undefined, 'exp'],
    ['an expiry in ten years', { sub: 'x' }, 315_360_000, 'exp'],
    ['an absurd expiry', { sub: 'x' }, 1e300, 'exp'],
    ['one role instead of a list', { sub: 'x', groups: 'admin' }, 3600, 'groups'],
    ['one province instead of a list', { sub: 'x', provinces: '510000' }, 3600, 'provinces'],
    ['33 roles', { sub: 'x', groups: Array.from({ length: 33 }, (_, n) => `g${n}`) }, 3600, 'groups'],
    ['numbers for account managers', { sub: 'x', accountManagers: [1] }, 3600, 'accountManagers'],
    ['a subject that is no text', { sub: 7 as unknown as string }, 3600, 'sub'],
  ])('says which claim is wrong: %s', async (_name, claims, afterS, claim) => {
    const exp = afterS === undefined ? {} : { exp: Math.floor(Date.now() / 1000) + afterS };
    const token = await new SignJWT({ ...claims, ...exp }).setProtectedHeader({ alg: 'HS256' }).sign(SECRET);
    await expect(tokens.verify(token)).rejects.toEqual(unauthenticated);
    await expect(tokens.verify(token)).rejects.toThrow(new RegExp(`\\b${claim}\\b`));
  });

  it.each<[string, () => string | Promise<string>]>([
    ['another secret', () => hs256({ sub: 'x', groups: ['admin'] }, new TextEncoder().encode('y'.repeat(40)))],
    ['no signature', () => unsigned({ sub: 'x', groups: ['admin'] })],
    [
      'another algorithm',
      () => hs256({ sub: 'x', groups: ['admin'] }, new TextEncoder().encode('z'.repeat(64)), 'HS512'),
    ],
    ['the right secret under another algorithm', () => hs256({ sub: 'x', groups: ['admin'] }, SECRET, 'HS384')],
    ['no subject', () => hs256({ groups: ['admin'] })],
    ['claims of another shape', () => hs256({ sub: 'x', groups: 'admin' })],
    [
      'an expired token',
      () => new SignJWT({ sub: 'x' }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(1).sign(SECRET),
    ],
    ['garbage', () => 'not.a.token'],
    ['nothing', () => ''],
  ])('refuses %s', async (_name, make) => {
    await expect(tokens.verify(await make())).rejects.toEqual(unauthenticated);
  });

  it('gives the same answers in any NODE_ENV', async () => {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = 'development';
    await expect(tokens.verify(unsigned({ sub: 'x', groups: ['admin'] }))).rejects.toEqual(unauthenticated);
    process.env.NODE_ENV = before;
  });

  it('ends tokens with the user, the password, and whatever else starts a new epoch', async () => {
    const token = await tokens.issue(manager);
    for (const change of [
      { verifier: 'SCRAM-SHA-256$two' },
      { epoch: 1 },
      { disabled: true },
    ] satisfies Partial<UserRecord>[]) {
      known = { ...manager, ...change };
      await expect(tokens.verify(token)).rejects.toEqual(unauthenticated);
      known = manager;
      expect(await tokens.verify(token)).toMatchObject({ user: 'manager.sichuan' });
    }
    known = undefined;
    await expect(tokens.verify(token)).rejects.toEqual(unauthenticated);
    known = manager;
  });
});

describe('tokens of an issuer with a JWKS', () => {
  let url = '';
  let sign: (claims: Record<string, unknown>, audience?: string, issuer?: string) => Promise<string>;
  let publicKey = '';
  let fetched = 0;
  const server = createServer((_request, response) => {
    fetched++;
    response.end(publicKey);
  });

  beforeAll(async () => {
    const pair = await generateKeyPair('ES256');
    publicKey = JSON.stringify({
      keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }],
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    sign = (claims, audience = 'tenure', issuer = 'https://issuer.example') =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setAudience(audience)
        .setIssuer(issuer)
        .setExpirationTime('1h')
        .sign(pair.privateKey);
  });
  afterAll(() => server.close());

  const tokensFor = (jwksUrl: string) =>
    createTokens({
      auth: { secret: undefined, jwksUrl, audience: 'tenure', issuer: 'https://issuer.example' },
      secret: SECRET,
      users,
    });

  it('takes them with the right audience and issuer only', async () => {
    const tokens = tokensFor(url);
    expect(await tokens.verify(await sign({ sub: 'a', groups: ['analyst'] }))).toMatchObject({
      user: 'a@https://issuer.example',
    });
    await expect(tokens.verify(await sign({ sub: 'a' }, 'other'))).rejects.toEqual(unauthenticated);
    await expect(tokens.verify(await sign({ sub: 'a' }, 'tenure', 'https://evil.example'))).rejects.toEqual(
      unauthenticated,
    );
  });

  it('takes no symmetric token, not even one keyed with the public key', async () => {
    const tokens = tokensFor(url);
    const claims = { sub: 'a', groups: ['admin'], aud: 'tenure', iss: 'https://issuer.example' };
    await expect(tokens.verify(await hs256(claims))).rejects.toEqual(unauthenticated);
    await expect(tokens.verify(await hs256(claims, new TextEncoder().encode(publicKey)))).rejects.toEqual(
      unauthenticated,
    );
  });

  it('says that the issuer cannot be reached, and issues no tokens itself', async () => {
    const tokens = tokensFor('http://127.0.0.1:9/jwks');
    await expect(tokens.verify(await sign({ sub: 'a' }))).rejects.toEqual(
      expect.objectContaining({ kind: 'NOT_READY' }),
    );
    await expect(tokens.issue(manager)).rejects.toEqual(expect.objectContaining({ kind: 'CONFIG' }));
  });

  it('fetches a key that is new at once, and made-up key ids a bounded number of times', async () => {
    const tokens = tokensFor(url);
    await tokens.verify(await sign({ sub: 'a' }));
    const before = publicKey;
    const pair = await generateKeyPair('ES256');
    const signAs = (kid: string) =>
      new SignJWT({ sub: 'b' })
        .setProtectedHeader({ alg: 'ES256', kid })
        .setAudience('tenure')
        .setIssuer('https://issuer.example')
        .setExpirationTime('1h')
        .sign(pair.privateKey);
    publicKey = JSON.stringify({
      keys: [...JSON.parse(before).keys, { ...(await exportJWK(pair.publicKey)), kid: 'k2', alg: 'ES256', use: 'sig' }],
    });
    expect(await tokens.verify(await signAs('k2'))).toMatchObject({ user: 'b@https://issuer.example' });
    const fetchedBefore = fetched;
    for (let n = 0; n < 20; n++)
      await expect(tokens.verify(await signAs(`made-up-${n}`))).rejects.toEqual(unauthenticated);
    expect(fetched - fetchedBefore).toBeGreaterThan(0);
    expect(fetched - fetchedBefore).toBeLessThanOrEqual(6);
    publicKey = before;
  });
});

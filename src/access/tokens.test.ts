import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserRecord } from '../store/users.js';
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
    expect(principal).toEqual({ user: 'bi', groups: ['analyst'], provinces: [], accountManagers: [] });
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
    ['a session cookie', () => tokens.issueSession(manager)],
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

  it('ends sessions and tokens with the user, and sessions with the password', async () => {
    const [session, token] = [await tokens.issueSession(manager), await tokens.issue(manager)];
    expect(await tokens.verifySession(session)).toMatchObject({ user: 'manager.sichuan' });
    known = { ...manager, verifier: 'SCRAM-SHA-256$two' };
    await expect(tokens.verifySession(session)).rejects.toEqual(unauthenticated);
    expect(await tokens.verify(token)).toMatchObject({ user: 'manager.sichuan' });
    known = { ...manager, disabled: true };
    await expect(tokens.verifySession(session)).rejects.toEqual(unauthenticated);
    await expect(tokens.verify(token)).rejects.toEqual(unauthenticated);
    known = undefined;
    await expect(tokens.verify(token)).rejects.toEqual(unauthenticated);
    known = manager;
  });

  it('does not take a bearer token for a session', async () => {
    await expect(tokens.verifySession(await tokens.issue(manager))).rejects.toEqual(unauthenticated);
  });
});

describe('tokens of an issuer with a JWKS', () => {
  let url = '';
  let sign: (claims: Record<string, unknown>, audience?: string, issuer?: string) => Promise<string>;
  let publicKey = '';
  const server = createServer((_request, response) => response.end(publicKey));

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
    expect(await tokens.verify(await sign({ sub: 'a', groups: ['analyst'] }))).toMatchObject({ user: 'a' });
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

  it('says that the issuer cannot be reached, and still knows its own sessions', async () => {
    const tokens = tokensFor('http://127.0.0.1:9/jwks');
    await expect(tokens.verify(await sign({ sub: 'a' }))).rejects.toEqual(
      expect.objectContaining({ kind: 'NOT_READY' }),
    );
    expect(await tokens.verifySession(await tokens.issueSession(manager))).toMatchObject({ user: 'manager.sichuan' });
    await expect(tokens.issue(manager)).rejects.toEqual(expect.objectContaining({ kind: 'CONFIG' }));
  });
});

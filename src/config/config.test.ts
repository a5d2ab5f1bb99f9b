import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.js';

const jwks = (url: string) => ({
  TENURE_AUTH_JWKS_URL: url,
  TENURE_AUTH_AUDIENCE: 'tenure',
  TENURE_AUTH_ISSUER: 'https://id.example.com',
});
const refusal = (env: NodeJS.ProcessEnv) => {
  try {
    loadConfig(env);
    return 'taken';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

describe('settings', () => {
  it('have defaults, and a blank one counts as not set', () => {
    expect(loadConfig({})).toMatchObject({
      port: 4000,
      sqlPort: 5433,
      sqlMaxRows: 1_000_000,
      sqlTimeoutMs: 30_000,
      timeZone: 'Asia/Shanghai',
    });
    expect(loadConfig({ TENURE_PORT: '', TENURE_SQL_PORT: '0' })).toMatchObject({ port: 4000, sqlPort: 0 });
    expect(loadConfig({ TENURE_SQL_MAX_ROWS: '100000000' }).sqlMaxRows).toBe(100_000_000);
  });

  it('trust only the proxies that are named, and never everybody', () => {
    expect(loadConfig({}).trustedProxies).toEqual(['loopback']);
    expect(loadConfig({ TENURE_TRUST_PROXY: 'loopback, 10.0.0.0/8,fd00::/8' }).trustedProxies).toEqual([
      'loopback',
      '10.0.0.0/8',
      'fd00::/8',
    ]);
    for (const wrong of ['true', '1', '0.0.0.0/0', '::/0', '10.0.0.0/33', 'proxy.local', '10.0.0.0/8/8'])
      expect(refusal({ TENURE_TRUST_PROXY: wrong })).toMatch(/^TENURE_TRUST_PROXY: /);
    expect(loadConfig({ TENURE_SQL_TLS: 'require' }).sqlTlsRequired).toBe(true);
    expect(refusal({ TENURE_SQL_TLS: 'yes' })).toMatch(/^TENURE_SQL_TLS: /);
  });

  it.each(['abc', '-1', '65536', '80.5', ' ', '0x10', '1e3', '４０００', '9'.repeat(400)])(
    'refuse a port of %j with what it should be',
    (port) => {
      expect(refusal({ TENURE_PORT: port })).toBe('TENURE_PORT: must be a whole number from 0 to 65535');
      expect(refusal({ TENURE_SQL_PORT: port })).toBe('TENURE_SQL_PORT: must be a whole number from 0 to 65535');
    },
  );

  it.each([
    [{ TENURE_PORT: '4000', TENURE_SQL_PORT: '4000' }, /must differ/],
    [{ TENURE_SQL_MAX_ROWS: '10' }, /from 1000 to 100000000/],
    [{ TENURE_TIME_ZONE: 'Mars/Base' }, /IANA/],
    [{ TENURE_CURRENCY: 'cny' }, /ISO 4217/],
    [{ TENURE_CLICKHOUSE_URL: 'localhost:8123' }, /http:\/\/ or https:\/\//],
    [{ TENURE_POSTGRES_URL: 'mysql://x/y' }, /postgres:\/\//],
    [{ TENURE_PORTT: '1' }, /is not a setting/],
    [{ TENURE_AUTH_JWKS_URL: 'https://id.example.com/keys' }, /AUDIENCE and TENURE_AUTH_ISSUER/],
  ])('refuse %j', (env, message) => {
    expect(refusal(env)).toMatch(message);
  });

  it.each([
    ['http://id.example.com/keys', false],
    ['http://localhost.example.com/keys', false],
    ['http://localhost@example.com/keys', false],
    ['http://localhost:1@example.com/keys', false],
    ['http://127.0.0.1:1@example.com/keys', false],
    ['http://localhost:8080/keys', true],
    ['http://[::1]:8080/keys', true],
    ['http://127.0.0.1/keys', true],
    ['https://id.example.com/keys', true],
  ])('keys in the clear come from this machine alone: %s', (url, taken) => {
    expect(refusal(jwks(url))).toMatch(taken ? /^taken$/ : /must be https/);
  });
});

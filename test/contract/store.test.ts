import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateStore } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { scratchDirectory } from '../support/scratch.js';

const dataDir = scratchDirectory();
const log = pino({ level: 'silent' });
let embedded: Store;
beforeAll(async () => {
  embedded = await openStore({ config: { dataDir, postgresUrl: undefined }, log });
});
afterAll(() => embedded?.close());

/** The embedded server, reached the way a server of somebody else's is. */
function url(change: { database?: string; password?: string; query?: string } = {}): string {
  const { user, password, host, port, database } = embedded.connection;
  const name = change.database ?? database;
  return `postgres://${user}:${encodeURIComponent(change.password ?? password)}@${host}:${port}/${name}${change.query ?? ''}`;
}

const byUrl = (postgresUrl: string) => openStore({ config: { dataDir, postgresUrl }, log });

for (const engine of ['embedded', 'server'] as const)
  describe(`the store, ${engine}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = engine === 'embedded' ? embedded : await byUrl(url());
    });
    afterAll(() => (engine === 'server' ? store.close() : undefined));

    it('is PostgreSQL 16, in UTF-8, and sorts by code point as the warehouse does', async () => {
      expect(store.engine).toBe(engine);
      const { rows } = await store.pool.query(
        `SELECT current_setting('server_version') AS version, current_setting('server_encoding') AS encoding,
                ARRAY(SELECT x FROM unnest(ARRAY['b', 'A', 'a', 'É', '省']) AS x ORDER BY x) AS sorted`,
      );
      expect(rows).toEqual([
        { version: expect.stringMatching(/^16\./), encoding: 'UTF8', sorted: ['A', 'a', 'b', 'É', '省'] },
      ]);
    });

    it('applies every migration once and in order, and refuses a changed one', async () => {
      const schema = path.join(dataDir, `schema-${engine}`);
      mkdirSync(schema);
      writeFileSync(path.join(schema, '802-second.sql'), `INSERT INTO ${engine}_order VALUES ('second; still here');`);
      writeFileSync(
        path.join(schema, '801-first.sql'),
        `CREATE TABLE ${engine}_order (step text);\nINSERT INTO ${engine}_order VALUES ('first');`,
      );
      expect(await migrateStore(store, schema)).toEqual(['801-first.sql', '802-second.sql']);
      expect(await migrateStore(store, schema)).toEqual([]);
      const { rows } = await store.pool.query(`SELECT step FROM ${engine}_order`);
      expect(rows.map((row) => row.step)).toEqual(['first', 'second; still here']);
      writeFileSync(path.join(schema, '803-broken.sql'), `CREATE TABLE ${engine}_half (a int); SELECT nope;`);
      await expect(migrateStore(store, schema)).rejects.toMatchObject({
        kind: 'DATA_DIR',
        message: expect.stringContaining('803-broken.sql'),
      });
      expect((await store.pool.query(`SELECT to_regclass('${engine}_half') AS half`)).rows).toEqual([{ half: null }]);
      writeFileSync(path.join(schema, '801-first.sql'), 'SELECT 1;');
      await expect(migrateStore(store, schema)).rejects.toMatchObject({ kind: 'DATA_DIR' });
      await store.pool.query(`DELETE FROM schema_migration WHERE name LIKE '80_-%'`);
    });

    it('lets two servers migrate at the same time', async () => {
      const schema = path.join(dataDir, `both-${engine}`);
      mkdirSync(schema);
      writeFileSync(path.join(schema, '901-once.sql'), `SELECT pg_sleep(0.2); CREATE TABLE ${engine}_once (a int);`);
      const applied = await Promise.all([migrateStore(store, schema), migrateStore(store, schema)]);
      expect(applied.flat()).toEqual(['901-once.sql']);
      await store.pool.query(`DELETE FROM schema_migration WHERE name LIKE '90_-%'`);
    });

    it('gives its connection for other pools', () =>
      expect(store.connection).toMatchObject({ user: 'tenure', database: 'tenure', host: '127.0.0.1' }));
  });

describe('a server by URL', () => {
  const message = expect.stringContaining('TENURE_POSTGRES_URL');
  it.each([
    ['a wrong password', () => url({ password: 'wrong' })],
    ['a database that is not there', () => url({ database: 'nowhere' })],
    ['a server that is not there', () => 'postgres://a:b@127.0.0.1:9/c'],
    ['no database', () => 'postgres://a:b@127.0.0.1:9'],
    ['an unknown sslmode', () => url({ query: '?sslmode=maybe' })],
    ['TLS from a server without it', () => url({ query: '?sslmode=require' })],
  ])('names the setting on %s', async (_, make) => {
    await expect(byUrl(make())).rejects.toMatchObject({ kind: 'CONFIG', message });
  });
});

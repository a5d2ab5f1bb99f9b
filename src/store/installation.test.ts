import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scratchDirectory } from '../../test/support/scratch.js';
import { startTestPostgres, type TestPostgres } from '../../test/support/sql/postgres.js';
import { PROJECT_ROOT } from '../config/config.js';
import { requireSameTimeZone, sharedSecret } from './installation.js';
import { migrateStore } from './migrate.js';
import type { Store } from './store.js';

const scratch = scratchDirectory();
let postgres: TestPostgres;
let pool: pg.Pool;
let store: Store;

beforeAll(async () => {
  postgres = await startTestPostgres();
  pool = new pg.Pool(postgres.connection);
  pool.on('error', () => undefined);
  store = { engine: 'embedded', connection: postgres.connection, pool, close: async () => undefined };
  await migrateStore(store);
});
afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
});

it('lets the time zone change until something is loaded, and not after that', async () => {
  await requireSameTimeZone(pool, 'Asia/Shanghai', false);
  await requireSameTimeZone(pool, 'Europe/Paris', false);
  await requireSameTimeZone(pool, 'Europe/Paris', true);
  await expect(requireSameTimeZone(pool, 'Asia/Shanghai', true)).rejects.toMatchObject({
    kind: 'CONFIG',
    message: expect.stringContaining('TENURE_TIME_ZONE=Europe/Paris'),
  });
});

it('gives every server over one store the same secret', async () => {
  const bytes = (text: string) => new TextEncoder().encode(text.repeat(40));
  const [one, other] = await Promise.all([sharedSecret(pool, bytes('a')), sharedSecret(pool, bytes('b'))]);
  expect(one).toEqual(other);
  expect(await sharedSecret(pool, bytes('c'))).toEqual(one);
});

it('is refused by name when a newer version has been there', async () => {
  const newer = path.join(scratch, 'schema');
  cpSync(path.join(PROJECT_ROOT, 'src', 'store', 'schema'), newer, { recursive: true });
  writeFileSync(path.join(newer, '999-of-tomorrow.sql'), 'create table of_tomorrow (n integer)');
  expect(await migrateStore(store, newer)).toEqual(['999-of-tomorrow.sql']);
  await expect(migrateStore(store)).rejects.toMatchObject({
    kind: 'DATA_DIR',
    message: expect.stringContaining('999-of-tomorrow.sql'),
  });
});

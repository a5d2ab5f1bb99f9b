import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PoolClient } from 'pg';
import { PROJECT_ROOT } from '../config/config.js';
import { TenureError } from '../errors/errors.js';
import type { Store } from './store.js';

const SCHEMA_DIR = path.join(PROJECT_ROOT, 'src', 'store', 'schema');

/** Any number: it only has to be the same for every server that migrates this store. */
const MIGRATION_LOCK = 7_386_873;

/** Applies schema/NNN-*.sql once each, in order, each in a transaction. Returns the names of those applied now. */
export async function migrateStore(store: Store, directory: string = SCHEMA_DIR): Promise<string[]> {
  const client = await store.pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      return await applyMissing(client, directory);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    client.release();
  }
}

async function applyMissing(client: PoolClient, directory: string): Promise<string[]> {
  await client.query(
    'CREATE TABLE IF NOT EXISTS schema_migration (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
  );
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM schema_migration',
  );
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  const now: string[] = [];
  const files = readdirSync(directory).filter((file) => /^\d{3}-.*\.sql$/.test(file));
  const newer = [...applied.keys()].filter((name) => !files.includes(name));
  if (newer.length > 0)
    throw new TenureError(
      'DATA_DIR',
      `The application store was changed by a newer version of Tenure (${newer.join(', ')}), which this one cannot know. Use that version, or restore a backup from before.`,
    );
  for (const name of files.sort()) {
    const text = readFileSync(path.join(directory, name), 'utf8');
    const checksum = createHash('sha256').update(text).digest('hex');
    const known = applied.get(name);
    if (known === checksum) continue;
    if (known !== undefined)
      throw new TenureError(
        'DATA_DIR',
        `The application store was made with another version of ${name}: schema files never change once released. Start with an empty data directory, or use the version of Tenure that made this one.`,
      );
    await applyOne(client, name, text, checksum);
    now.push(name);
  }
  return now;
}

async function applyOne(client: PoolClient, name: string, text: string, checksum: string): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(text);
    await client.query('INSERT INTO schema_migration (name, checksum) VALUES ($1, $2)', [name, checksum]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    const text = error instanceof Error ? error.message : String(error);
    throw new TenureError('DATA_DIR', `The application store's schema file ${name} failed: ${text}`, { cause: error });
  }
}

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../config/config.js';
import { TenureError } from '../errors/errors.js';
import { requireMergeTree } from './merge-tree-only.js';
import { splitStatements } from './statements.js';
import type { Warehouse } from './warehouse.js';

const SCHEMA_DIR = path.join(PROJECT_ROOT, 'src', 'warehouse', 'schema');

/** A data directory of an earlier version on its way to this one. */
export interface MigrationProgress {
  readonly file: string;
  readonly done: number;
  readonly total: number;
}

/**
 * Applies schema/NNN-*.sql once each, in order. Returns the names of those applied now. `onProgress` hears of each file where an earlier
 * version made the warehouse, and nothing of a new one.
 */
export async function migrateWarehouse(
  warehouse: Warehouse,
  directory: string = SCHEMA_DIR,
  onProgress?: (progress: MigrationProgress) => void,
): Promise<string[]> {
  const lane = 'batch';
  await warehouse.command(
    {
      text: `CREATE TABLE IF NOT EXISTS ${warehouse.database}.schema_migration
             (name String, checksum String, applied_at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY name`,
    },
    { lane },
  );
  const { rows } = await warehouse.query(
    { text: `SELECT name, checksum FROM ${warehouse.database}.schema_migration` },
    { lane },
  );
  const applied = new Map(rows.map(([name, checksum]) => [String(name), String(checksum)]));
  const now: string[] = [];
  const files = readdirSync(directory).filter((file) => /^\d{3}-.*\.sql$/.test(file));
  const newer = [...applied.keys()].filter((name) => !files.includes(name));
  if (newer.length > 0)
    throw new TenureError(
      'DATA_DIR',
      `The warehouse was changed by a newer version of Tenure (${newer.join(', ')}), which this one cannot know. Use that version, or restore a backup from before.`,
    );
  const missing = files.filter((name) => !applied.has(name)).length;
  for (const name of files.sort()) {
    const text = readFileSync(path.join(directory, name), 'utf8');
    const checksum = createHash('sha256').update(text).digest('hex');
    const known = applied.get(name);
    if (known === checksum) continue;
    if (known !== undefined)
      throw new TenureError(
        'DATA_DIR',
        `The warehouse was made with another version of ${name}: schema files never change once released. Start with an empty data directory, or use the version of Tenure that made this one.`,
      );
    if (now.length === 0) await requireMergeTree(warehouse);
    if (applied.size > 0) onProgress?.({ file: name, done: now.length, total: missing });
    for (const statement of splitStatements(text)) await warehouse.command({ text: statement }, { lane });
    await warehouse.command(
      {
        text: `INSERT INTO ${warehouse.database}.schema_migration SELECT {name:String}, {checksum:String}, now64(3)`,
        params: { name, checksum },
      },
      { lane },
    );
    now.push(name);
  }
  return now;
}

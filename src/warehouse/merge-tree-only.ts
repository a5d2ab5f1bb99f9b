import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../config/config.js';
import { TenureError } from '../errors/errors.js';
import { sql, typed } from './sql.js';
import type { Warehouse } from './warehouse.js';

const SCHEMA_DIR = path.join(PROJECT_ROOT, 'src', 'warehouse', 'schema');

/**
 * Throws CONFIG where a table of ours is of another engine than the MergeTree family, such as Distributed in front of a
 * cluster. Loads build a copy (`CREATE TABLE … AS`) and swap its partitions in; in front of a cluster the copy would write
 * into the tables that are read, twice, and nothing of it could be taken out again. Reading is no danger.
 */
export async function requireMergeTree(warehouse: Warehouse): Promise<void> {
  const { rows } = await warehouse.query(
    sql`SELECT name, engine FROM system.tables
        WHERE database = ${warehouse.database} AND name IN ${typed(ourTables(), 'Array(String)')}
          AND NOT endsWith(engine, 'MergeTree')
        ORDER BY name`,
    { lane: 'control' },
  );
  if (rows.length === 0) return;
  const [first] = rows;
  const others = rows.length > 1 ? ` and ${rows.length - 1} more` : '';
  throw new TenureError(
    'CONFIG',
    `${warehouse.database}.${first?.[0]}${others} is of the engine ${first?.[1]}: Tenure loads, erases and changes its schema in MergeTree tables of one server only.`,
    {
      hint: 'Nothing was changed. Give TENURE_CLICKHOUSE_URL of one ClickHouse server whose tenure database holds the tables themselves. A cluster, with Distributed tables in front, can be read and not loaded.',
    },
  );
}

let named: string[] | undefined;

/** The tables that the schema files make, without their database. Others in the database are their owner's concern. */
function ourTables(): string[] {
  named ??= readdirSync(SCHEMA_DIR)
    .filter((file) => file.endsWith('.sql'))
    .flatMap((file) =>
      [...readFileSync(path.join(SCHEMA_DIR, file), 'utf8').matchAll(TABLE)].map((found) => found[1] ?? ''),
    );
  return named;
}

const TABLE = /^\s*CREATE TABLE (?:IF NOT EXISTS )?tenure\.(\w+)/gim;

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, statSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { TenureError } from '../../src/errors/errors.js';
import type { SourceFile } from './files.js';
import type { Source } from './read-source.js';

const ROWS_AT_ONCE = 10_000;
const CONNECT_MS = 10_000;

/**
 * Writes what the source's query returns as JSON lines, some rows at a time, and takes that for the source's file: its name
 * carries the content's hash, since each extraction is a file of its own. Read-only, in one snapshot. Throws SOURCE.
 */
export async function extractFromPostgres(
  source: Source,
  scratchDir: string,
  hosts: readonly string[],
): Promise<SourceFile> {
  const { url = '', query = '', columns } = source.spec;
  const to = path.join(scratchDir, `${source.spec.source}.jsonl`);
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'tenure etl',
  });
  refuseHost(source, client, hosts);
  // Text as Postgres writes it: no value passes through a JavaScript number or date.
  const asText = { getTypeParser: () => (value: string) => value };
  const output = createWriteStream(to);
  const hash = createHash('sha256');
  try {
    await client.connect();
    await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL datestyle = 'ISO, YMD'");
    await client.query(`DECLARE rows NO SCROLL CURSOR FOR ${query}`);
    for (;;) {
      const { rows, fields } = await client.query<Record<string, string | null>>({
        text: `FETCH ${ROWS_AT_ONCE} FROM rows`,
        types: asText,
      });
      const missing = columns.filter((column) => !fields.some((field) => field.name === column));
      if (missing.length > 0) throw new Error(`the query returns no column ${missing.join(', ')}`);
      if (rows.length === 0) break;
      const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      hash.update(lines);
      if (!output.write(lines)) await once(output, 'drain');
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TenureError(
      'SOURCE',
      `${source.path}: the query cannot be read from ${withoutPassword(url)}: ${reason}`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => {});
    output.end();
    await once(output, 'close');
  }
  const content = hash.digest('hex');
  return { path: to, name: `${source.spec.source}@${content.slice(0, 12)}`, bytes: statSync(to).size, hash: content };
}

const THIS_MACHINE = ['localhost', '127.0.0.1', '::1', '[::1]'];

/** A source may read from this machine and from the hosts of the setting: `host`, any port of it, or `host:port`. Throws SOURCE. */
function refuseHost(source: Source, { host, port }: pg.Client, hosts: readonly string[]): void {
  const allowed =
    host.startsWith('/') || THIS_MACHINE.includes(host) || hosts.includes(host) || hosts.includes(`${host}:${port}`);
  if (!allowed)
    throw source.problem(
      ['url'],
      `the host ${host}:${port} is not one that sources may read from: list it in TENURE_SOURCE_HOSTS.`,
    );
}

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
  } catch {
    return 'the url given';
  }
}

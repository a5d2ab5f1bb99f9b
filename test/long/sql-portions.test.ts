import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, run, without } from '../support/sql/clients.js';
import { openTestDoor, PASSWORD, type TestDoor } from '../support/sql/test-door.js';

// An answer of a million rows fetched by portions through real drivers, which must not gather it, nor the server for them.
let test: TestDoor;
const CLIENT_FOLDER = path.resolve('test/contract/sql/clients');
const ROWS = 1_000_000;
const SQL = `select customer_id, month, tier, revenue from churn limit ${ROWS}`;
/** What the server's own memory may grow by; the answer itself has 50 MB as text, and several times that as values. */
const SERVER_BYTES = 150e6;
const CLIENT_MB = 150;

beforeAll(async () => {
  test = await openTestDoor({}, { size: [115_000, 13] });
}, 300_000);
afterAll(() => test?.close());

/** The most that is held in memory by JavaScript while a client runs, above what is held before. */
async function watched(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ out: string; err: string; grown: number }> {
  const held = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = held();
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, held());
  }, 20);
  const { out, err } = await run(command, args, '', { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', ...env });
  clearInterval(watch);
  return { out, err, grown: highest - before };
}

describe('a million rows', { timeout: 240_000 }, () => {
  const connection = () => [String(test.door.port), 'analyst', PASSWORD];

  it.skipIf(without('psql'))('by COPY of psql into a file', async () => {
    const { out, err, grown } = await watched(
      CLIENTS.psql,
      [
        '-X',
        `host=127.0.0.1 port=${test.door.port} dbname=tenure user=analyst`,
        '-c',
        `\\copy (${SQL}) to '/dev/null' csv`,
      ],
      { PGPASSWORD: PASSWORD },
    );
    expect(err).toBe('');
    expect(out).toBe(`COPY ${ROWS}\n`);
    expect(grown).toBeLessThan(SERVER_BYTES);
  });

  it.skipIf(without('java', 'jdbc'))('by setFetchSize of JDBC in a heap too small for them', async () => {
    const source = path.join(CLIENT_FOLDER, 'Jdbc.java');
    const { out, err, grown } = await watched(CLIENTS.java, [
      '-Xmx64m',
      '-cp',
      CLIENTS.jdbc,
      source,
      ...connection(),
      'extended',
      SQL,
    ]);
    expect(err).toBe('');
    expect(out).toContain(`counted ${ROWS}`);
    expect(grown).toBeLessThan(SERVER_BYTES);
  });

  it.skipIf(without('python', 'psycopg2'))('by cursors of psycopg2, in a transaction and with hold', async () => {
    const script = path.join(CLIENT_FOLDER, 'python_clients.py');
    const { out, err, grown } = await watched(CLIENTS.python, [script, ...connection(), SQL]);
    expect(err).toBe('');
    expect(out.match(new RegExp(`^counted ${ROWS}$`, 'gm'))).toHaveLength(2);
    expect(Number(/^peak (\d+)$/m.exec(out)?.[1])).toBeLessThan(CLIENT_MB);
    expect(grown).toBeLessThan(SERVER_BYTES);
  });

  it.skipIf(without('python', 'odbc'))('by declare-fetch of ODBC', async () => {
    const script = path.join(CLIENT_FOLDER, 'odbc_client.py');
    const { out, err, grown } = await watched(CLIENTS.python, [script, ...connection(), '1', SQL]);
    expect(err).toBe('');
    expect(out).toContain(`counted ${ROWS}`);
    expect(Number(/^peak (\d+)$/m.exec(out)?.[1])).toBeLessThan(CLIENT_MB);
    expect(grown).toBeLessThan(SERVER_BYTES);
  });
});

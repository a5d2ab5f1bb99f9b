import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { arbitraryStatement, overPlainTable, overView } from './arbitrary-statements.js';
import { openPlainTables } from './plain-tables.js';
import { openTestDoor, PASSWORD, type TestDoor } from './test-door.js';

const REFUSED = ['0A000', '42803', '54000'];

/** Statements of a grammar, asked of the door and of plain tables in Postgres: the same rows, the same error, or a refusal. */
export function statementsAgree(runs: number): void {
  let test: TestDoor;
  let door: pg.Client;
  let plain: pg.Client;

  beforeAll(async () => {
    test = await openTestDoor({}, { size: [250, 13] });
    plain = await openPlainTables(test);
    door = new pg.Client({
      host: '127.0.0.1',
      port: test.door.port,
      user: 'analyst',
      password: PASSWORD,
      database: 'tenure',
    });
    await door.connect();
  });
  afterAll(async () => {
    await door?.end();
    await plain?.end();
    await test?.close();
  });

  it('has the answers of Postgres over plain tables', { timeout: 600_000 }, async () => {
    let refused = 0;
    let different: unknown;
    const { failed, seed, counterexample } = await fc.check(
      fc.asyncProperty(arbitraryStatement, async (statement) => {
        const ours = await ask(door, overView(statement));
        if (ours.code !== undefined && REFUSED.includes(ours.code)) {
          refused++;
          return true;
        }
        const theirs = await ask(plain, overPlainTable(statement));
        const ordered = / limit \d+( offset \d+)?$/.test(statement);
        const same =
          ours.code === theirs.code &&
          JSON.stringify(ordered ? ours.rows : ours.rows?.toSorted()) ===
            JSON.stringify(ordered ? theirs.rows : theirs.rows?.toSorted());
        if (!same) different = { ours, theirs };
        return same;
      }),
      { numRuns: runs },
    );
    expect(failed ? { seed, counterexample, different } : {}).toEqual({});
    expect(refused).toBeLessThan(runs / 2);
  });
}

interface Outcome {
  readonly rows?: readonly string[];
  readonly code?: string;
  readonly message?: string;
}

async function ask(client: pg.Client, text: string): Promise<Outcome> {
  try {
    const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' });
    return { rows: rows.map((row) => row.map(cell).join(' | ')) };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { code: error.code ?? '', message: error.message };
  }
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Date) return value.toISOString();
  const text = String(value);
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return text;
  const number = Number(Number(text).toPrecision(9));
  return String(number === 0 ? 0 : number);
}

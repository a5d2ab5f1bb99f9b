import { readdirSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDoor, signIn, type TestDoor } from '../../support/sql/test-door.js';

/*
 * Statements as tools write them, a file a tool. The comment above each says what is right:
 *   rows N                       so many rows, no more
 *   answers                      rows, however many
 *   ask VIEW DIMENSION MEASURE   the first and the last column are what the semantic layer answers by that dimension (- for none)
 *   max VIEW DIMENSION MEASURE   the largest of those values
 *   SQLSTATE                     that refusal
 */
const DIRECTORY = new URL('./tools/', import.meta.url);

const analyst = { user: 'analyst', groups: ['analyst'], provinces: [], accountManagers: [] };

let test: TestDoor;
let session: pg.Client;

beforeAll(async () => {
  test = await openTestDoor();
  session = await signIn(test.door.port);
});
afterAll(async () => {
  await session?.end();
  await test?.close();
});

const sorted = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort();

/** The same asked of the semantic layer itself. */
async function askedDirectly(view: string, dimension: string, measure: string): Promise<unknown[][]> {
  const dimensions = dimension === '-' ? [] : [{ name: dimension }];
  const { rows } = await test.semantic.ask({ view, dimensions, measures: [{ name: measure }], limit: 10_000 }, analyst);
  return rows.map((row) => row.map((cell, at) => (at === dimensions.length ? Number(cell) : cell)));
}

async function check(expected: string, sql: string): Promise<void> {
  const [kind = '', view = '', dimension = '', measure = ''] = expected.split(' ');
  if (/^[0-9A-Z]{5}$/.test(kind)) {
    await expect(session.query(sql), sql).rejects.toMatchObject({ code: kind });
    return;
  }
  const answer = await session.query<unknown[]>({ text: sql, rowMode: 'array' }).catch((error: Error) => {
    throw new Error(`${sql}: ${error.message}`);
  });
  if (kind === 'rows') expect(answer.rows, sql).toHaveLength(Number(view));
  if (kind === 'ask') {
    const rows = answer.rows.map((row) => [...(dimension === '-' ? [] : [row[0]]), Number(row.at(-1))]);
    expect(sorted(rows), sql).toEqual(sorted(await askedDirectly(view, dimension, measure)));
  }
  if (kind === 'max') {
    const values = (await askedDirectly(view, dimension, measure)).map((row) => Number(row.at(-1)));
    expect(Number(answer.rows[0]?.[0]), sql).toBe(Math.max(...values));
  }
}

let count = 0;
for (const file of readdirSync(DIRECTORY).sort()) {
  const statements = readFileSync(new URL(file, DIRECTORY), 'utf8')
    .split(/;\n/)
    .flatMap((text) => {
      const [, expected, sql] = /--\s*([^\n]+)\n((?!--)[^]+)$/.exec(text.trim()) ?? [];
      return expected !== undefined && sql !== undefined ? [{ expected, sql }] : [];
    });
  count += statements.length;
  describe(file, () => {
    it(`answers or refuses ${statements.length} statements rightly`, async () => {
      const failures: string[] = [];
      for (const { expected, sql } of statements)
        await check(expected, sql).catch((error: Error) =>
          failures.push(`${expected}: ${sql}\n   ${error.message.slice(0, 300)}`),
        );
      expect(failures).toEqual([]);
    }, 180_000);
  });
}

it('has at least 300 statements', () => expect(count).toBeGreaterThanOrEqual(300));

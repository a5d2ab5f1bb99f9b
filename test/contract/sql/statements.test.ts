import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDoor, signIn, type TestDoor } from '../../support/sql/test-door.js';
import { MORE_SHAPES } from './more-statements.js';
import { PUSHED_SHAPES } from './pushed-statements.js';
import { SHAPES, statements } from './statements.js';

let test: TestDoor;
let client: pg.Client;

beforeAll(async () => {
  test = await openTestDoor();
  client = await signIn(test.door.port);
});
afterAll(async () => {
  await client?.end();
  await test?.close();
});

const all = statements([...SHAPES, ...MORE_SHAPES, ...PUSHED_SHAPES]);

it('has at least 300 statements', () => {
  expect(all.length).toBeGreaterThanOrEqual(300);
});

describe.each([...new Set(all.map(({ tool }) => tool))])('statements of %s', (tool) => {
  it.each(all.filter((statement) => statement.tool === tool))('$shape', async ({ sql, check }) => {
    const [answer, truth] = await Promise.all([
      client.query({ text: sql, rowMode: 'array' }),
      test.small.warehouse.query({ text: check }),
    ]);
    const ordered = /ORDER BY/i.test(check.slice(check.lastIndexOf(')') + 1));
    expect(normal(answer.rows, ordered)).toEqual(normal(truth.rows, ordered));
  });
});

/** Numbers to 12 digits, times as days, and rows sorted where the statement leaves their order open. */
function normal(rows: readonly (readonly unknown[])[], ordered: boolean): string[] {
  const texts = rows.map((row) => row.map(cell).join(' | '));
  return ordered ? texts : texts.sort();
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  const text = String(value);
  if (/^\d{4}-\d{2}-\d{2}[ T]00:00:00/.test(text)) return text.slice(0, 10);
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text).toPrecision(12) : text;
}

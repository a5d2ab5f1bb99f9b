import { beforeAll, expect, it } from 'vitest';
import { as, build, type Node } from './ast.js';
import { bracketed } from './brackets.js';
import { parserReady, parseStatements } from './parser.js';
import { toSql } from './to-sql.js';

beforeAll(() => parserReady);

function expression(sql: string): Node {
  const select = as(parseStatements(`select ${sql}`)[0]?.node, 'SelectStmt');
  const value = as(select?.targetList?.[0], 'ResTarget')?.val;
  if (!value) throw new Error(`no expression: ${sql}`);
  return value;
}

const withoutPlaces = (tree: unknown) =>
  JSON.stringify(tree, (key, value: unknown) => (/location|_start$|_end$/.test(key) ? undefined : value));

const INNER = [
  'a or b',
  'a and b',
  'not a',
  'a is distinct from b',
  'a in (1, 2)',
  'a not in (select 1)',
  'a in (select 1)',
  'a > all (select 1)',
  'a between 1 and 2',
  "a like 'x'",
  "a similar to 'x'",
  'a = b',
  'a <> b',
  'a ~ b',
  'a is null',
  'a is not true',
  'a + b',
  'a || b',
  '-a',
  'a = any(b)',
  "a at time zone 'x'",
  'case when a then b end',
  'exists (select 1)',
  'a::int',
  'nullif(a, b)',
];
const OUTER = [
  '(?) is not null',
  '(?) is true',
  '(?) is not unknown',
  '(?) in (c, d)',
  'c in ((?), (?))',
  '(?) not in (c, d)',
  '(?) between c and d',
  'c between (?) and (?)',
  '(?) not like c',
  'c ilike (?)',
  '(?) = any(c)',
  'c <> all(array[(?)])',
  '(?) in (select 1)',
  '(?) < any (select 1)',
  '(?) is distinct from (?)',
  '(?) is not distinct from c',
  '(?) = (?)',
  '(?) and (not (?))',
  'not (?)',
  '(?)::text',
  'count(?) filter (where (?) is not null)',
  "(?) at time zone 'x'",
  'coalesce((?), c)',
  'case (?) when (?) then (?) end',
];

// Written back and read again a statement is what it was: a condition has brackets wherever it needs them.
it.each(OUTER)('writes %s with anything in it', (outer) => {
  for (const inner of INNER) {
    const tree = expression(outer.replaceAll('(?)', `(${inner})`).replace('count(?)', `count(${inner})`));
    const text = toSql({ SelectStmt: { targetList: [build.target(tree)], op: 'SETOP_NONE' } });
    const again = expression(text.replace(/^SELECT/i, ''));
    expect(withoutPlaces(bracketed(again)), `${text}`).toBe(withoutPlaces(bracketed(bracketed(tree))));
  }
});

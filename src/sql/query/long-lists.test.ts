import { expect, it } from 'vitest';
import { withoutLongLists } from './long-lists.js';

const list = (item: (at: number) => string, count = 1500) =>
  Array.from({ length: count }, (_, at) => item(at)).join(', ');
const array = (item: (at: number) => string, count = 1500) =>
  Array.from({ length: count }, (_, at) => item(at)).join(',');

it('writes a long list of texts as an array', () => {
  const given = `SELECT 1 WHERE a IN (${list((at) => `'it''s "${at}\\'`)}) AND b`;
  expect(withoutLongLists(given)).toBe(`SELECT 1 WHERE a = ANY ('{${array((at) => `"it''s \\"${at}\\\\"`)}}') AND b`);
});

it('writes a long list of whole numbers as an array of them', () => {
  expect(withoutLongLists(`x not  in (${list((at) => `${at - 3}`)})`)).toBe(
    `x <> ALL ('{${array((at) => `${at - 3}`)}}'::int[])`,
  );
});

it('leaves what is no list of literals of one kind', () => {
  const texts = list((at) => `'${at}'`);
  for (const given of [
    `a IN (${list((at) => `'${at}'`, 900)}) ${' '.repeat(2000)}`,
    `a IN (${texts}, b)`,
    `a IN (${texts}, NULL)`,
    `a IN (${list((at) => `${at}.5`)})`,
    `a IN (${list((at) => `${at}000000000`)})`,
    `a IN (${list((at) => (at === 1400 ? "E'\\n'" : `'${at}'`))})`,
    `'a IN (${texts.replaceAll("'", "''")})'`,
    `"a IN (${texts})"`,
    `$x$ a IN (${texts}) $x$`,
    `-- a IN (${texts})`,
    `/* a IN (${texts}) */`,
    `sin (${texts})`,
  ])
    expect(withoutLongLists(given)).toBe(given);
});

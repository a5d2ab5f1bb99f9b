import { expect, it } from 'vitest';
import { MadeJson, stringify } from './made-json.js';

it('writes what is JSON already as it is, among what is not', () => {
  const rows = [{ city: 'a "b" $& $1\n\u2028', n: 1.5, none: null }];
  const text = stringify({ data: { one: new MadeJson(JSON.stringify(rows)), two: [new MadeJson('[]'), 'made'] } });
  expect(JSON.parse(text)).toEqual({ data: { one: rows, two: [[], 'made'] } });
  expect(stringify({ data: null })).toBe('{"data":null}');
});

import { expect, it } from 'vitest';
import { type CopyFormat, CopyLines } from './copy-format.js';

const TEXT: CopyFormat = { format: 'text', delimiter: '\t', null: '\\N', header: false, quote: '"', escape: '"' };
const CSV: CopyFormat = { ...TEXT, format: 'csv', delimiter: ',', null: '' };

function dataRow(values: readonly (string | null)[]): Buffer {
  const fields = values.map((value) => {
    const bytes = Buffer.from(value ?? '', 'utf8');
    const length = Buffer.alloc(4);
    length.writeInt32BE(value === null ? -1 : bytes.length);
    return Buffer.concat([length, bytes]);
  });
  const body = Buffer.concat(fields);
  const head = Buffer.from('D\0\0\0\0\0\0', 'latin1');
  head.writeInt32BE(body.length + 6, 1);
  head.writeInt16BE(values.length, 5);
  return Buffer.concat([head, body]);
}

function linesOf(format: CopyFormat, rows: readonly (readonly (string | null)[])[]): string {
  const messages = new CopyLines(format, rows[0]?.length ?? 0).lines(Buffer.concat(rows.map(dataRow)));
  let lines = '';
  for (let at = 0; at < messages.length; at += 1 + messages.readInt32BE(at + 1)) {
    expect(messages.toString('latin1', at, at + 1)).toBe('d');
    lines += messages.toString('utf8', at + 5, at + 1 + messages.readInt32BE(at + 1));
  }
  return lines;
}

// What PostgreSQL 16 writes for the same values.
it.each<[CopyFormat, readonly (string | null)[], string]>([
  [TEXT, ['a\tb', null, '\\N', 'é\n\r\b\f\v\u0001'], 'a\\tb\t\\N\t\\\\N\té\\n\\r\\b\\f\\v\u0001\n'],
  [{ ...TEXT, delimiter: '|', null: '' }, ['a|b', null, '', '\t'], 'a\\|b|||\\t\n'],
  [CSV, ['a,b', null, '', 'say "hi"', 'two\nlines', "it's\\"], '"a,b",,"","say ""hi""","two\nlines",it\'s\\\n'],
  [{ ...CSV, escape: '\\' }, ['a"b', 'c\\d', 'e,\\'], '"a\\"b",c\\d,"e,\\\\"\n'],
  [{ ...CSV, null: 'none' }, ['none', null, ''], '"none",none,\n'],
  [CSV, ['\\.'], '"\\."\n'],
])('writes lines of %o', (format, values, line) => {
  expect(linesOf(format, [values, values])).toBe(line + line);
});

it('writes long values', () => {
  const long = 'x"'.repeat(200_000);
  expect(linesOf(CSV, [[long, 'b']])).toBe(`"${long.replaceAll('"', '""')}",b\n`);
});

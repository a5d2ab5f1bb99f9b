import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ValueType } from '../../semantic/contract/answer.js';
import { readDataRow } from '../wire/backend.js';
import { FrameReader } from '../wire/frames.js';
import { TextRowEncoder } from './text-row-encoder.js';

const OID: Partial<Record<ValueType, number>> = {
  string: 25,
  integer: 20,
  decimal: 1700,
  float: 701,
  boolean: 16,
  date: 1082,
  timestamp: 1114,
};

const field = (type: ValueType, format: number) => ({
  name: 'c',
  tableOid: 0,
  columnNumber: 0,
  typeOid: OID[type] ?? 0,
  typeSize: -1,
  typeModifier: -1,
  format,
});

/** What a client gets of these columns of the engine's text, and what the encoder says it took. */
async function encoded(
  types: readonly ValueType[],
  text: string,
  { atMost = 1e9, format = 0, order = types.map((_, at) => at) } = {},
) {
  const reader = new FrameReader(1 << 24);
  const columns = order.map((at) => ({ at, type: types[at] ?? 'string' }));
  const encoder = TextRowEncoder.for(
    columns,
    columns.map(({ type }) => field(type, format)),
    async (rows) => reader.push(Buffer.from(rows)),
  );
  const taken = await encoder?.encode(Buffer.from(text), atMost);
  const rows: (readonly (Buffer | null)[])[] = [];
  for (let frame = reader.next(); frame; frame = reader.next()) rows.push(readDataRow(frame.body));
  return { taken, rows, texts: rows.map((cells) => cells.map((cell) => cell?.toString('utf8') ?? null)) };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
};
const escaped = (text: string | null) =>
  text === null ? '\\N' : text.replace(/[\\'\b\f\n\r\t\0]/g, (one) => ESCAPES[one] ?? `\\${one}`);

describe('rows of the engine’s text', () => {
  it('come back as they were: any text, NULL, empty text, any order of columns', async () => {
    const cell = fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\\N\t\n'0bfnrt]{0,6}$/)));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { maxLength: 40 }), async (rows) => {
        const text = rows.map((cells) => `${cells.map(escaped).join('\t')}\n`).join('');
        const got = await encoded(['string', 'string', 'string'], text, { order: [2, 0] });
        expect(got.texts).toEqual(rows.map(([first, , third]) => [third, first]));
        expect(got.taken).toEqual({ rows: rows.length, bytes: Buffer.byteLength(text) });
      }),
    );
  });

  it.each<[ValueType, string, string | null]>([
    ['integer', '-9223372036854775808', '-9223372036854775808'],
    ['decimal', '123456789012345678901234.0001', '123456789012345678901234.0001'],
    ['boolean', 'true', 't'],
    ['boolean', '1', 't'],
    ['boolean', 'false', 'f'],
    ['boolean', '0', 'f'],
    ['date', '2024-02-29', '2024-02-29'],
    ['date', '2024-02-29 00:00:00', '2024-02-29'],
    ['timestamp', '2024-02-29 23:59:50', '2024-02-29 23:59:50'],
    ['timestamp', '2024-02-29 23:59:50.120', '2024-02-29 23:59:50.12'],
    ['timestamp', '2024-02-29 23:59:50.000', '2024-02-29 23:59:50'],
    ['float', '0', '0'],
    ['float', '-0', '-0'],
    ['float', '0.25', '0.25'],
    ['float', '12.5', '12.5'],
    ['float', '0.00001', '1e-05'],
    ['float', '100000000000000', '100000000000000'],
    ['float', '1000000000000000', '1e+15'],
    ['float', '1e22', '1e+22'],
    ['float', 'nan', null],
    ['float', '-inf', null],
  ])('%s %s is %s', async (type, text, expected) => {
    expect((await encoded([type], `${text}\n`)).texts).toEqual([[expected]]);
  });

  it('are binary where the client asks for it', async () => {
    const { rows } = await encoded(
      ['integer', 'float', 'date', 'string'],
      '-2\t0.5\t2000-01-03\tä\\t\n\\N\t\\N\t\\N\t\\N\n',
      {
        format: 1,
      },
    );
    expect(rows[0]?.[0]?.readBigInt64BE()).toBe(-2n);
    expect(rows[0]?.[1]?.readDoubleBE()).toBe(0.5);
    expect(rows[0]?.[2]?.readInt32BE()).toBe(2);
    expect(rows[0]?.[3]?.toString()).toBe('ä\t');
    expect(rows[1]).toEqual([null, null, null, null]);
  });

  it('stop at the number wanted and say how far they came', async () => {
    const { taken, texts } = await encoded(['integer'], '1\n22\n333\n', { atMost: 2 });
    expect(texts).toEqual([['1'], ['22']]);
    expect(taken).toEqual({ rows: 2, bytes: 5 });
  });

  it('go out in slices when there are many', async () => {
    const text = Array.from({ length: 50_000 }, (_, at) => `${at}\tprovince ${at % 7}\n`).join('');
    const { texts, taken } = await encoded(['integer', 'string'], text);
    expect(taken?.rows).toBe(50_000);
    expect(texts[49_999]).toEqual(['49999', `province ${49_999 % 7}`]);
  });

  it('of fewer values than asked are an error, not a shift', async () => {
    await expect(encoded(['integer', 'integer'], '1\n')).rejects.toMatchObject({ kind: 'ENGINE' });
  });
});

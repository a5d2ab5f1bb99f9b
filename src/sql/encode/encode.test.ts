import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDataRow } from '../wire/backend.js';
import { FrameReader } from '../wire/frames.js';
import { floatText } from './float-text.js';
import { writeNumeric } from './numeric-binary.js';
import { RowBuffer } from './row-buffer.js';
import { RowEncoder } from './row-encoder.js';

const field = (typeOid: number, format: number) => ({
  name: 'c',
  tableOid: 0,
  columnNumber: 0,
  typeOid,
  typeSize: -1,
  typeModifier: -1,
  format,
});

describe('floats in text', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [0.1, '0.1'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [123456789012345, '123456789012345'],
    [1e15, '1e+15'],
    [1.2345e100, '1.2345e+100'],
    [-2.5, '-2.5'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('%d is %s, as Postgres writes it', (value, text) => expect(floatText(value)).toBe(text));

  it('read back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(floatText(value))).toBe(value);
      }),
    );
  });
});

describe('binary numerics', () => {
  it.each([
    ['12345.678', [3, 1, 0, 3, 1, 2345, 6780]],
    ['-0.0001', [1, -1, 0x4000, 4, 1]],
    ['0', [0, 0, 0, 0]],
    ['0.00', [0, 0, 0, 2]],
    ['10000', [1, 1, 0, 0, 1]],
  ])('%s', (text, words) => {
    const buffer = new RowBuffer();
    writeNumeric(buffer, text);
    const bytes = buffer.take();
    expect(bytes.readInt32BE(0)).toBe(bytes.length - 4);
    expect(Array.from({ length: words.length }, (_, at) => bytes.readInt16BE(4 + 2 * at))).toEqual(words);
  });
});

describe('rows', () => {
  it('come back as they were, any text, NULLs and more than one buffer', () => {
    const row = fc.tuple(fc.option(fc.string({ unit: 'grapheme', maxLength: 200 })), fc.option(fc.maxSafeInteger()));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 300 }), (rows) => {
        const columns = [
          { at: 0, type: 'string' as const },
          { at: 1, type: 'integer' as const },
        ];
        const encoder = RowEncoder.for(columns, [field(25, 0), field(20, 0)]);
        const reader = new FrameReader(1 << 20);
        reader.push(encoder?.encode(rows) ?? Buffer.alloc(0));
        const got: unknown[] = [];
        for (let frame = reader.next(); frame; frame = reader.next())
          got.push(readDataRow(frame.body).map((value) => value?.toString('utf8') ?? null));
        expect(got).toEqual(rows.map((cells) => cells.map((cell) => (cell === null ? null : String(cell)))));
      }),
      { numRuns: 50 },
    );
  });

  it('are left to Postgres where a type is not written here', () => {
    expect(RowEncoder.for([{ at: 0, type: 'json' }], [field(3802, 0)])).toBeUndefined();
    expect(RowEncoder.for([{ at: 0, type: 'date' }], [field(1184, 0)])).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { RowBuffer } from './row-buffer.js';

const WRITES: Readonly<Record<string, (buffer: RowBuffer) => void>> = {
  byte: (buffer) => buffer.byte(0x44),
  int16: (buffer) => buffer.int16(-2),
  int32: (buffer) => buffer.int32(-3),
  int64: (buffer) => buffer.int64(-4n),
  double: (buffer) => buffer.double(0.1),
  copied: (buffer) => buffer.copied(Buffer.from('abc'), 0, 3),
  counted: (buffer) => buffer.counted('é'),
};

describe('RowBuffer', () => {
  it.each(Object.entries(WRITES))('keeps %s wherever it has to grow', (_name, write) => {
    const alone = new RowBuffer();
    write(alone);
    const expected = Buffer.from(alone.take());
    // Every place around the sizes that it grows at.
    for (const size of [1 << 16, 1 << 17])
      for (let before = size - 12; before <= size; before++) {
        const buffer = new RowBuffer();
        buffer.reserve(before);
        write(buffer);
        expect(buffer.take().subarray(before), `after ${before} bytes`).toEqual(expected);
      }
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeCells, type RowCell, writeRows } from './row-cells.js';

it('writes rows as JSON that reads as the rows that it makes', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell), { maxLength: 5 }),
      fc.uniqueArray(fc.string(), { minLength: 3, maxLength: 3 }),
      (rows, keys) => {
        const cells = keys.map(
          (key, place): RowCell => ({ key, object: undefined, read: (row) => row[place] ?? null }),
        );
        const made = rows.map((row) => placeCells(cells, row));
        expect(JSON.parse(writeRows(cells, rows))).toEqual(JSON.parse(JSON.stringify(made)));
      },
    ),
  );
});

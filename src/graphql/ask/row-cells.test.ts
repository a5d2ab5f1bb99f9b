import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Cell } from '../../semantic/contract/answer.js';
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
        const [one, other] = [(value: Cell) => value, (value: Cell) => [value]];
        // Text of the same rows is kept by selection: other keys, places and ways to show a cell are other selections.
        const selections = [
          [one, one, one],
          [one, other, one],
          [one, one, one],
          [other, 'the same', one],
          [one, one, other],
          [other, 'another', one],
        ].flatMap((shown) => [
          shown.map((show, place) => cellAt(keys[place] ?? '', place, show)),
          shown.map((show, place) => cellAt(keys[2 - place] ?? '', place, show)),
          shown.map((show, place) => cellAt(keys[place] ?? '', 1 - place, show)),
        ]);
        for (const cells of selections.flatMap((one) => [one, one.map((each) => ({ ...each }))])) {
          const made = rows.map((row) => placeCells(cells, row));
          expect(JSON.parse(writeRows(cells, rows))).toEqual(JSON.parse(JSON.stringify(made)));
        }
      },
    ),
  );
});

const cellAt = (key: string, at: number, shown: RowCell['shown']): RowCell => ({ key, object: undefined, at, shown });

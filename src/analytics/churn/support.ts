import { z } from 'zod';
import type { Formula } from './formula.js';
import { probabilities } from './formula.js';
import { groupCount } from './tables.js';

const counts = z.array(z.number());
const partSchema = z.object({ rows: counts, leavers: counts, information: counts });

/** What the cells of a formula rest on, in its order: by bin of each feature, by cell of each pair. */
export const supportSchema = z.object({ mains: z.array(partSchema), pairs: z.array(partSchema) });
export type FormulaSupport = z.infer<typeof supportSchema>;
export type PartSupport = z.infer<typeof partSchema>;

/**
 * Counts rows and leavers in every cell. `information` is Fisher's of the cell's effect with all others held, Σ p (1 − p): one over
 * its root is the standard error.
 */
export function supportOf(formula: Formula, columns: readonly Uint8Array[], labels: ArrayLike<number>): FormulaSupport {
  const weights = probabilities(formula, columns, labels.length).map((p) => p * (1 - p));
  const part = (cells: number, cellOf: (row: number) => number): PartSupport => {
    const found: PartSupport = {
      rows: new Array<number>(cells).fill(0),
      leavers: new Array<number>(cells).fill(0),
      information: new Array<number>(cells).fill(0),
    };
    for (let row = 0; row < labels.length; row++) {
      const cell = cellOf(row);
      found.rows[cell] = (found.rows[cell] as number) + 1;
      found.leavers[cell] = (found.leavers[cell] as number) + (labels[row] as number);
      found.information[cell] = (found.information[cell] as number) + (weights[row] as number);
    }
    return found;
  };
  return {
    mains: formula.mains.map((cells, f) => part(cells.length, (row) => (columns[f] as Uint8Array)[row] as number)),
    pairs: formula.pairs.map((pair) => {
      const width = groupCount(pair.secondGroups);
      const [first, second] = [columns[pair.first] as Uint8Array, columns[pair.second] as Uint8Array];
      return part(
        pair.cells.length,
        (row) =>
          (pair.firstGroups[first[row] as number] as number) * width +
          (pair.secondGroups[second[row] as number] as number),
      );
    }),
  };
}

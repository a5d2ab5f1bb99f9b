import { type Random, shuffled } from '../random.js';

/** A fold number for each row, churners and stayers spread evenly: each fold has its share of both. */
export function stratifiedFolds(labels: Uint8Array, folds: number, random: Random): Uint8Array {
  const fold = new Uint8Array(labels.length);
  const dealt = [0, 0];
  for (const row of shuffled(labels.length, random)) {
    const label = labels[row] as 0 | 1;
    fold[row] = (dealt[label] as number) % folds;
    dealt[label] = (dealt[label] as number) + 1;
  }
  return fold;
}

/** At most `most` of the rows, in random order. */
export function atMost(rows: Int32Array, most: number, random: Random): Int32Array {
  if (rows.length <= most) return rows;
  return Int32Array.from(shuffled(rows.length, random).subarray(0, most), (i) => rows[i] as number).sort();
}

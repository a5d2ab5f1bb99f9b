import { binCount, type Feature } from '../churn/feature.js';
import type { PairTable } from '../churn/tables.js';
import { groupCount } from '../churn/tables.js';

/** A block of cells of which every row has exactly one: a feature's bins, or a pair's two groups. */
export interface Block {
  /** Cell of each row, 0 … size − 1. */
  readonly cellOf: Uint16Array;
  readonly size: number;
}

export type PairShape = Omit<PairTable, 'cells'>;

export function mainBlocks(features: readonly Feature[], columns: readonly Uint8Array[]): Block[] {
  return features.map((feature, f) => ({
    cellOf: Uint16Array.from(columns[f] as Uint8Array),
    size: binCount(feature),
  }));
}

export function pairBlock(
  { first, second, firstGroups, secondGroups }: PairShape,
  columns: readonly Uint8Array[],
): Block {
  const width = groupCount(secondGroups);
  const [a, b] = [columns[first] as Uint8Array, columns[second] as Uint8Array];
  const cellOf = Uint16Array.from(
    a,
    (bin, row) => (firstGroups[bin] as number) * width + (secondGroups[b[row] as number] as number),
  );
  return { cellOf, size: groupCount(firstGroups) * width };
}

/** Sums over rows that a least-squares fit on cells needs: they merge, so that any slice can be fitted. */
export interface CellSums {
  readonly size: number;
  /** Σ w z zᵀ, row-major, lower triangle; cell 0 is the intercept. */
  readonly products: Float64Array;
  /** Σ w z · target. */
  readonly targets: Float64Array;
  /** Σ w · target². */
  readonly square: number;
  readonly rows: number;
}

/**
 * `factorOf` is what a row's effect is multiplied with (1 for a plain regression, treated less propensity for an effect)
 * and `valueOf` what it should come to.
 */
export function sumsOf(
  blocks: readonly Block[],
  rows: ArrayLike<number>,
  factorOf: (row: number) => number,
  valueOf: (row: number) => number,
): CellSums {
  const starts = startsOf(blocks);
  const size = starts[blocks.length] as number;
  const products = new Float64Array(size * size);
  const targets = new Float64Array(size);
  const at = new Int32Array(blocks.length + 1);
  let square = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const [factor, value] = [factorOf(row), valueOf(row)];
    const weight = factor * factor;
    square += value * value;
    for (let b = 0; b < blocks.length; b++)
      at[b + 1] = (starts[b] as number) + ((blocks[b] as Block).cellOf[row] as number);
    for (let j = 0; j <= blocks.length; j++) {
      const cell = at[j] as number;
      targets[cell] = (targets[cell] as number) + factor * value;
      const base = cell * size;
      for (let k = 0; k <= j; k++) {
        const other = base + (at[k] as number);
        products[other] = (products[other] as number) + weight;
      }
    }
  }
  return { size, products, targets, square, rows: rows.length };
}

/** Where each block's cells begin, the intercept being cell 0; last the number of cells. */
export function startsOf(blocks: readonly Block[]): number[] {
  const starts = [1];
  for (const { size } of blocks) starts.push((starts.at(-1) as number) + size);
  return starts;
}

/** Sum of the row's cells. */
export function valueAt(
  effects: ArrayLike<number>,
  blocks: readonly Block[],
  starts: readonly number[],
  row: number,
): number {
  let sum = effects[0] as number;
  for (let b = 0; b < blocks.length; b++)
    sum += effects[(starts[b] as number) + ((blocks[b] as Block).cellOf[row] as number)] as number;
  return sum;
}

import { factor, solve } from '../statistics/cholesky.js';
import { inverseDiagonal } from '../statistics/inverse.js';
import { type Block, type CellSums, startsOf } from './cells.js';

export interface ShrunkFit {
  /** Intercept, then every block's cells. */
  readonly effects: Float64Array;
  /** By block, how many free parameters its cells use. */
  readonly used: readonly number[];
  /** Variance of what is left. */
  readonly noise: number;
}

const MOST_PENALTY = 1e9;
const ROUNDS = 40;

/**
 * Least squares on cells, drawn to 0: the cells of blocks of one kind are taken as drawn from one normal distribution whose
 * variance the data set (empirical Bayes by MacKay's fixed point, Neural Computation 4, 1992). Where no cell tells
 * anything about the effect, all vanish.
 */
export function fitShrunk(
  sums: CellSums,
  blocks: readonly Block[],
  kinds: readonly number[] = blocks.map(() => 0),
): ShrunkFit {
  const { size, products, targets, square, rows } = sums;
  const starts = startsOf(blocks);
  const penalties = blocks.map(() => 0.01 * (products[0] as number));
  let noise = square / rows;
  let effects = new Float64Array(size);
  let used = blocks.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    const matrix = products.slice();
    blocks.forEach((block, b) => {
      for (let k = 0; k < block.size; k++) {
        const cell = (starts[b] as number) + k;
        matrix[cell * size + cell] = (matrix[cell * size + cell] as number) + (penalties[b] as number);
      }
    });
    if (!factor(matrix, size)) break;
    effects = Float64Array.from(solve(matrix, size, targets));
    const diagonal = inverseDiagonal(matrix, size);
    used = blocks.map((block, b) => {
      let trace = 0;
      for (let k = 0; k < block.size; k++) trace += diagonal[(starts[b] as number) + k] as number;
      return Math.max(1e-9, block.size - (penalties[b] as number) * trace);
    });
    noise = residual(sums, effects) / Math.max(1, rows - 1 - used.reduce((sum, one) => sum + one, 0));
    let change = 0;
    for (const kind of new Set(kinds)) {
      const own = blocks.flatMap((_, b) => (kinds[b] === kind ? [b] : []));
      const free = own.reduce((sum, b) => sum + (used[b] as number), 0);
      const size2 = own.reduce((sum, b) => {
        let total = sum;
        for (let k = starts[b] as number; k < (starts[b + 1] as number); k++) total += (effects[k] as number) ** 2;
        return total;
      }, 0);
      const next = Math.min(MOST_PENALTY, Math.max(1e-6, (noise * free) / Math.max(size2, 1e-300)));
      for (const b of own) {
        change = Math.max(change, Math.abs(Math.log(next / (penalties[b] as number))));
        penalties[b] = next;
      }
    }
    if (change < 0.01) break;
  }
  return { effects, used, noise };
}

/** Sum of squares left: Σ(value − effect)². */
function residual({ size, products, targets, square }: CellSums, effects: Float64Array): number {
  let sum = square;
  for (let i = 0; i < size; i++) {
    const a = effects[i] as number;
    if (a === 0) continue;
    sum -= 2 * a * (targets[i] as number);
    for (let j = 0; j < i; j++) sum += 2 * a * (effects[j] as number) * (products[i * size + j] as number);
    sum += a * a * (products[i * size + i] as number);
  }
  return Math.max(0, sum);
}

import { type Block, type CellSums, sumsOf } from './cells.js';

/**
 * Sums of both arms over rows: Σ z zᵀ, Σ y z, Σ y². From them follow the regressions of the outcome and of the effect, for any
 * union of rows: a training set is all rows' sums less those of the fold.
 */
export type ArmSums = readonly [control: CellSums, treated: CellSums];

export function armSums(
  blocks: readonly Block[],
  rows: ArrayLike<number>,
  treated: ArrayLike<number>,
  outcome: ArrayLike<number>,
): ArmSums {
  const one = (arm: number) => {
    const own = Array.from(rows).filter((row) => treated[row] === arm);
    return sumsOf(
      blocks,
      own,
      () => 1,
      (row) => outcome[row] as number,
    );
  };
  return [one(0), one(1)];
}

export function combined(a: ArmSums, b: ArmSums, sign: 1 | -1): ArmSums {
  const one = (x: CellSums, y: CellSums): CellSums => linear(x, 1, y, sign);
  return [one(a[0], b[0]), one(a[1], b[1])];
}

/** For the regression of the outcome on the cells, whatever the arm. */
export function outcomeSums([control, treated]: ArmSums): CellSums {
  return linear(control, 1, treated, 1);
}

/** For the regression of (y − m) on (t − e) times the effect, where m is the outcome expected by `expected`. */
export function effectSums(arms: ArmSums, propensity: number, expected: Float64Array): CellSums {
  const [control, treated] = arms;
  const [e, f] = [propensity, 1 - propensity];
  const { size, products } = linear(control, e * e, treated, f * f);
  const crossed = linear(control, -e, treated, f);
  const explained = times(crossed.products, size, expected);
  const whole = outcomeSums(arms);
  const fitted = times(whole.products, size, expected);
  const square = expected.reduce(
    (sum, one, i) => sum + one * ((fitted[i] as number) - 2 * (whole.targets[i] as number)),
    whole.square,
  );
  const targets = crossed.targets.map((one, i) => one - (explained[i] as number));
  return { size, products, targets, square: Math.max(0, square), rows: whole.rows };
}

function linear(a: CellSums, scaleA: number, b: CellSums, scaleB: number): CellSums {
  return {
    size: a.size,
    products: a.products.map((one, i) => scaleA * one + scaleB * (b.products[i] as number)),
    targets: a.targets.map((one, i) => scaleA * one + scaleB * (b.targets[i] as number)),
    square: scaleA * a.square + scaleB * b.square,
    rows: a.rows + Math.sign(scaleB) * b.rows,
  };
}

/** A symmetric matrix, of which the lower triangle is given, times a vector. */
function times(lower: Float64Array, size: number, vector: Float64Array): Float64Array {
  const result = new Float64Array(size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const one = lower[i * size + j] as number;
      result[i] = (result[i] as number) + one * (vector[j] as number);
      if (j < i) result[j] = (result[j] as number) + one * (vector[i] as number);
    }
  return result;
}

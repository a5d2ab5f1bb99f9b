import { armMean, type MeanDifference, welch } from '../experiment/welch.js';
import { partSeed, seededRandom, shuffled } from '../random.js';
import { Refusal } from '../refusal.js';
import { type ArmSums, armSums, combined } from './arm-sums.js';
import { type Qini, qiniInterval, qiniOf, upliftAt } from './qini.js';
import { cellsOf, fitUplift, type Trial, type UpliftFormula, upliftOf } from './r-learner.js';

export interface UpliftOptions {
  readonly folds: number;
  readonly seed: number;
}

export interface Uplift extends Qini {
  /** Average effect of the treatment, by Welch. */
  readonly average: MeanDifference;
  /** 95% interval of the Qini. */
  readonly qiniInterval: readonly [number, number];
  readonly upliftAt30: number;
  /** Whether the formula ranks better than chance: the Qini's interval lies above 0. */
  readonly ranking: boolean;
  /** By row: the effect expected by a formula that has not seen the row. */
  readonly scores: Float64Array;
  /** The formula of all rows: what would be used from here on. */
  readonly formula: UpliftFormula;
}

/** Folds are drawn so many times and a row's effects averaged, lest a verdict hang on how rows happened to fall. */
const SPLITS = 4;

/**
 * What a treatment did in a randomised trial, and whether a formula can tell whom it moves: fitted without each fold and
 * judged on it, the folds pooled.
 */
export function uplift(trial: Trial, { folds, seed }: UpliftOptions): Uplift {
  const { inputs, treated, outcome } = trial;
  const rows = Int32Array.from({ length: inputs.rowCount }, (_, row) => row);
  for (const arm of [0, 1])
    if (rows.filter((row) => treated[row] === arm).length < 10 * folds)
      throw new Refusal(`The ${arm === 1 ? 'treated' : 'control'} arm has less than ${10 * folds} rows.`);
  const cells = cellsOf(inputs);
  const scores = new Float64Array(inputs.rowCount);
  for (let split = 0; split < SPLITS; split++) {
    const fold = foldOf(treated, folds, partSeed(seed, split));
    const sums = Array.from({ length: folds }, (_, f) =>
      armSums(
        cells.mains,
        rows.filter((row) => fold[row] === f),
        treated,
        outcome,
      ),
    );
    const all = sums.reduce((one, other) => combined(one, other, 1));
    for (let held = 0; held < folds; held++) {
      const known = rows.filter((row) => fold[row] !== held);
      const without = combined(all, sums[held] as ArmSums, -1);
      const expected = upliftOf(fitUplift(trial, cells, known, without), cells);
      for (const row of rows)
        if (fold[row] === held) scores[row] = (scores[row] as number) + (expected[row] as number) / SPLITS;
    }
  }
  const interval = qiniInterval(scores, treated, outcome, partSeed(seed, SPLITS));
  return {
    ...qiniOf(scores, treated, outcome),
    average: averageEffect(trial),
    qiniInterval: interval,
    upliftAt30: upliftAt(0.3, scores, treated, outcome),
    ranking: interval[0] > 0,
    scores,
    formula: fitUplift(trial, cells, rows),
  };
}

export function averageEffect({ treated, outcome }: Trial): MeanDifference {
  const arm = (which: number) => {
    let [count, sum, squares] = [0, 0, 0];
    for (let row = 0; row < outcome.length; row++) {
      if (treated[row] !== which) continue;
      const value = outcome[row] as number;
      count++;
      sum += value;
      squares += value * value;
    }
    return armMean(count, sum, squares);
  };
  return welch(arm(1), arm(0));
}

/** Folds drawn within each arm, so that every fold has its share of both. */
function foldOf(treated: Uint8Array, folds: number, seed: number): Uint8Array {
  const fold = new Uint8Array(treated.length);
  const seen = [0, 0];
  for (const row of shuffled(treated.length, seededRandom(seed))) {
    const arm = treated[row] as number;
    fold[row] = (seen[arm] as number) % folds;
    seen[arm] = (seen[arm] as number) + 1;
  }
  return fold;
}

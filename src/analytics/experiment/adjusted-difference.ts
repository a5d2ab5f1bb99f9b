import { Refusal } from '../refusal.js';
import { factor, solve } from '../statistics/cholesky.js';
import { type MeanDifference, meanDifference } from './welch.js';

/** Sums of an arm over its rows: y is the outcome, x the covariates known before the split. All of them merge. */
export interface ArmSums {
  readonly count: number;
  readonly y: number;
  readonly yy: number;
  readonly x: readonly number[];
  readonly xy: readonly number[];
  /** Row-major, one row a covariate. */
  readonly xx: readonly number[];
}

/**
 * Difference of means adjusted by covariates, with a regression in each arm (Lin 2013, Annals of Applied Statistics 7,
 * 295–318): each arm's line is read at the mean of all rows. Its errors are the two lines' own. Needs more rows in each arm
 * than covariates and two; below fifty an arm its intervals are too narrow.
 */
export function adjustedDifference(treated: ArmSums, control: ArmSums, level = 0.95): MeanDifference {
  const total = treated.count + control.count;
  const centre = treated.x.map((sum, i) => (sum + (control.x[i] as number)) / total);
  const [one, two] = [lineAt(treated, centre), lineAt(control, centre)];
  const variance = one.variance + two.variance;
  const degrees =
    variance > 0 ? variance ** 2 / (one.variance ** 2 / one.degrees + two.variance ** 2 / two.degrees) : 1;
  return meanDifference(one.value - two.value, Math.sqrt(variance), degrees, level);
}

/** Value of the arm's least-squares line at a point, with the variance of that value. */
function lineAt({ count, y, yy, x, xy, xx }: ArmSums, at: readonly number[]) {
  const size = x.length;
  const degrees = count - size - 1;
  if (degrees < 1) throw new Refusal('An adjusted difference needs more rows in each arm than covariates.');
  const means = x.map((sum) => sum / count);
  const spread = Float64Array.from({ length: size * size }, (_, k) => {
    const [i, j] = [Math.floor(k / size), k % size];
    return (xx[k] as number) - count * (means[i] as number) * (means[j] as number);
  });
  if (!factor(spread, size)) throw new Refusal('A covariate is constant in an arm, or follows from the others.');
  const shared = Float64Array.from(xy, (sum, i) => sum - (means[i] as number) * y);
  const slopes = solve(spread, size, shared);
  const explained = slopes.reduce((sum, slope, i) => sum + slope * (shared[i] as number), 0);
  const residual = Math.max(0, yy - (y * y) / count - explained) / degrees;
  const away = Float64Array.from(at, (value, i) => value - (means[i] as number));
  const reach = solve(spread, size, away).reduce((sum, value, i) => sum + value * (away[i] as number), 0);
  const value = y / count + slopes.reduce((sum, slope, i) => sum + slope * (away[i] as number), 0);
  return { value, variance: residual * (1 / count + reach), degrees };
}

import type { Month } from '../month.js';
import { combine, type Path } from './combination.js';
import { SEASON_NEEDS } from './season.js';

/** One forecast made as if the months after it had not happened. */
export interface Origin {
  /** Months known to it. */
  readonly length: number;
  readonly path: Path;
}

const ORIGINS = 3;
/** Fewer months than this leave nothing to hold back. */
export const BACKTEST_NEEDS = 9;

/**
 * The series forecast again from three earlier months, everything fitted anew: with months between origins as far as
 * the history allows, at most six, and so that a season which the whole series shows can be seen from each.
 */
export function rollingOrigins(scaled: readonly number[], start: Month | null): Origin[] {
  const n = scaled.length;
  if (n < BACKTEST_NEEDS) return [];
  const spare = Math.floor((n - SEASON_NEEDS) / ORIGINS);
  const step = Math.min(6, spare >= 1 ? spare : Math.max(1, Math.floor(n / 8)));
  return Array.from({ length: ORIGINS }, (_, i) => {
    const ahead = (i + 1) * step;
    return { length: n - ahead, path: combine(scaled.slice(0, n - ahead), start, ahead) };
  });
}

/** Mean squared error of an origin's forecasts in units of their formula's variance; at most 25, against lone breaks. */
export function squaredRatio({ length, path }: Origin, scaled: readonly number[]): number {
  let sum = 0;
  path.ahead.forEach((value, step) => {
    const error = (scaled[length + step] as number) - value;
    const spread = path.spread[step] as number;
    sum += spread > 0 ? (error / spread) ** 2 : 0;
  });
  return Math.min(25, sum / path.ahead.length);
}

/**
 * What the pool says before a series has spoken: errors are 1.1 times the formula's variance, and more where the weights
 * come from few months. Set so that 80% and 95% intervals covered 79.9% and 94.9% of what the histories (and only the
 * histories) of 714 monthly series of the M3 competition hold after six earlier months of theirs.
 */
const poolRatio = (length: number) => 1.1 * (1 + 12 / length);
/** How many origins the pool counts for. */
const POOL_WEIGHT = 8;

/** What the formula's spread is multiplied with: the series' own ratio drawn to the pool's. */
export function spreadFactor(ratios: readonly number[], length: number): number {
  const own = ratios.reduce((sum, ratio) => sum + ratio, 0);
  return Math.sqrt((POOL_WEIGHT * poolRatio(length) + own) / (POOL_WEIGHT + ratios.length));
}

import { twoSidedZ } from './normal.js';

export interface RateInterval {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** Wilson's score interval of a rate (1927; method 3 of Newcombe 1998, Statistics in Medicine 17, 857–872). */
export function wilson(successes: number, trials: number, level = 0.95): RateInterval {
  if (!(trials > 0)) return { rate: Number.NaN, low: 0, high: 1 };
  const rate = successes / trials;
  const z = twoSidedZ(level);
  const square = (z * z) / trials;
  const middle = rate + square / 2;
  const reach = z * Math.sqrt((rate * (1 - rate)) / trials + square / (4 * trials));
  const low = successes === 0 ? 0 : (middle - reach) / (1 + square);
  const high = successes === trials ? 1 : (middle + reach) / (1 + square);
  return { rate, low, high };
}

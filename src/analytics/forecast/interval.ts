import { Refusal } from '../refusal.js';
import { twoSidedT } from '../statistics/student-t.js';
import { FEW, inRange, type Scale, type SeriesKind } from './scale.js';

export interface Interval {
  readonly level: number;
  readonly low: number;
  readonly high: number;
}

/** Errors of forecasts have heavier tails than the normal's: Student's t with 6 degrees of freedom, to unit variance. */
const TAIL_DEGREES = 6;

/** A quantile is searched by bisection, and every cell asks for the same two levels. */
const reaches = new Map<number, number>();

function reachOf(level: number): number {
  const known = reaches.get(level);
  if (known !== undefined) return known;
  if (!(level > 0 && level < 1)) throw new Refusal(`An interval's level lies between 0 and 1, not at ${level}.`);
  const reach = twoSidedT(level, TAIL_DEGREES) * Math.sqrt((TAIL_DEGREES - 2) / TAIL_DEGREES);
  if (reaches.size < 1000) reaches.set(level, reach);
  return reach;
}

/** `ahead` and `spread` are on the scale of the model. A count below 20 has the interval of a count. */
export function intervalOf(ahead: number, spread: number, scale: Scale, kind: SeriesKind, level: number): Interval {
  const mean = inRange(scale.from(ahead), kind);
  if (kind === 'count' && scale.name === 'identity' && mean < FEW) return countInterval(mean, spread ** 2, level);
  const reach = reachOf(level) * spread;
  return {
    level,
    low: inRange(scale.from(ahead - reach), kind),
    high: inRange(scale.from(ahead + reach), kind),
  };
}

/**
 * Quantiles of the Poisson distribution; of the negative binomial where errors were larger than Poisson's. Where the forecast is
 * near 0 and errors were not, a negative binomial of that mean would be 0 nearly always; its mean is then as large as the
 * variance needs at the smallest size.
 */
export function countInterval(mean: number, variance: number, level: number): Interval {
  const tail = (1 - level) / 2;
  const least = (SMALLEST_SIZE * (Math.sqrt(1 + (4 * variance) / SMALLEST_SIZE) - 1)) / 2;
  const at = Math.max(mean, least);
  return { level, low: countQuantile(at, variance, tail), high: countQuantile(at, variance, 1 - tail) };
}

/** Of the negative binomial, whose variance is the mean and its square over the size. */
const SMALLEST_SIZE = 0.5;

/** Least whole number whose cumulative probability reaches `probability`. */
function countQuantile(mean: number, variance: number, probability: number): number {
  if (!(mean > 0)) return 0;
  const size = variance > mean * (1 + 1e-6) ? mean ** 2 / (variance - mean) : Number.POSITIVE_INFINITY;
  const isPoisson = size === Number.POSITIVE_INFINITY;
  const share = isPoisson ? 0 : mean / (size + mean);
  let term = isPoisson ? Math.exp(-mean) : Math.exp(size * Math.log1p(-share));
  let sum = term;
  let count = 0;
  while (sum < probability && count < 100_000) {
    count++;
    term *= isPoisson ? mean / count : (share * (size + count - 1)) / count;
    sum += term;
  }
  return count;
}

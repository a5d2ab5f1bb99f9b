import { Refusal } from '../refusal.js';
import { logGamma } from '../statistics/chi-square.js';
import { minimise } from './nelder-mead.js';

/**
 * The Gamma-Gamma model of spend a purchase (Fader and Hardie 2013): a customer's purchases are gamma(p, ν), and ν is
 * gamma(q, v) over customers; spend does not depend on how often one buys.
 */
export interface GammaGamma {
  readonly p: number;
  readonly q: number;
  readonly v: number;
  readonly logLikelihood: number;
  /** Customers it was learnt from: those with repeat purchases and spend. */
  readonly customers: number;
  /** Mean spend of a purchase over the population, p v / (q − 1); null when q ≤ 1 and it does not exist. */
  readonly meanSpend: number | null;
  /** Correlation of frequency and mean spend, which the model takes to be none. */
  readonly correlation: number | null;
}

const LOG_BOUND = 12;

/** Maximum likelihood. `spend` is the mean spend of a customer's repeat purchases, in currency units. */
export function fitGammaGamma(frequency: ArrayLike<number>, spend: ArrayLike<number>): GammaGamma {
  const pairs = repeatBuyers(frequency, spend);
  const mean = pairs.reduce((sum, { z }) => sum + z, 0) / pairs.length;
  const clamp = (x: number) => Math.min(LOG_BOUND, Math.max(-LOG_BOUND, x));
  const at = ([p, q, v]: readonly number[]) => ({
    p: Math.exp(clamp(p as number)),
    q: Math.exp(clamp(q as number)),
    v: mean * Math.exp(clamp(v as number)),
  });
  const loss = (point: readonly number[]) => {
    const outside = point.reduce((sum, x) => sum + Math.max(0, Math.abs(x) - LOG_BOUND) ** 2, 0);
    return outside - logLikelihood(at(point), pairs);
  };
  const { point } = minimise(loss, [1, 1, 0]);
  const { p, q, v } = at(point);
  return {
    p,
    q,
    v,
    logLikelihood: logLikelihood({ p, q, v }, pairs),
    customers: pairs.length,
    meanSpend: q > 1 ? (p * v) / (q - 1) : null,
    correlation: correlation(pairs),
  };
}

/** What a customer's purchases will cost on average, given those seen: between what was seen and the population's mean. */
export function expectedSpend({ p, q, v }: Pick<GammaGamma, 'p' | 'q' | 'v'>, x: number, spend: number): number | null {
  const divisor = p * x + q - 1;
  return divisor > 0 ? (p * (v + x * spend)) / divisor : null;
}

interface Pair {
  readonly x: number;
  readonly z: number;
}

function repeatBuyers(frequency: ArrayLike<number>, spend: ArrayLike<number>): Pair[] {
  const pairs: Pair[] = [];
  for (let i = 0; i < frequency.length; i++) {
    const [x, z] = [frequency[i] as number, spend[i] as number];
    if (x === 0) continue;
    if (!Number.isFinite(z) || z < 0)
      throw new Refusal(`Row ${i + 1}: spend must be a number of at least 0, not ${z}.`);
    if (z > 0) pairs.push({ x, z });
  }
  if (pairs.length < 3)
    throw new Refusal(`Spend needs at least 3 customers with repeat purchases; there are ${pairs.length}.`);
  return pairs;
}

function logLikelihood({ p, q, v }: Pick<GammaGamma, 'p' | 'q' | 'v'>, pairs: readonly Pair[]): number {
  const byFrequency = new Map<number, number>();
  const countTerm = (x: number) => {
    let term = byFrequency.get(x);
    if (term === undefined) {
      term = logGamma(p * x + q) - logGamma(p * x) - logGamma(q) + q * Math.log(v) + p * x * Math.log(x);
      byFrequency.set(x, term);
    }
    return term;
  };
  let sum = 0;
  for (const { x, z } of pairs) sum += countTerm(x) + (p * x - 1) * Math.log(z) - (p * x + q) * Math.log(v + x * z);
  return sum;
}

function correlation(pairs: readonly Pair[]): number | null {
  const n = pairs.length;
  const meanX = pairs.reduce((sum, { x }) => sum + x, 0) / n;
  const meanZ = pairs.reduce((sum, { z }) => sum + z, 0) / n;
  let [xx, zz, xz] = [0, 0, 0];
  for (const { x, z } of pairs) {
    xx += (x - meanX) ** 2;
    zz += (z - meanZ) ** 2;
    xz += (x - meanX) * (z - meanZ);
  }
  return xx > 0 && zz > 0 ? xz / Math.sqrt(xx * zz) : null;
}

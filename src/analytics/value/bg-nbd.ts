import { logGamma } from '../statistics/chi-square.js';
import { type BuyingHistory, type Past, pastsOf } from './buying-history.js';
import { minimise } from './nelder-mead.js';

/**
 * The BG/NBD model of repeat buying without a contract (Fader, Hardie and Lee 2005, "Counting your customers the easy
 * way"): purchases come at a rate that is gamma(r, α) over customers; after each, the customer leaves for good with a
 * probability that is beta(a, b) over customers.
 */
export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
  readonly logLikelihood: number;
  /** A parameter ran to the edge of what was searched: the data do not tell it, the predictions may still be fine. */
  readonly isAtBound: boolean;
}

type Parameters = Pick<BgNbd, 'r' | 'alpha' | 'a' | 'b'>;

const LOG_BOUND = 12;

/** Maximum likelihood over ln r, ln α, ln a, ln b. */
export function fitBgNbd(history: BuyingHistory): BgNbd {
  const pasts = pastsOf(history);
  const scale = pasts.reduce((most, past) => Math.max(most, past.age), 0) / 10;
  const clamp = (x: number) => Math.min(LOG_BOUND, Math.max(-LOG_BOUND, x));
  const parametersAt = ([r, alpha, a, b]: readonly number[]): Parameters => ({
    r: Math.exp(clamp(r as number)),
    alpha: scale * Math.exp(clamp(alpha as number)),
    a: Math.exp(clamp(a as number)),
    b: Math.exp(clamp(b as number)),
  });
  const loss = (point: readonly number[]) => {
    const outside = point.reduce((sum, x) => sum + Math.max(0, Math.abs(x) - LOG_BOUND) ** 2, 0);
    return outside - logLikelihood(parametersAt(point), pasts);
  };
  const found = [
    [0, 0, 0, 0],
    [-1, 0, 0, 1],
  ]
    .map((start) => minimise(loss, start))
    .reduce((best, one) => (one.value < best.value ? one : best));
  const parameters = parametersAt(found.point);
  const isAtBound = found.point.some((x) => Math.abs(x) > LOG_BOUND - 0.01);
  return { ...parameters, logLikelihood: logLikelihood(parameters, pasts), isAtBound };
}

/** Equation (6) of the paper, with the terms that depend on the number of purchases alone computed once a number. */
export function logLikelihood({ r, alpha, a, b }: Parameters, pasts: readonly Past[]): number {
  const byFrequency = new Map<number, number>();
  const countTerm = (x: number) => {
    let term = byFrequency.get(x);
    if (term === undefined) {
      term =
        logGamma(r + x) -
        logGamma(r) +
        logGamma(a + b) +
        logGamma(b + x) -
        logGamma(b) -
        logGamma(a + b + x) +
        r * Math.log(alpha);
      byFrequency.set(x, term);
    }
    return term;
  };
  let sum = 0;
  for (const { frequency: x, recency, age, customers } of pasts) {
    const still = -(r + x) * Math.log(alpha + age);
    const value = x === 0 ? still : logSum(still, Math.log(a / (b + x - 1)) - (r + x) * Math.log(alpha + recency));
    sum += customers * (countTerm(x) + value);
  }
  return sum;
}

/** ln(eˣ + eʸ) without overflow. */
function logSum(x: number, y: number): number {
  const most = Math.max(x, y);
  return most + Math.log1p(Math.exp(Math.min(x, y) - most));
}

/** The chance that a customer with this past has not left. 1 for one who has not bought again: leaving follows a purchase. */
export function probabilityAlive({ r, alpha, a, b }: Parameters, x: number, recency: number, age: number): number {
  if (x === 0) return 1;
  const odds = Math.log(a / (b + x - 1)) + (r + x) * Math.log((alpha + age) / (alpha + recency));
  return 1 / (1 + Math.exp(odds));
}

/** Purchases to expect in the next `periods` from a customer with this past (equation 10 of the paper). */
export function expectedPurchases(model: Parameters, x: number, recency: number, age: number, periods: number): number {
  const { r, alpha, b } = model;
  if (periods <= 0) return 0;
  // The formula has a removable singularity at a = 1.
  const a = Math.abs(model.a - 1) < 1e-6 ? 1 + 1e-6 : model.a;
  const z = periods / (alpha + age + periods);
  const shrunk = Math.exp((r + x) * Math.log((alpha + age) / (alpha + age + periods)));
  const ifAlive = ((a + b + x - 1) / (a - 1)) * (1 - shrunk * hypergeometric(r + x, b + x, a + b + x - 1, z));
  return ifAlive * probabilityAlive({ r, alpha, a, b }, x, recency, age);
}

/** Gauss's hypergeometric function 2F1 for 0 ≤ z < 1, by its series. */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < 100_000; n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
    if (Math.abs(term) < 1e-15 * Math.abs(sum)) break;
  }
  return sum;
}

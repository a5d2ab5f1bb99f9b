import { betaBelow } from './beta.js';
import { logGamma } from './chi-square.js';
import { normalBelow, normalQuantile } from './normal.js';

/** P(T ≤ t) for Student's t with `degrees` degrees of freedom (any positive number). */
export function studentBelow(t: number, degrees: number): number {
  const tail = betaBelow(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** The t with P(T ≤ t) = probability. Bisection on the tail, so no start can fail; relative error about 1e-12. */
export function studentQuantile(probability: number, degrees: number): number {
  if (probability > 0.5) return -studentQuantile(1 - probability, degrees);
  if (probability === 0.5) return 0;
  let near = 0;
  let far = Math.min(-1, normalQuantile(probability));
  while (studentBelow(far, degrees) > probability) far *= 2;
  for (let step = 0; step < 200 && near - far > 1e-14 * -far; step++) {
    const middle = (near + far) / 2;
    if (studentBelow(middle, degrees) > probability) near = middle;
    else far = middle;
  }
  return (near + far) / 2;
}

/** The t of a two-sided interval: 2.228 for a level of 0.95 and 10 degrees of freedom. */
export function twoSidedT(level: number, degrees: number): number {
  return -studentQuantile((1 - level) / 2, degrees);
}

/**
 * P(T ≤ t) for the noncentral t, t ≥ 0: Lenth's algorithm AS 243 (Applied Statistics 38, 1989), summed from the largest
 * Poisson weight outwards so that a large noncentrality does not underflow.
 */
export function noncentralBelow(t: number, degrees: number, noncentrality: number): number {
  if (t < 0) return 1 - noncentralBelow(-t, degrees, -noncentrality);
  const x = (t * t) / (t * t + degrees);
  const half = (noncentrality * noncentrality) / 2;
  if (x === 0 || half === 0) return x === 0 ? normalBelow(-noncentrality) : studentBelow(t, degrees);
  const term = (j: number): number => {
    const p = Math.exp(-half + j * Math.log(half) - logGamma(j + 1));
    const q = (noncentrality / Math.SQRT2) * Math.exp(-half + j * Math.log(half) - logGamma(j + 1.5));
    return p * betaBelow(x, j + 0.5, degrees / 2) + q * betaBelow(x, j + 1, degrees / 2);
  };
  const centre = Math.floor(half);
  let sum = 0;
  for (let j = centre; j >= 0; j--) {
    const one = term(j);
    sum += one;
    if (Math.abs(one) < 1e-17 && j < centre) break;
  }
  for (let j = centre + 1; j < centre + 100_000; j++) {
    const one = term(j);
    sum += one;
    if (Math.abs(one) < 1e-17) break;
  }
  return Math.min(1, Math.max(0, normalBelow(-noncentrality) + sum / 2));
}

import { chiSquareTail } from './chi-square.js';

/** P(Z ≤ z) for a standard normal variable: from the tail of z² as chi-square of one degree of freedom. */
export function normalBelow(z: number): number {
  const tail = chiSquareTail(z * z, 1) / 2;
  return z > 0 ? 1 - tail : tail;
}

export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/**
 * The z with P(Z ≤ z) = probability, for 0 < probability < 1. A rational start (Winitzki's inverse of the error
 * function) and Halley's steps on `normalBelow`; relative error about 1e-12.
 */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1)) return probability === 0 ? -Infinity : probability === 1 ? Infinity : NaN;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  const x = 2 * probability - 1;
  const log = Math.log1p(-x * x);
  const a = 0.147;
  const half = 2 / (Math.PI * a) + log / 2;
  let z = -Math.SQRT2 * Math.sqrt(Math.max(0, Math.sqrt(half * half - log / a) - half));
  for (let step = 0; step < 4; step++) {
    const error = (normalBelow(z) - probability) / normalDensity(z);
    z -= error / (1 + (z * error) / 2);
  }
  return z;
}

/** The z of a two-sided interval: 1.959964 for a level of 0.95. */
export function twoSidedZ(level: number): number {
  return -normalQuantile((1 - level) / 2);
}

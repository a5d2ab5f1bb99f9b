import { minimise } from '../value/nelder-mead.js';
import { FAST, LEAST, within } from './search.js';

/** The Theta method of Assimakopoulos and Nikolopoulos (2000). */
export interface Theta {
  /** Smoothing weight of the simple exponential smoothing. */
  readonly alpha: number;
  readonly level: number;
  /** Slope of the straight line through the whole series, a month. */
  readonly slope: number;
  /** Sum of squared one-step errors. */
  readonly errors: number;
}

/**
 * Simple exponential smoothing plus half the slope of the trend line: what Theta's two lines (0 and 2) come to (Hyndman
 * and Billah 2003). The first level is by least squares.
 */
export function fitTheta(values: readonly number[]): Theta {
  const found = minimise(
    ([x]) => Math.log(smooth(values, within(x as number, 0.0001, 0.9999)).errors + LEAST),
    [0],
    FAST,
  );
  const alpha = within(found.point[0] as number, 0.0001, 0.9999);
  return { alpha, ...smooth(values, alpha), slope: slopeOf(values) };
}

export function thetaAhead({ alpha, level, slope }: Theta, length: number, horizon: number): number[] {
  const lag = (1 - (1 - alpha) ** length) / alpha;
  return Array.from({ length: horizon }, (_, step) => level + (slope / 2) * (step + lag));
}

/** Errors are linear in the first level, so that it need not be searched. */
function smooth(values: readonly number[], alpha: number): { level: number; errors: number } {
  let level = 0;
  let weight = 1;
  let [ee, ew, ww] = [0, 0, 0];
  for (const value of values) {
    const error = value - level;
    ee += error * error;
    ew += error * weight;
    ww += weight * weight;
    level += alpha * error;
    weight *= 1 - alpha;
  }
  const first = ew / ww;
  return { level: level + weight * first, errors: Math.max(0, ee - first * ew) };
}

export function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [across, along] = [0, 0];
  values.forEach((value, t) => {
    across += (t - middle) * (value - mean);
    along += (t - middle) ** 2;
  });
  return along > 0 ? across / along : 0;
}

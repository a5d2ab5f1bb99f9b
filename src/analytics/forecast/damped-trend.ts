import { minimise } from '../value/nelder-mead.js';
import { FAST, LEAST, within } from './search.js';

/** Exponential smoothing with a damped trend (Gardner and McKenzie 1985), additive errors. */
export interface DampedTrend {
  readonly alpha: number;
  /** Weight of an error in the trend, as in state-space form: at most alpha. */
  readonly beta: number;
  /** What a month leaves of the trend: 0.8 to 0.98, the bounds that R's forecast package takes. */
  readonly phi: number;
  readonly level: number;
  readonly trend: number;
  readonly errors: number;
}

type Weights = readonly [alpha: number, beta: number, phi: number];

export function fitDampedTrend(values: readonly number[]): DampedTrend {
  const found = minimise((point) => Math.log(filter(values, weightsAt(point)).errors + LEAST), [0, -2, 1], FAST);
  const [alpha, beta, phi] = weightsAt(found.point);
  return { alpha, beta, phi, ...filter(values, [alpha, beta, phi]) };
}

export function dampedAhead({ level, trend, phi }: DampedTrend, horizon: number): number[] {
  let [sum, power] = [0, 1];
  return Array.from({ length: horizon }, () => {
    power *= phi;
    sum += power;
    return level + sum * trend;
  });
}

function weightsAt(point: readonly number[]): Weights {
  const alpha = within(point[0] as number, 0.0001, 0.9999);
  return [alpha, alpha * within(point[1] as number, 0.0001, 0.9999), within(point[2] as number, 0.8, 0.98)];
}

/**
 * One pass with three filters at once: the errors are linear in the first level and the first trend, so that both come
 * from least squares and only the three weights are searched.
 */
function filter(values: readonly number[], [alpha, beta, phi]: Weights) {
  let [l, b, l1, b1, l2, b2] = [0, 0, 1, 0, 0, 1];
  let [s00, s01, s02, s11, s12, s22] = [0, 0, 0, 0, 0, 0];
  for (let t = 0; t < values.length; t++) {
    const f = l + phi * b;
    const f1 = l1 + phi * b1;
    const f2 = l2 + phi * b2;
    const e = (values[t] as number) - f;
    s00 += e * e;
    s01 += e * f1;
    s02 += e * f2;
    s11 += f1 * f1;
    s12 += f1 * f2;
    s22 += f2 * f2;
    l = f + alpha * e;
    b = phi * b + beta * e;
    l1 = f1 * (1 - alpha);
    b1 = phi * b1 - beta * f1;
    l2 = f2 * (1 - alpha);
    b2 = phi * b2 - beta * f2;
  }
  const determinant = s11 * s22 - s12 * s12;
  const isClear = determinant > 1e-12 * s11 * s22;
  const level = isClear ? (s01 * s22 - s02 * s12) / determinant : s01 / s11;
  const trend = isClear ? (s02 * s11 - s01 * s12) / determinant : 0;
  const errors =
    s00 - 2 * level * s01 - 2 * trend * s02 + level * level * s11 + 2 * level * trend * s12 + trend * trend * s22;
  return { errors: Math.max(0, errors), level: l + level * l1 + trend * l2, trend: b + level * b1 + trend * b2 };
}

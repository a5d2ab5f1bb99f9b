import { minimise } from '../value/nelder-mead.js';
import { FAST, LEAST, within } from './search.js';
import { SEASON } from './season.js';
import { slopeOf } from './theta.js';

/** Holt-Winters with a damped trend (Taylor 2003 for the damping), additive on the scale of the model: multiplicative in logs. */
export interface HoltWinters {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
  readonly level: number;
  readonly trend: number;
  /** The last year's season by position (month number modulo 12). */
  readonly season: readonly number[];
  readonly errors: number;
}

type Weights = readonly [alpha: number, beta: number, gamma: number, phi: number];

/** `season` is the season to begin from, by position; `first` the position of the first value. */
export function fitHoltWinters(values: readonly number[], first: number, season: readonly number[]): HoltWinters {
  const states = new Float64Array(SEASON);
  const initial = Float64Array.from(season);
  const start = startOf(values, first, season);
  const errorsAt = (point: readonly number[]) => {
    states.set(initial);
    return Math.log(filter(values, first, states, start, weightsAt(point)).errors + LEAST);
  };
  const found = minimise(errorsAt, [-1, -3, -3, 1], FAST);
  const [alpha, beta, gamma, phi] = weightsAt(found.point);
  states.set(initial);
  const end = filter(values, first, states, start, [alpha, beta, gamma, phi]);
  return { alpha, beta, gamma, phi, ...end, season: Array.from(states) };
}

/** `next` is the position of the first month ahead. */
export function holtWintersAhead({ level, trend, phi, season }: HoltWinters, next: number, horizon: number): number[] {
  let [sum, power] = [0, 1];
  return Array.from({ length: horizon }, (_, step) => {
    power *= phi;
    sum += power;
    return level + sum * trend + (season[(next + step) % SEASON] as number);
  });
}

function weightsAt(point: readonly number[]): Weights {
  const alpha = within(point[0] as number, 0.0001, 0.9999);
  const beta = alpha * within(point[1] as number, 0.0001, 0.9999);
  const gamma = (1 - alpha) * within(point[2] as number, 0.0001, 0.9999);
  return [alpha, beta, gamma, within(point[3] as number, 0.8, 0.98)];
}

/** Level and trend before the first month: the line through the first two years without their season. */
function startOf(values: readonly number[], first: number, season: readonly number[]) {
  const early = values.slice(0, 2 * SEASON).map((value, t) => value - (season[(first + t) % SEASON] as number));
  const mean = early.reduce((sum, value) => sum + value, 0) / early.length;
  const trend = slopeOf(early);
  return { level: mean - (trend * (early.length + 1)) / 2, trend };
}

function filter(
  values: readonly number[],
  first: number,
  season: Float64Array,
  start: { level: number; trend: number },
  [alpha, beta, gamma, phi]: Weights,
) {
  let { level, trend } = start;
  let errors = 0;
  for (let t = 0; t < values.length; t++) {
    const position = (first + t) % SEASON;
    const base = level + phi * trend;
    const error = (values[t] as number) - base - (season[position] as number);
    errors += error * error;
    level = base + alpha * error;
    trend = phi * trend + beta * error;
    season[position] = (season[position] as number) + gamma * error;
  }
  return { level, trend, errors };
}

/**
 * What a series is: an amount (any number), a count (whole, never below 0) or a rate (0 to 1).
 */
export type SeriesKind = 'amount' | 'count' | 'rate';

/** The scale on which models add up: growth and seasons of positive series multiply, odds of rates do. */
export type ScaleName = 'log' | 'logit' | 'identity';

export interface Scale {
  readonly name: ScaleName;
  readonly to: (value: number) => number;
  readonly from: (scaled: number) => number;
}

/** Below this mean a count is so coarse that it is taken as Poisson, and its logarithm would lean on the zeros. */
export const FEW = 20;

const IDENTITY: Scale = { name: 'identity', to: (x) => x, from: (x) => x };
const LOG: Scale = { name: 'log', to: Math.log, from: Math.exp };
const LOGIT: Scale = {
  name: 'logit',
  to: (x) => Math.log(x / (1 - x)),
  from: (x) => 1 / (1 + Math.exp(-x)),
};

export function scaleFor(values: readonly number[], kind: SeriesKind): Scale {
  if (kind === 'rate') return values.every((value) => value > 0 && value < 1) ? LOGIT : IDENTITY;
  if (kind === 'count' && meanOf(values) < FEW) return IDENTITY;
  return values.every((value) => value > 0) ? LOG : IDENTITY;
}

/** A value within what its kind allows. */
export function inRange(value: number, kind: SeriesKind): number {
  if (kind === 'amount') return value;
  return kind === 'count' ? Math.max(0, value) : Math.min(1, Math.max(0, value));
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

import { Refusal } from '../refusal.js';
import type { IndicatorWeight } from './indicator-tree.js';

/** The range that an indicator is measured against: `low` and below count 0, `high` and above 1. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** The range between two quantiles of what occurs, so that a few extremes do not press all others together. */
export function rangeOf(values: ArrayLike<number>, lower = 0.01, upper = 0.99): Range {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return { low: 0, high: 0 };
  return { low: quantile(sorted, lower), high: quantile(sorted, upper) };
}

/** A quantile of sorted values, interpolated between neighbours. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const [a, b] = [sorted[below] as number, sorted[Math.min(sorted.length - 1, below + 1)] as number];
  return a + (at - below) * (b - a);
}

/** 0 … 1; a range without width tells nobody apart and counts ½, and so does a missing value. */
export function normalised(value: number, { low, high }: Range, lessIsMore: boolean): number {
  if (!Number.isFinite(value) || high <= low) return 0.5;
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return lessIsMore ? 1 - share : share;
}

export interface ScorePart {
  readonly indicator: string;
  /** 0 … 1. */
  readonly normalised: number;
  readonly weight: number;
  /** In points; the parts sum to the score. */
  readonly points: number;
}

/** Value score, 0 … 100: AHP weights times normalised indicators. */
export function score(
  indicators: Readonly<Record<string, number>>,
  weights: readonly IndicatorWeight[],
  ranges: Readonly<Record<string, Range>>,
): { readonly score: number; readonly parts: readonly ScorePart[] } {
  const parts = weights.map(({ name, weight, lessIsMore }) => {
    const range = ranges[name];
    const value = indicators[name];
    if (!range || value === undefined)
      throw new Refusal(
        `The score needs the indicator "${name}".`,
        `Known are: ${Object.keys(indicators).join(', ')}.`,
      );
    const share = normalised(value, range, lessIsMore);
    return { indicator: name, normalised: share, weight, points: 100 * weight * share };
  });
  return { score: parts.reduce((sum, { points }) => sum + points, 0), parts };
}

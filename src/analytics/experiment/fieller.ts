/** A ratio's confidence set: an interval, or where the denominator may be 0 all but an interval, or everything. */
export type RatioInterval =
  | { readonly kind: 'interval'; readonly ratio: number; readonly low: number; readonly high: number }
  | { readonly kind: 'outside'; readonly ratio: number; readonly low: number; readonly high: number }
  | { readonly kind: 'all'; readonly ratio: number };

export interface RatioOfMeans {
  readonly numerator: number;
  readonly denominator: number;
  readonly numeratorVariance: number;
  readonly denominatorVariance: number;
  readonly covariance: number;
}

/**
 * Fieller's interval of a ratio of two means (1954): all ρ with (a − ρb)² ≤ t² (v_aa − 2ρ v_ab + ρ² v_bb). `critical` is the
 * quantile t. `outside`: the set is all below `low` and all above `high`.
 */
export function fieller(means: RatioOfMeans, critical: number): RatioInterval {
  const { numerator: a, denominator: b, numeratorVariance, denominatorVariance, covariance } = means;
  const square = critical * critical;
  const A = b * b - square * denominatorVariance;
  const B = a * b - square * covariance;
  const C = a * a - square * numeratorVariance;
  const discriminant = B * B - A * C;
  const ratio = a / b;
  if (discriminant < 0 || A === 0) return { kind: 'all', ratio };
  const root = Math.sqrt(discriminant);
  const [low, high] = [(B - root) / A, (B + root) / A].sort((x, y) => x - y) as [number, number];
  return { kind: A > 0 ? 'interval' : 'outside', ratio, low, high };
}

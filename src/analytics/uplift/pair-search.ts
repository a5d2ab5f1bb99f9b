import { binCount, type Feature } from '../churn/feature.js';
import type { PairShape } from './cells.js';

const GROUPS = 3;
const MOST_PAIRS = 2;
/** Standardised chi-square from which a pair is taken: among a few dozen looked at, one in a hundred by chance. */
const CLEAR = 3;

/**
 * The pairs of features whose cells hold effects that the single features leave: by chi-square of the cells' effects of
 * what is left, at most two. `factorOf` is treated less propensity, `leftOf` what the additive fit leaves.
 */
export function findPairs(
  features: readonly Feature[],
  columns: readonly Uint8Array[],
  rows: ArrayLike<number>,
  factorOf: (row: number) => number,
  leftOf: (row: number) => number,
  noise: number,
): PairShape[] {
  const groups = features.map((feature, f) => groupsOf(feature, columns[f] as Uint8Array, rows));
  // Laid out row by row once: every one of the many pairs goes through all rows.
  const grouped = groups.map((groupOf, f) => {
    const bins = columns[f] as Uint8Array;
    return Uint8Array.from({ length: rows.length }, (_, i) => groupOf[bins[rows[i] as number] as number] as number);
  });
  const weights = Float64Array.from({ length: rows.length }, (_, i) => factorOf(rows[i] as number) ** 2);
  const lefts = Float64Array.from(
    { length: rows.length },
    (_, i) => factorOf(rows[i] as number) * leftOf(rows[i] as number),
  );
  const found: { shape: PairShape; score: number }[] = [];
  for (let first = 0; first < features.length; first++)
    for (let second = 0; second < first; second++) {
      const [a, b] = [grouped[first] as Uint8Array, grouped[second] as Uint8Array];
      const [weight, sum] = [new Float64Array(GROUPS * GROUPS), new Float64Array(GROUPS * GROUPS)];
      for (let i = 0; i < rows.length; i++) {
        const cell = GROUPS * (a[i] as number) + (b[i] as number);
        weight[cell] = (weight[cell] as number) + (weights[i] as number);
        sum[cell] = (sum[cell] as number) + (lefts[i] as number);
      }
      const shape = { first, second, firstGroups: groups[first] as number[], secondGroups: groups[second] as number[] };
      found.push({ shape, score: scoreOf(weight, sum, noise) });
    }
  return found
    .filter(({ score }) => score > CLEAR)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_PAIRS)
    .map(({ shape }) => shape);
}

/** Chi-square of the cells' effects, standardised by its degrees of freedom. */
function scoreOf(weight: Float64Array, sum: Float64Array, noise: number): number {
  const degrees = Math.max(1, weight.filter((one) => one > 0).length - 1);
  const chiSquare = sum.reduce((total, one, c) => {
    const w = weight[c] as number;
    return w > 0 ? total + (one * one) / (noise * w) : total;
  }, 0);
  return (chiSquare - degrees) / Math.sqrt(2 * degrees);
}

/** Groups of neighbouring bins with about as many rows each. */
function groupsOf(feature: Feature, bins: Uint8Array, rows: ArrayLike<number>): number[] {
  const counts = new Float64Array(binCount(feature));
  for (let i = 0; i < rows.length; i++) {
    const bin = bins[rows[i] as number] as number;
    counts[bin] = (counts[bin] as number) + 1;
  }
  let before = 0;
  const share = Array.from(counts, (count) => {
    const middle = before + count / 2;
    before += count;
    return Math.min(GROUPS - 1, Math.floor((GROUPS * middle) / Math.max(1, rows.length)));
  });
  const kinds = [...new Set(share)].sort((a, b) => a - b);
  return share.map((one) => kinds.indexOf(one));
}

import { chiSquareTail } from '../statistics/chi-square.js';
import type { Binned } from './binning.js';
import { binCount, type Feature } from './feature.js';

export interface Drift {
  readonly feature: string;
  /** Population stability index of the feature's bins. */
  readonly psi: number;
  /** Chance of so large an index in samples of these sizes if nothing had changed. */
  readonly pValue: number;
  /** Large (over 0.1) and not chance (p below 0.001): the usual fixed limits alone cry wolf on small samples. */
  readonly drifted: boolean;
}

/** The population stability index between two sets of rows, feature by feature. */
export function driftOf(features: readonly Feature[], before: Binned, now: Binned): Drift[] {
  const counts = ({ columns }: Binned) =>
    features.map((feature, f) => countBins(columns[f] as Uint8Array, binCount(feature)));
  return driftOfCounts(
    features.map((feature) => feature.name),
    counts(before),
    counts(now),
  );
}

/**
 * The same from rows counted by bin, with Yurdakul's test (2018): without a change the index times n·m / (n + m) is
 * chi-square with one degree of freedom less than there are bins.
 */
export function driftOfCounts(
  features: readonly string[],
  before: readonly ArrayLike<number>[],
  now: readonly ArrayLike<number>[],
): Drift[] {
  return features.map((feature, f) => {
    const [expected, actual] = [before[f] ?? [], now[f] ?? []];
    const { psi, used } = stabilityIndex(expected, actual);
    const [n, m] = [Array.from(expected), Array.from(actual)].map((counts) =>
      counts.reduce((sum, one) => sum + one, 0),
    );
    const scale = ((n ?? 0) * (m ?? 0)) / Math.max(1, (n ?? 0) + (m ?? 0));
    const pValue = chiSquareTail(psi * scale, used - 1);
    return { feature, psi, pValue, drifted: psi > 0.1 && pValue < 0.001 };
  });
}

/** Half a row is added to each bin that either side uses, so that an empty one has a finite logarithm. */
export function stabilityIndex(expected: ArrayLike<number>, actual: ArrayLike<number>): { psi: number; used: number } {
  const bins = Array.from({ length: expected.length }, (_, bin) => bin).filter(
    (bin) => (expected[bin] as number) + (actual[bin] as number) > 0,
  );
  const total = (counts: ArrayLike<number>) => bins.reduce((sum, bin) => sum + (counts[bin] as number) + 0.5, 0);
  const [expectedTotal, actualTotal] = [total(expected), total(actual)];
  const psi = bins.reduce((sum, bin) => {
    const e = ((expected[bin] as number) + 0.5) / expectedTotal;
    const a = ((actual[bin] as number) + 0.5) / actualTotal;
    return sum + (a - e) * Math.log(a / e);
  }, 0);
  return { psi, used: bins.length };
}

export function countBins(column: Uint8Array, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  for (const bin of column) counts[bin] = (counts[bin] as number) + 1;
  return counts;
}

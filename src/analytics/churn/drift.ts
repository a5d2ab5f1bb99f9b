import { chiSquareTail } from '../statistics/chi-square.js';
import type { Binned } from './binning.js';
import { binCount, type Feature } from './feature.js';

export interface Drift {
  readonly feature: string;
  /** Population stability index of the feature's bins. */
  readonly psi: number;
  /** Chance of so large an index in samples of these sizes if nothing had changed. */
  readonly pValue: number;
  /**
   * Large (over 0.1), not chance (p below 0.001: the usual fixed limits alone cry wolf on small samples), and not the shadow of
   * another feature that drifted.
   */
  readonly drifted: boolean;
  /** The feature that this one moved with: among rows alike in that it has not drifted. Null where there is none. */
  readonly cause: string | null;
}

const LARGE = 0.1;
const CHANCE = 0.001;

/**
 * Rows of now by the bins of two features: `counts(a, b)[binOfA * bins + binOfB]`, `bins` those of b. Asked for features that
 * drifted alone.
 */
export type JointCounts = (a: number, b: number) => ArrayLike<number>;

/** The population stability index between two sets of rows, feature by feature. */
export function driftOf(features: readonly Feature[], before: Binned, now: Binned): Drift[] {
  const counts = ({ columns }: Binned) =>
    features.map((feature, f) => countBins(columns[f] as Uint8Array, binCount(feature)));
  const [expected, actual] = [counts(before), counts(now)];
  return withCauses(
    driftOfCounts(
      features.map((feature) => feature.name),
      expected,
      actual,
    ),
    expected,
    actual,
    (a, b) =>
      jointOf(now.columns[a] as Uint8Array, now.columns[b] as Uint8Array, expected[a]?.length, expected[b]?.length),
  );
}

function jointOf(a: Uint8Array, b: Uint8Array, binsOfA = 0, binsOfB = 0): Float64Array {
  const counts = new Float64Array(binsOfA * binsOfB);
  for (let row = 0; row < a.length; row++) {
    const cell = (a[row] as number) * binsOfB + (b[row] as number);
    counts[cell] = (counts[cell] as number) + 1;
  }
  return counts;
}

/**
 * One alarm for one cause: revenue, its ratio to that of three months ago and its trend drift together when prices rise. Of those
 * that drifted, the one goes first that most of the others moved with: either rows of now, weighed so that it is spread as before,
 * show no drift in them any more, or their bins rise and fall with its own (where values moved beyond those of before, there is
 * nothing to weigh by). What moved with it is not called drifted; the rest goes on in the same way.
 */
export function withCauses(
  drift: readonly Drift[],
  before: readonly ArrayLike<number>[],
  now: readonly ArrayLike<number>[],
  joint: JointCounts,
): Drift[] {
  const found = drift.map((one) => ({ ...one }));
  let left = [...drift.keys()].filter((f) => drift[f]?.drifted);
  while (left.length > 1) {
    const explained = left.map((a) => left.filter((b) => b !== a && movedWith(before, now, a, b, joint(a, b))));
    const first = left.reduce(
      (best, a, i) => {
        const [more, psi] = [explained[i]?.length ?? 0, drift[a]?.psi ?? 0];
        return more > best.more || (more === best.more && psi > best.psi) ? { a, more, psi, i } : best;
      },
      { a: -1, more: -1, psi: 0, i: -1 },
    );
    const shadows = explained[first.i] ?? [];
    for (const b of shadows)
      found[b] = { ...(found[b] as Drift), drifted: false, cause: drift[first.a]?.feature ?? null };
    left = left.filter((b) => b !== first.a && !shadows.includes(b));
  }
  return found;
}

/** Correlation of bins from which on two features are one thing. */
const ALIKE = 0.6;

function movedWith(
  before: readonly ArrayLike<number>[],
  now: readonly ArrayLike<number>[],
  a: number,
  b: number,
  counts: ArrayLike<number>,
): boolean {
  const bins = before[b]?.length ?? 0;
  return Math.abs(correlation(counts, bins)) >= ALIKE || indexGiven(before, now, a, b, counts) <= LARGE;
}

/** Of the numbers of the bins, missing values (bin 0) left out. */
function correlation(counts: ArrayLike<number>, bins: number): number {
  let [n, sumX, sumY, sumXX, sumYY, sumXY] = [0, 0, 0, 0, 0, 0];
  for (let cell = 0; cell < counts.length; cell++) {
    const [x, y, rows] = [Math.floor(cell / bins), cell % bins, counts[cell] as number];
    if (x === 0 || y === 0) continue;
    n += rows;
    sumX += rows * x;
    sumY += rows * y;
    sumXX += rows * x * x;
    sumYY += rows * y * y;
    sumXY += rows * x * y;
  }
  const spread = (n * sumXX - sumX * sumX) * (n * sumYY - sumY * sumY);
  return spread > 0 ? (n * sumXY - sumX * sumY) / Math.sqrt(spread) : 0;
}

/** The index of b among rows of now that are weighed by how much rarer or more common their bin of a has become. */
function indexGiven(
  before: readonly ArrayLike<number>[],
  now: readonly ArrayLike<number>[],
  a: number,
  b: number,
  counts: ArrayLike<number>,
): number {
  const [wasA, isA, wasB] = [before[a] ?? [], now[a] ?? [], before[b] ?? []];
  const total = (counts: ArrayLike<number>) => Array.from(counts).reduce((sum, one) => sum + one, 0);
  const [allBefore, allNow] = [total(wasA), total(isA)];
  const weighed = new Float64Array(wasB.length);
  for (let x = 0; x < wasA.length; x++) {
    const rows = isA[x] as number;
    if (rows === 0) continue;
    const weight = ((wasA[x] as number) / allBefore) * (allNow / rows);
    for (let y = 0; y < wasB.length; y++)
      weighed[y] = (weighed[y] as number) + weight * (counts[x * wasB.length + y] as number);
  }
  return stabilityIndex(wasB, weighed).psi;
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
    return { feature, psi, pValue, drifted: psi > LARGE && pValue < CHANCE, cause: null };
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

import { seededRandom } from '../random.js';

/** One of ten groups of rows, the highest expected effects first. */
export interface UpliftGroup {
  readonly treated: number;
  readonly control: number;
  readonly treatedMean: number;
  readonly controlMean: number;
  readonly uplift: number;
  /** Gain of treating all groups to here, in outcomes for each treated row of the trial. */
  readonly gain: number;
}

export interface Qini {
  /** Area between the curve of gains and the diagonal, times 100. */
  readonly qini: number;
  readonly groups: readonly UpliftGroup[];
}

const GROUPS = 10;
const RESAMPLES = 400;

/**
 * Qini as in R's package uplift (Guelman 2014, `qini` of `performance` with ten groups): gains are cumulative outcomes of
 * the treated less those of the control, the latter times treated / control of the whole trial, over all treated.
 */
export function qiniOf(scores: ArrayLike<number>, treated: ArrayLike<number>, outcome: ArrayLike<number>): Qini {
  const order = ranked(scores);
  const ones = new Uint8Array(order.length).fill(1);
  return fromGroups(groupSums(order, ones, order.length, treated, outcome));
}

/** 95% interval by resampling rows (percentile bootstrap) under the ranking as it stands. */
export function qiniInterval(
  scores: ArrayLike<number>,
  treated: ArrayLike<number>,
  outcome: ArrayLike<number>,
  seed: number,
): [number, number] {
  const order = ranked(scores);
  const random = seededRandom(seed);
  const found = Array.from({ length: RESAMPLES }, () => {
    const times = new Uint8Array(order.length);
    for (let i = 0; i < order.length; i++) {
      const row = Math.floor(random() * order.length);
      times[row] = (times[row] as number) + 1;
    }
    return fromGroups(groupSums(order, times, order.length, treated, outcome)).qini;
  }).sort((a, b) => a - b);
  return [found[Math.floor(0.025 * RESAMPLES)] as number, found[Math.ceil(0.975 * RESAMPLES) - 1] as number];
}

/** Difference of the arms' means among the given share of rows with the highest scores. */
export function upliftAt(
  share: number,
  scores: ArrayLike<number>,
  treated: ArrayLike<number>,
  outcome: ArrayLike<number>,
): number {
  const order = ranked(scores);
  const [count, sum] = [
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number]];
  for (const row of order.subarray(0, Math.round(share * order.length))) {
    const arm = treated[row] === 1 ? 1 : 0;
    count[arm]++;
    sum[arm] += outcome[row] as number;
  }
  return sum[1] / count[1] - sum[0] / count[0];
}

function ranked(scores: ArrayLike<number>): Int32Array {
  return Int32Array.from({ length: scores.length }, (_, row) => row).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
  );
}

interface Sums {
  readonly count: [control: number, treated: number];
  readonly sum: [control: number, treated: number];
}

/** Ten groups of equally many rows (each counted so many times), in the order of rank. */
function groupSums(
  order: Int32Array,
  times: Uint8Array,
  total: number,
  treated: ArrayLike<number>,
  outcome: ArrayLike<number>,
): Sums[] {
  const groups = Array.from({ length: GROUPS }, (): Sums => ({ count: [0, 0], sum: [0, 0] }));
  let before = 0;
  for (const row of order) {
    const weight = times[row] as number;
    if (weight === 0) continue;
    const group = groups[Math.min(GROUPS - 1, Math.floor((GROUPS * before) / total))] as Sums;
    const arm = treated[row] === 1 ? 1 : 0;
    group.count[arm] += weight;
    group.sum[arm] += weight * (outcome[row] as number);
    before += weight;
  }
  return groups;
}

function fromGroups(sums: readonly Sums[]): Qini {
  const total = (of: (one: Sums) => number) => sums.reduce((all, one) => all + of(one), 0);
  const [controls, treated] = [total(({ count }) => count[0]), total(({ count }) => count[1])];
  const overall = total(({ sum }) => sum[1]) / treated - total(({ sum }) => sum[0]) / controls;
  let [gain, area] = [0, 0];
  const groups = sums.map(({ count, sum }) => {
    const before = gain;
    gain += (sum[1] - (sum[0] * treated) / controls) / treated;
    area += (before + gain) / 2 / GROUPS;
    const [controlMean, treatedMean] = [sum[0] / count[0], sum[1] / count[1]];
    return { control: count[0], treated: count[1], controlMean, treatedMean, uplift: treatedMean - controlMean, gain };
  });
  return { qini: 100 * (area - overall / 2), groups };
}

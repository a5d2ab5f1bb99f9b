import { Refusal } from '../refusal.js';
import { checkEntries } from './risk-sets.js';

/** One life a row: how long it was watched and whether it ended then (true) or was only seen that far (false). */
export interface Lives {
  readonly durations: ArrayLike<number>;
  readonly ended: ArrayLike<boolean>;
  /** Left truncation: the time from which on a life was watched, below its duration; without it, from 0. */
  readonly entries?: ArrayLike<number> | undefined;
}

export interface CurvePoint {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
  readonly survival: number;
  /** Pointwise 95% interval on the log(−log) scale with Greenwood's variance. */
  readonly low: number;
  readonly high: number;
}

export interface SurvivalCurve {
  readonly count: number;
  readonly events: number;
  /** One point per distinct time at which somebody left, ascending. */
  readonly points: readonly CurvePoint[];
  /** First time at which survival is at most one half; null when it never falls so far. */
  readonly median: number | null;
  readonly medianLow: number | null;
  readonly medianHigh: number | null;
  /** Time up to which the curve is known: the longest life watched, or without end where the last one ended. */
  readonly knownTo: number;
}

const Z95 = 1.959963984540054;

/**
 * Kaplan and Meier's product-limit estimate, of those watched at each time where lives enter late: as R's
 * `survfit(Surv(entry, time, event) ~ 1, conf.type = "log-log")`. Durations must be finite and not negative.
 */
export function kaplanMeier(lives: Lives): SurvivalCurve {
  const order = checkedOrder(lives);
  const entered = enteredBefore(lives);
  const points: CurvePoint[] = [];
  let survival = 1;
  let variance = 0;
  let events = 0;
  for (let i = 0; i < order.length; ) {
    const time = lives.durations[order[i] as number] as number;
    const atRisk = entered(time) - i;
    let leaving = 0;
    for (; i < order.length && lives.durations[order[i] as number] === time; i++) {
      if (lives.ended[order[i] as number]) leaving++;
    }
    if (leaving === 0) continue;
    events += leaving;
    survival *= 1 - leaving / atRisk;
    variance += atRisk === leaving ? 0 : leaving / (atRisk * (atRisk - leaving));
    points.push({ time, atRisk, events: leaving, survival, ...interval(survival, variance) });
  }
  return {
    count: order.length,
    events,
    points,
    median: firstAtMostHalf(points, (point) => point.survival),
    medianLow: firstAtMostHalf(points, (point) => point.low),
    medianHigh: firstAtMostHalf(points, (point) => point.high),
    knownTo: survival === 0 ? Number.POSITIVE_INFINITY : (lives.durations[order.at(-1) as number] as number),
  };
}

export interface SurvivalAt {
  readonly survival: number;
  readonly low: number;
  readonly high: number;
}

/** The curve's value at a time, a right-continuous step function that starts at 1; null after nobody was watched any more. */
export function survivalAt(curve: SurvivalCurve, time: number): SurvivalAt | null {
  if (time > curve.knownTo) return null;
  let low = 0;
  let high = curve.points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((curve.points[middle] as CurvePoint).time <= time) low = middle + 1;
    else high = middle;
  }
  const point = curve.points[low - 1];
  return point ? { survival: point.survival, low: point.low, high: point.high } : { survival: 1, low: 1, high: 1 };
}

/** How many lives had entered before a time; asked with rising times. */
function enteredBefore({ durations, entries }: Lives): (time: number) => number {
  if (!entries) return () => durations.length;
  const sorted = Float64Array.from(entries).sort();
  let count = 0;
  return (time) => {
    while (count < sorted.length && (sorted[count] as number) < time) count++;
    return count;
  };
}

function checkedOrder(lives: Lives): number[] {
  const { durations, ended } = lives;
  checkEntries(lives);
  if (durations.length !== ended.length) throw new Refusal('Durations and events differ in number.');
  if (durations.length === 0) throw new Refusal('There are no lives to estimate survival from.');
  for (let i = 0; i < durations.length; i++) {
    const duration = durations[i] as number;
    if (!Number.isFinite(duration) || duration < 0) {
      throw new Refusal(`Row ${i + 1} has no usable duration (${duration}): a number of at least 0 is expected.`);
    }
  }
  return Array.from({ length: durations.length }, (_, i) => i).sort(
    (a, b) => (durations[a] as number) - (durations[b] as number),
  );
}

function interval(survival: number, variance: number): { low: number; high: number } {
  if (survival <= 0) return { low: 0, high: 0 };
  if (survival >= 1) return { low: 1, high: 1 };
  const logSurvival = Math.log(survival);
  const spread = (Z95 * Math.sqrt(variance)) / Math.abs(logSurvival);
  return { low: Math.exp(logSurvival * Math.exp(spread)), high: Math.exp(logSurvival * Math.exp(-spread)) };
}

function firstAtMostHalf(points: readonly CurvePoint[], of: (point: CurvePoint) => number): number | null {
  return points.find((point) => of(point) <= 0.5 + 1e-12)?.time ?? null;
}

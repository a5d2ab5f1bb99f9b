import { wilson } from '../statistics/wilson.js';
import type { Interval } from './calibration-check.js';
import { areaUnderCurve, topDecileLift } from './metrics.js';

const Z = 1.959963984540054;

/**
 * 95% interval of the area under the curve: DeLong, DeLong and Clarke-Pearson (1988), by midranks (Sun and Xu 2014). Null where
 * either kind has fewer than two rows.
 */
export function aucInterval(scores: ArrayLike<number>, labels: ArrayLike<number>): Interval | null {
  const places: [number[], number[]] = [[], []];
  for (let i = 0; i < scores.length; i++) places[labels[i] ? 1 : 0].push(scores[i] as number);
  const [stayed, left] = places;
  if (stayed.length < 2 || left.length < 2) return null;
  const auc = areaUnderCurve(scores, labels);
  // Of each leaver the share of stayers below, of each stayer the share of leavers above; ties count half.
  const ofLeft = placements(left, stayed);
  const ofStayed = placements(stayed, left).map((share) => 1 - share);
  const error = Math.sqrt(varianceOf(ofLeft, auc) / left.length + varianceOf(ofStayed, auc) / stayed.length);
  return { low: Math.max(0, auc - Z * error), high: Math.min(1, auc + Z * error) };
}

function placements(of: readonly number[], among: readonly number[]): number[] {
  const sorted = Float64Array.from(among).sort();
  const below = (value: number, orEqual: boolean) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const one = sorted[middle] as number;
      if (one < value || (orEqual && one === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return of.map((value) => (below(value, false) + below(value, true)) / 2 / sorted.length);
}

function varianceOf(values: readonly number[], mean: number): number {
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/**
 * 95% interval of the lift of the top tenth: it is the share of all leavers that the tenth holds over a tenth, and the share has
 * Wilson's interval. Null where nobody left.
 */
export function liftInterval(scores: ArrayLike<number>, labels: ArrayLike<number>): Interval | null {
  let churned = 0;
  for (let i = 0; i < labels.length; i++) churned += labels[i] as number;
  if (churned === 0) return null;
  const share = Math.max(1, Math.round(scores.length / 10)) / scores.length;
  const { low, high } = wilson(topDecileLift(scores, labels) * share * churned, churned);
  return { low: low / share, high: high / share };
}

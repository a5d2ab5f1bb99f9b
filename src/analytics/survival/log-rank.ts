import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { Refusal } from '../refusal.js';
import { chiSquareTail } from '../statistics/chi-square.js';
import type { Lives } from './kaplan-meier.js';

export interface LogRank {
  /** Chi-square under the hypothesis that all groups leave at one rate. */
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/**
 * The log-rank (Mantel and Haenszel) test over any number of groups: observed against expected leavers at each time,
 * with the hypergeometric covariance. `groupOf` gives each life's group, 0 … groupCount − 1.
 */
export function logRank(lives: Lives, groupOf: ArrayLike<number>, groupCount: number): LogRank {
  if (groupCount < 2) throw new Refusal('A log-rank test compares at least two groups; there is only one.');
  const { difference, covariance } = accumulate(lives, groupOf, groupCount);
  // Groups without variance (all censored before the first event) say nothing and would make the matrix singular.
  const used = Array.from({ length: groupCount }, (_, g) => g).filter((g) => covariance.get(g, g) > 1e-12);
  const kept = used.slice(0, -1);
  if (kept.length === 0) return { statistic: 0, degreesOfFreedom: 0, pValue: 1 };
  const v = new Matrix(kept.map((a) => kept.map((b) => covariance.get(a, b))));
  const d = Matrix.columnVector(kept.map((g) => difference[g] as number));
  const statistic = d.transpose().mmul(new CholeskyDecomposition(v).solve(d)).get(0, 0);
  return { statistic, degreesOfFreedom: kept.length, pValue: chiSquareTail(statistic, kept.length) };
}

function accumulate(lives: Lives, groupOf: ArrayLike<number>, groupCount: number) {
  const { durations, ended } = lives;
  const order = Array.from({ length: durations.length }, (_, i) => i).sort(
    (a, b) => (durations[a] as number) - (durations[b] as number),
  );
  const atRisk = new Float64Array(groupCount);
  // With late entry a life counts from the first time after it; without, from the start.
  const waiting = lives.entries ? byEntry(lives.entries) : order;
  let [entered, total] = [0, 0];
  const enterBefore = (time: number) => {
    for (; entered < waiting.length; entered++, total++) {
      const life = waiting[entered] as number;
      if (lives.entries && !((lives.entries[life] as number) < time)) return;
      add(atRisk, groupOf[life] as number, 1);
    }
  };
  const difference = new Float64Array(groupCount);
  const covariance = Matrix.zeros(groupCount, groupCount);
  for (let i = 0; i < order.length; ) {
    const time = durations[order[i] as number] as number;
    enterBefore(time);
    const events = new Float64Array(groupCount);
    const leaving = new Float64Array(groupCount);
    let eventsHere = 0;
    let leavingHere = 0;
    for (; i < order.length && durations[order[i] as number] === time; i++) {
      const life = order[i] as number;
      const group = groupOf[life] as number;
      add(leaving, group, 1);
      leavingHere++;
      if (!ended[life]) continue;
      add(events, group, 1);
      eventsHere++;
    }
    if (eventsHere > 0) {
      const scale = total > 1 ? (eventsHere * (total - eventsHere)) / (total - 1) : 0;
      for (let a = 0; a < groupCount; a++) {
        const shareA = (atRisk[a] as number) / total;
        add(difference, a, (events[a] as number) - eventsHere * shareA);
        for (let b = 0; b < groupCount; b++) {
          const shareB = (atRisk[b] as number) / total;
          covariance.set(a, b, covariance.get(a, b) + scale * shareA * ((a === b ? 1 : 0) - shareB));
        }
      }
    }
    for (let g = 0; g < groupCount; g++) add(atRisk, g, -(leaving[g] as number));
    total -= leavingHere;
  }
  return { difference, covariance };
}

function byEntry(entries: ArrayLike<number>): number[] {
  return Array.from({ length: entries.length }, (_, i) => i).sort(
    (a, b) => (entries[a] as number) - (entries[b] as number),
  );
}

function add(to: Float64Array, index: number, amount: number): void {
  to[index] = (to[index] as number) + amount;
}

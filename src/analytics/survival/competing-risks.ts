import { Refusal } from '../refusal.js';
import { normalQuantile } from '../statistics/normal.js';

/** Lives that may end for several reasons: `causes[i]` is 0 for a life only seen that far, else 1, 2 … */
export interface CompetingLives {
  readonly durations: ArrayLike<number>;
  readonly causes: ArrayLike<number>;
}

export interface IncidencePoint {
  readonly time: number;
  /** Share that has ended for this cause by then, in a world where the other causes go on. */
  readonly incidence: number;
  readonly variance: number;
}

/**
 * Cumulative incidence of one cause (Aalen and Johansen 1978) with the variance of its delta method, as `cuminc` of R's
 * cmprsk: one minus Kaplan-Meier would count those as still to come who ended otherwise. A point a time of that cause
 * or another.
 */
export function cumulativeIncidence({ durations, causes }: CompetingLives, cause: number): IncidencePoint[] {
  if (durations.length === 0) throw new Refusal('There are no lives.');
  const order = ascending(durations);
  const points: IncidencePoint[] = [];
  let survival = 1;
  let incidence = 0;
  let [v1, v2, v3] = [0, 0, 0];
  for (let i = 0; i < order.length; ) {
    const time = durations[order[i] as number] as number;
    const atRisk = order.length - i;
    let [own, other] = [0, 0];
    for (; i < order.length && durations[order[i] as number] === time; i++) {
      const why = causes[order[i] as number] as number;
      if (why === cause) own++;
      else if (why > 0) other++;
    }
    if (own + other === 0) continue;
    const next = (survival * (atRisk - own - other)) / atRisk;
    incidence += (survival * own) / atRisk;
    const inverse = next > 0 ? 1 / next : 0;
    const weigh = (count: number, shift: number) => {
      const ties = count > 1 ? 1 - (count - 1) / (atRisk - 1) : 1;
      const size = (survival ** 2 * ties * count) / atRisk ** 2;
      const at = shift + inverse * incidence;
      v1 += at * at * size;
      v2 += inverse * at * size;
      v3 += inverse * inverse * size;
    };
    if (other > 0 && next > 0) weigh(other, 0);
    if (own > 0) weigh(own, 1);
    survival = next;
    points.push({ time, incidence, variance: Math.max(0, v1 + incidence ** 2 * v3 - 2 * incidence * v2) });
  }
  return points;
}

export interface IncidenceAt {
  readonly incidence: number;
  readonly variance: number;
  /** Pointwise interval on the log(−log) scale. */
  readonly low: number;
  readonly high: number;
}

/** The step function's value at a time, with its interval. */
export function incidenceAt(points: readonly IncidencePoint[], time: number, level = 0.95): IncidenceAt {
  let last = { incidence: 0, variance: 0 };
  for (const { time: at, incidence, variance } of points) {
    if (at > time) break;
    last = { incidence, variance };
  }
  const { incidence, variance } = last;
  if (incidence <= 0 || incidence >= 1) return { incidence, variance, low: incidence, high: incidence };
  const log = Math.log(incidence);
  const reach = (-normalQuantile((1 - level) / 2) * Math.sqrt(variance)) / (incidence * Math.abs(log));
  return {
    incidence,
    variance,
    low: Math.exp(log * Math.exp(reach)),
    high: Math.exp(log * Math.exp(-reach)),
  };
}

export function ascending(durations: ArrayLike<number>): Int32Array {
  return Int32Array.from({ length: durations.length }, (_, i) => i).sort(
    (a, b) => (durations[a] as number) - (durations[b] as number) || a - b,
  );
}

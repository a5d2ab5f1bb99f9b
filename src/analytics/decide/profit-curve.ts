import type { Outcomes } from './outcomes.js';

/** Contacting everybody with at least this score. */
export interface CurvePoint {
  /** The lowest score contacted; null for contacting nobody. */
  readonly threshold: number | null;
  readonly targeted: number;
  readonly churnersReached: number;
  readonly totalCost: number;
  readonly profit: number;
}

export function byScoreDescending(scores: ArrayLike<number>): Int32Array {
  return Int32Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
  );
}

/**
 * Cost and profit of every target size that the scores can tell apart: rows of one score are contacted together. The
 * first point contacts nobody, the last everybody.
 */
export function profitCurve(outcomes: Outcomes, scores: ArrayLike<number>): CurvePoint[] {
  const { labels, contacted, left } = outcomes;
  const order = byScoreDescending(scores);
  const costOfNobody = left.reduce((sum, cost) => sum + cost, 0);
  const points: CurvePoint[] = [
    { threshold: null, targeted: 0, churnersReached: 0, totalCost: costOfNobody, profit: 0 },
  ];
  let [reached, profit] = [0, 0];
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    reached += labels[row] as number;
    profit += (left[row] as number) - (contacted[row] as number);
    const score = scores[row] as number;
    if (i + 1 < order.length && scores[order[i + 1] as number] === score) continue;
    points.push({
      threshold: score,
      targeted: i + 1,
      churnersReached: reached,
      totalCost: costOfNobody - profit,
      profit,
    });
  }
  return points;
}

/** The most profitable point, which is also the cheapest: total cost and profit sum to the cost of contacting nobody. */
export function bestPoint(curve: readonly CurvePoint[]): CurvePoint {
  return curve.reduce((best, point) => (point.profit > best.profit ? point : best));
}

/**
 * Share of churners among the `capacity` rows with the highest scores; of equal scores at the edge the average share is
 * taken, so that the order of the rows does not matter.
 */
export function precisionAt(outcomes: Outcomes, scores: ArrayLike<number>, capacity: number): number {
  const { labels } = outcomes;
  const size = Math.min(capacity, labels.length);
  const edge = scores[byScoreDescending(scores)[size - 1] as number] as number;
  let [above, reached, tied, tiedReached] = [0, 0, 0, 0];
  for (let row = 0; row < labels.length; row++) {
    const score = scores[row] as number;
    if (score > edge) {
      above++;
      reached += labels[row] as number;
    } else if (score === edge) {
      tied++;
      tiedReached += labels[row] as number;
    }
  }
  return (reached + ((size - above) * tiedReached) / tied) / size;
}

/** At most `most` points of a curve for a picture: evenly spread over target sizes, the ends and the best among them. */
export function thinned(curve: readonly CurvePoint[], most: number): CurvePoint[] {
  if (curve.length <= most) return [...curve];
  const best = bestPoint(curve);
  const kept = new Set<CurvePoint>([best]);
  for (let i = 0; i < most - 1; i++) kept.add(curve[Math.round((i * (curve.length - 1)) / (most - 2))] as CurvePoint);
  return curve.filter((point) => kept.has(point));
}

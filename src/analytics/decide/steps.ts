import type { CostMatrix } from './cost-matrix.js';
import type { Result } from './outcomes.js';
import type { CurvePoint } from './profit-curve.js';

/** Customers whose end is known with scores from `score` up to the next step, and how many of them left. */
export interface Step {
  readonly score: number;
  readonly customers: number;
  readonly churners: number;
}

interface Totals {
  readonly customers: number;
  readonly churners: number;
}

function totalsOf(steps: readonly Step[]): Totals {
  return {
    customers: steps.reduce((sum, { customers }) => sum + customers, 0),
    churners: steps.reduce((sum, { churners }) => sum + churners, 0),
  };
}

/** What contacting so many customers, of whom so many would have left, brings against contacting nobody. */
function profitOf({ customers, churners }: Totals, matrix: CostMatrix): number {
  const gain = matrix.missedChurner - matrix.contactedChurner;
  const loss = matrix.contactedStayer - matrix.leftAlone;
  return churners * gain - (customers - churners) * loss;
}

function costOfNobody({ customers, churners }: Totals, matrix: CostMatrix): number {
  return churners * matrix.missedChurner + (customers - churners) * matrix.leftAlone;
}

/** Cost and profit of contacting everybody from each score on, the highest first; the first point contacts nobody. */
export function curveOfSteps(steps: readonly Step[], matrix: CostMatrix): CurvePoint[] {
  const nobody = costOfNobody(totalsOf(steps), matrix);
  const points: CurvePoint[] = [{ threshold: null, targeted: 0, churnersReached: 0, totalCost: nobody, profit: 0 }];
  let contacted: Totals = { customers: 0, churners: 0 };
  for (const { score, customers, churners } of [...steps].sort((a, b) => b.score - a.score)) {
    contacted = { customers: contacted.customers + customers, churners: contacted.churners + churners };
    const profit = profitOf(contacted, matrix);
    points.push({
      threshold: score,
      targeted: contacted.customers,
      churnersReached: contacted.churners,
      totalCost: nobody - profit,
      profit,
    });
  }
  return points;
}

/** How contacting everybody from a score on did; null contacts nobody, −∞ everybody. */
export function judgeSteps(steps: readonly Step[], from: number | null, matrix: CostMatrix): Result {
  const all = totalsOf(steps);
  const chosen = totalsOf(steps.filter(({ score }) => from !== null && score >= from));
  const profit = profitOf(chosen, matrix);
  const precision = chosen.customers === 0 ? null : chosen.churners / chosen.customers;
  return {
    targeted: chosen.customers,
    churnersReached: chosen.churners,
    totalCost: costOfNobody(all, matrix) - profit,
    profit,
    precision,
    lift: precision === null || all.churners === 0 ? null : precision / (all.churners / all.customers),
  };
}

/** Share of churners among the `capacity` customers with the highest scores; at the edge a step counts with its mean. */
export function precisionOfSteps(steps: readonly Step[], capacity: number): number | null {
  const size = Math.min(capacity, totalsOf(steps).customers);
  let [left, reached] = [size, 0];
  for (const { customers, churners } of [...steps].sort((a, b) => b.score - a.score)) {
    const taken = Math.min(left, customers);
    if (customers > 0) reached += (taken * churners) / customers;
    left -= taken;
  }
  return size === 0 ? null : reached / size;
}

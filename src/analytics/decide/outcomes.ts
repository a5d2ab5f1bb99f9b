import { Refusal } from '../refusal.js';
import type { CostMatrix } from './cost-matrix.js';

/** What each row costs when it is contacted and when it is left alone, knowing how it ended. Currency units. */
export interface Outcomes {
  readonly labels: Uint8Array;
  readonly contacted: Float64Array;
  readonly left: Float64Array;
  readonly churners: number;
}

/** `matrixOf` gives the cost matrix of a row: the same for all, or by each customer's own value. */
export function outcomesOf(labels: Uint8Array, matrixOf: (row: number) => CostMatrix): Outcomes {
  if (labels.length === 0) throw new Refusal('There are no rows to decide about.');
  const contacted = new Float64Array(labels.length);
  const left = new Float64Array(labels.length);
  let churners = 0;
  labels.forEach((label, row) => {
    const matrix = matrixOf(row);
    contacted[row] = label ? matrix.contactedChurner : matrix.contactedStayer;
    left[row] = label ? matrix.missedChurner : matrix.leftAlone;
    churners += label;
  });
  return { labels, contacted, left, churners };
}

/** How a rule for contacting did on rows whose end is known. */
export interface Result {
  readonly targeted: number;
  readonly churnersReached: number;
  /** Of contacting those chosen and leaving the others alone. */
  readonly totalCost: number;
  /** Against leaving everybody alone. */
  readonly profit: number;
  /** Share of churners among those chosen; null when nobody is. */
  readonly precision: number | null;
  /** Precision over the churn rate of all; null when nobody is chosen or nobody churned. */
  readonly lift: number | null;
}

export function judge(outcomes: Outcomes, isChosen: (row: number) => boolean): Result {
  const { labels, contacted, left, churners } = outcomes;
  let [targeted, reached, cost, costOfNobody] = [0, 0, 0, 0];
  for (let row = 0; row < labels.length; row++) {
    costOfNobody += left[row] as number;
    if (isChosen(row)) {
      targeted++;
      reached += labels[row] as number;
      cost += contacted[row] as number;
    } else cost += left[row] as number;
  }
  const precision = targeted === 0 ? null : reached / targeted;
  return {
    targeted,
    churnersReached: reached,
    totalCost: cost,
    profit: costOfNobody - cost,
    precision,
    lift: precision === null || churners === 0 ? null : precision / (churners / labels.length),
  };
}

import type { Principal } from '../access/principal.js';
import { decideOnSteps, type ScoredAlike, type StepDecision } from '../analytics/decide/compare-steps.js';
import { type Campaign, type CostMatrix, costMatrixOf } from '../analytics/decide/cost-matrix.js';
import { nearestCostRatio } from '../analytics/decide/cost-ratios.js';
import { thinned } from '../analytics/decide/profit-curve.js';
import type { Step } from '../analytics/decide/steps.js';
import { Refusal } from '../analytics/refusal.js';
import { TenureError } from '../errors/errors.js';
import type { Receipt } from '../semantic/contract/answer.js';
import type { Filter } from '../semantic/contract/query.js';
import type { SemanticService } from '../semantic/contract/service.js';
import { atOneSnapshot } from '../semantic/pivot/pivot-snapshot.js';

/** The view that holds customers whose end is known, with what was predicted of them. */
export const DECISIONS_VIEW = 'decisions';
const CURVE_POINTS = 200;

export interface DecisionQuestion {
  readonly campaign: Campaign;
  /** Customers that can be contacted; a tenth of those held out when absent. */
  readonly capacity?: number | undefined;
  readonly filters?: readonly Filter[];
}

export interface DecisionAnswer extends StepDecision {
  /** `YYYY-MM-01`: predicted at its end, left in the month after; null when nothing is held out. */
  readonly month: string | null;
  readonly capacity: number;
  readonly costMatrix: CostMatrix;
  /** AdaCost was learnt for a missed churner costing so many needless contacts: the nearest to these costs. */
  readonly adaCostLearntFor: number;
  readonly receipts: readonly Receipt[];
}

/** Whom to contact at these costs, judged as the caller on the customers that the served model was held to. */
export async function decision(
  semantic: SemanticService,
  { campaign, capacity, filters = [] }: DecisionQuestion,
  principal: Principal,
  signal?: AbortSignal,
): Promise<DecisionAnswer> {
  if (capacity !== undefined && !(Number.isInteger(capacity) && capacity >= 1))
    throw new TenureError('BAD_REQUEST', 'The capacity must be a whole number of at least 1.');
  const matrix = refusing(() => costMatrixOf(campaign));
  const loss = matrix.contactedStayer - matrix.leftAlone;
  const gain = matrix.missedChurner - matrix.contactedChurner;
  const ratio = nearestCostRatio(loss > 0 && gain > 0 ? gain / loss : 1);
  const question = {
    view: DECISIONS_VIEW,
    dimensions: [{ name: 'month' }],
    measures: [
      { name: 'outcomes_by_model' },
      { name: 'outcomes_by_under_sampling' },
      { name: 'outcomes_by_adacost', arguments: { cost_ratio: ratio } },
    ],
    filters,
  };
  const { result, receipts } = await atOneSnapshot(semantic, principal, signal ? { signal } : {}, (ask) =>
    ask(question),
  );
  const [row] = result.rows;
  const scored = scoredOf(row);
  const size = scored.model.reduce((sum, { customers }) => sum + customers, 0);
  const reachable = capacity ?? Math.max(1, Math.round(size / 10));
  const decided = decideOnSteps(scored, matrix, reachable);
  return {
    ...decided,
    curve: thinned(decided.curve, CURVE_POINTS),
    month: row === undefined ? null : String(row[0]),
    capacity: reachable,
    costMatrix: matrix,
    adaCostLearntFor: ratio,
    receipts,
  };
}

function scoredOf(row: readonly unknown[] | undefined): ScoredAlike {
  const [, model, underSampling, adaCost] = row ?? [];
  return { model: stepsOf(model), underSampling: stepsOf(underSampling), adaCost: stepsOf(adaCost) };
}

function stepsOf(cell: unknown): Step[] {
  if (!Array.isArray(cell)) return [];
  return cell.map((tuple: readonly unknown[]) => ({
    score: Number(tuple[0]),
    customers: Number(tuple[1]),
    churners: Number(tuple[2]),
  }));
}

function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new TenureError('BAD_REQUEST', error.message, { cause: error });
  }
}

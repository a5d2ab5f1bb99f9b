import { type CostMatrix, thresholdOf } from './cost-matrix.js';
import type { Comparison, Strategy } from './decide.js';
import { bestPoint, type CurvePoint } from './profit-curve.js';
import { curveOfSteps, judgeSteps, precisionOfSteps, type Step } from './steps.js';

/** The same customers by what three ways of learning said of them. */
export interface ScoredAlike {
  readonly model: readonly Step[];
  readonly underSampling: readonly Step[];
  /** Votes: contact from 0 on. */
  readonly adaCost: readonly Step[];
}

export interface StepDecision {
  readonly customers: number;
  readonly churners: number;
  /** Contact from this probability on: least total cost on these customers; null when contacting anybody loses money. */
  readonly threshold: number | null;
  readonly targetSize: number;
  readonly totalCost: number;
  readonly profit: number;
  /** The threshold that follows from the cost matrix alone, for calibrated probabilities. */
  readonly thresholdByCostMatrix: number | null;
  readonly curve: readonly CurvePoint[];
  readonly comparisons: readonly Comparison[];
}

/** Whom to contact, and what other ways of choosing would have cost on the same customers. */
export function decideOnSteps(scored: ScoredAlike, matrix: CostMatrix, capacity: number): StepDecision {
  const { model, underSampling, adaCost } = scored;
  const curve = curveOfSteps(model, matrix);
  const best = bestPoint(curve);
  const byMatrix = thresholdOf(matrix);
  const everybody = judgeSteps(model, Number.NEGATIVE_INFINITY, matrix);
  const noModel = everybody.profit > 0 ? Number.NEGATIVE_INFINITY : null;
  const customers = everybody.targeted;
  const churners = everybody.churnersReached;
  // Without a model nobody is ranked above another.
  const unranked: readonly Step[] = [{ score: 0, customers, churners }];
  const compare = (strategy: Strategy, steps: readonly Step[], from: number | null, told = from): Comparison => {
    const precisionAtCapacity = precisionOfSteps(steps, capacity) ?? 0;
    return {
      strategy,
      threshold: told,
      ...judgeSteps(steps, from, matrix),
      precisionAtCapacity,
      liftAtCapacity: churners === 0 ? null : precisionAtCapacity / (churners / customers),
    };
  };
  return {
    customers,
    churners,
    threshold: best.threshold,
    targetSize: best.targeted,
    totalCost: best.totalCost,
    profit: best.profit,
    thresholdByCostMatrix: byMatrix,
    curve,
    comparisons: [
      compare('costThreshold', model, best.threshold),
      compare('costMatrix', model, byMatrix),
      compare('noModel', unranked, noModel, null),
      compare('half', model, 0.5),
      compare('underSampling', underSampling, byMatrix),
      compare('adaCost', adaCost, byMatrix === null ? null : 0, null),
    ],
  };
}

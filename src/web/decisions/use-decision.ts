import { ask } from '../api/client.js';
import type { FilterInput } from '../api/types.js';
import { useAsked } from '../parts/use-asked.js';
import { DECISION } from './decision-document.js';

/** A retention campaign, in currency units; the success rate from 0 to 1. */
export interface Costs {
  readonly contactCost: number;
  readonly offerCost: number;
  readonly successRate: number;
  readonly valueAtStake: number;
}

export interface CurvePoint {
  readonly threshold: number | null;
  readonly targeted: number;
  readonly churnersReached: number;
  readonly totalCost: number;
  readonly profit: number;
}

export interface Compared extends CurvePoint {
  readonly strategy: string;
  readonly precision: number | null;
  readonly lift: number | null;
  readonly precisionAtCapacity: number;
  readonly liftAtCapacity: number | null;
}

export interface Decision {
  /** Null while no month has been held out. */
  readonly month: string | null;
  readonly customers: number;
  readonly churners: number;
  readonly threshold: number | null;
  readonly targetSize: number;
  readonly totalCost: number;
  readonly profit: number;
  readonly thresholdByCostMatrix: number | null;
  readonly capacity: number;
  readonly costMatrix: Readonly<Record<'contactedChurner' | 'contactedStayer' | 'missedChurner' | 'leftAlone', number>>;
  readonly curve: readonly CurvePoint[];
  readonly comparisons: readonly Compared[];
  readonly receipt: {
    readonly snapshot: string;
    readonly complete: boolean;
    readonly incompleteBecause: string | null;
  };
}

export interface DecisionQuestion {
  readonly costs: Costs;
  /** Null leaves it to the server: a tenth. */
  readonly capacity: number | null;
  readonly filters: readonly FilterInput[];
}

const PAUSE_MS = 200;

/** Asks anew after the hand has rested; an answer that is no longer wanted is cancelled, the one before stays until then. */
export function useDecision(question: DecisionQuestion) {
  const { value, error, waiting, again } = useAsked(
    ['decision', question],
    async (signal) => (await ask<{ decision: Decision }>(DECISION, { ...question }, signal)).decision,
    { pauseMs: PAUSE_MS, keeps: true },
  );
  return { decision: value, error, waiting, retry: again };
}

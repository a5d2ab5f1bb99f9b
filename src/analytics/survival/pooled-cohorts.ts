import { Refusal } from '../refusal.js';
import {
  type Attrition,
  attritionOf,
  fitShiftedBetaGeometric,
  retentionAt,
  type ShiftedBetaGeometric,
} from './shifted-beta-geometric.js';

export interface RetentionPoint {
  /** Periods since the cohorts began; 0 is the one in which they did. */
  readonly period: number;
  /** Customers of the cohorts that have reached the period. */
  readonly reached: number;
  readonly retained: number;
  /** Their quotient; null beyond the data. */
  readonly observed: number | null;
  /** Share of the cohorts that is left by the model, the periods of the data included; null without a model. */
  readonly projected: number | null;
}

export interface PooledRetention {
  /** Customers of all cohorts. */
  readonly customers: number;
  /** Null where there is nothing to project from; `refusal` then says why. */
  readonly model: ShiftedBetaGeometric | null;
  readonly refusal: string | null;
  /** The last period of the data that the fit saw. */
  readonly fitPeriods: number;
  readonly points: readonly RetentionPoint[];
}

/**
 * The retention of cohorts of different age together, and its course beyond the data by one shifted-beta-geometric model.
 * Each cohort counts in every period that it has reached; the likelihood is that of all their losses.
 * `cohorts`: survivors period by period, each cohort's size first.
 */
export function pooledRetention(
  cohorts: readonly (readonly number[])[],
  { ahead, fitPeriods }: { readonly ahead: number; readonly fitPeriods?: number | undefined },
): PooledRetention {
  const known = Math.max(0, ...cohorts.map((survivors) => survivors.length - 1));
  const seen = Math.min(known, fitPeriods ?? known);
  const { model, refusal } = modelOf(cohorts.map((survivors) => survivors.slice(0, seen + 1)));
  const points = Array.from({ length: Math.max(known, seen + ahead) + 1 }, (_, period): RetentionPoint => {
    const there = cohorts.filter((survivors) => survivors.length > period);
    const reached = sum(there.map((survivors) => survivors[0] ?? 0));
    const retained = sum(there.map((survivors) => survivors[period] ?? 0));
    return {
      period,
      reached,
      retained,
      observed: reached === 0 ? null : retained / reached,
      projected: model && retentionAt(model, period),
    };
  });
  return { customers: sum(cohorts.map((survivors) => survivors[0] ?? 0)), model, refusal, fitPeriods: seen, points };
}

function modelOf(cohorts: readonly (readonly number[])[]): Pick<PooledRetention, 'model' | 'refusal'> {
  try {
    return { model: fitShiftedBetaGeometric(attritionOfCohorts(cohorts)), refusal: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { model: null, refusal: error.message };
  }
}

/** Losses of cohorts added up by the age at which they happened. Refuses fewer than two periods, and cohorts that grow. */
export function attritionOfCohorts(cohorts: readonly (readonly number[])[]): Attrition {
  const periods = Math.max(0, ...cohorts.map((survivors) => survivors.length - 1));
  if (periods < 2) throw new Refusal('Retention needs a cohort and at least two periods after it.');
  const atRisk = new Array<number>(periods).fill(0);
  const lost = new Array<number>(periods).fill(0);
  for (const survivors of cohorts) {
    // A young cohort says what it can; only that no cohort grows is asked of each.
    const one = attritionOf(survivors.length < 3 ? [...survivors, ...[0, 0]] : survivors);
    for (let t = 0; t < survivors.length - 1; t++) {
      atRisk[t] = (atRisk[t] as number) + (one.atRisk[t] as number);
      lost[t] = (lost[t] as number) + (one.lost[t] as number);
    }
  }
  return { atRisk, lost };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

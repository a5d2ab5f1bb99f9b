import { Refusal } from '../refusal.js';
import {
  attritionOf,
  fitShiftedBetaGeometric,
  retentionAt,
  type ShiftedBetaGeometric,
} from './shifted-beta-geometric.js';

export interface ProjectedPeriod {
  readonly period: number;
  /** Share of the cohort that is left, 0 … 1, by the model. */
  readonly survival: number;
  /** The same in heads. */
  readonly survivors: number;
  /** What was seen in that period, where the data goes so far. */
  readonly observed: number | null;
  /** Share of those who began the period that stay through it. */
  readonly retention: number;
}

export interface RetentionProjection extends ShiftedBetaGeometric {
  readonly fitPeriods: number;
  /** The periods that the fit did not see: up to the end of the data, at least `ahead` of them. */
  readonly projected: readonly ProjectedPeriod[];
  /** The periods that the fit saw, for comparison. */
  readonly fitted: readonly ProjectedPeriod[];
}

export interface RetentionOptions {
  /** Periods that the fit may see; all when absent. */
  readonly fitPeriods?: number;
  /** How many periods to project beyond the fit at least. */
  readonly ahead?: number;
}

/** Fits a cohort's survivors (its size first) and projects them. */
export function projectRetention(survivors: readonly number[], options: RetentionOptions = {}): RetentionProjection {
  const known = survivors.length - 1;
  const { fitPeriods = known, ahead = 5 } = options;
  if (known < 2) throw new Refusal('Retention needs a cohort and at least two periods after it.');
  if (!Number.isInteger(fitPeriods) || fitPeriods < 2 || fitPeriods > known) {
    throw new Refusal(`The fit can see 2 to ${known} periods of this cohort, not ${fitPeriods}.`);
  }
  attritionOf(survivors);
  const model = fitShiftedBetaGeometric(attritionOf(survivors.slice(0, fitPeriods + 1)));
  const period = (t: number): ProjectedPeriod => {
    const survival = retentionAt(model, t);
    return {
      period: t,
      survival,
      survivors: survival * (survivors[0] as number),
      observed: survivors[t] ?? null,
      retention: (model.beta + t - 1) / (model.alpha + model.beta + t - 1),
    };
  };
  const last = Math.max(known, fitPeriods + ahead);
  const periods = Array.from({ length: last }, (_, i) => period(i + 1));
  return { ...model, fitPeriods, fitted: periods.slice(0, fitPeriods), projected: periods.slice(fitPeriods) };
}

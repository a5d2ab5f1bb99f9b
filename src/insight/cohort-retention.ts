import type { Principal } from '../access/principal.js';
import { type PooledRetention, pooledRetention } from '../analytics/survival/pooled-cohorts.js';
import { TenureError } from '../errors/errors.js';
import type { Receipt } from '../semantic/contract/answer.js';
import type { Filter } from '../semantic/contract/query.js';
import type { SemanticService } from '../semantic/contract/service.js';
import { atOneSnapshot } from '../semantic/pivot/pivot-snapshot.js';

/** The view of customers by the month of joining and the months since. */
export const COHORTS_VIEW = 'cohorts';
const MOST_MONTHS = 120;
const DEFAULT_MONTHS_AHEAD = 12;

export interface CohortQuestion {
  /** Dimension of the view that makes the slices, `cohort_month` for each cohort; without one all together. */
  readonly by?: string | undefined;
  readonly filters?: readonly Filter[];
  /** Months to project beyond what the fit saw. */
  readonly monthsAhead?: number | undefined;
  /** Months since joining that the fit may see; all when absent. */
  readonly fitMonths?: number | undefined;
}

export interface CohortSlice extends PooledRetention {
  /** Value of the dimension; null for all together, and where it has none. */
  readonly slice: string | null;
}

export interface CohortAnswer {
  readonly slices: readonly CohortSlice[];
  readonly receipts: readonly Receipt[];
}

/** Retention of slices of customers by the months since joining, as the caller, and its course beyond the data. */
export async function cohortRetention(
  semantic: SemanticService,
  { by, filters = [], monthsAhead = DEFAULT_MONTHS_AHEAD, fitMonths }: CohortQuestion,
  principal: Principal,
  signal?: AbortSignal,
): Promise<CohortAnswer> {
  requireMonths('monthsAhead', monthsAhead, 0);
  if (fitMonths !== undefined) requireMonths('fitMonths', fitMonths, 2);
  const dimensions = [...new Set([...(by === undefined ? [] : [by]), 'cohort_month', 'age_months'])];
  const question = {
    view: COHORTS_VIEW,
    dimensions: dimensions.map((name) => ({ name })),
    measures: [{ name: 'retained_customers' }],
    filters,
    order: dimensions.map((by) => ({ by, direction: 'asc' as const })),
  };
  const { result, receipts } = await atOneSnapshot(semantic, principal, signal ? { signal } : {}, (ask) =>
    ask(question),
  );
  if (!result.receipt.complete)
    throw new TenureError('TOO_LARGE', `There are too many cohorts: ${result.receipt.incompleteBecause}.`);
  const slices = new Map<string | null, Map<string, number[]>>();
  const [cohort, age] = [dimensions.indexOf('cohort_month'), dimensions.indexOf('age_months')];
  for (const row of result.rows) {
    const slice = by === undefined || row[0] === null || row[0] === undefined ? null : String(row[0]);
    const cohorts = slices.get(slice) ?? new Map<string, number[]>();
    slices.set(slice, cohorts);
    const survivors = cohorts.get(String(row[cohort])) ?? [];
    cohorts.set(String(row[cohort]), survivors);
    // Ages come in order; a condition on them may leave some out, which would make a cohort of another age.
    if (Number(row[age]) !== survivors.length)
      throw new TenureError(
        'WRONG_USE',
        'Retention needs every month since joining: leave out conditions on age_months.',
      );
    survivors.push(Number(row.at(-1)));
  }
  const told = [...slices].map(([slice, cohorts]) => ({
    slice,
    ...pooledRetention([...cohorts.values()], { ahead: monthsAhead, fitPeriods: fitMonths }),
  }));
  return { slices: told, receipts };
}

function requireMonths(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= MOST_MONTHS) return;
  throw new TenureError('BAD_REQUEST', `${name} must be a whole number from ${least} to ${MOST_MONTHS}.`);
}

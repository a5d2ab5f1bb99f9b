import type { Principal } from '../access/principal.js';
import { type DriverState, decomposeDrivers, type Share } from '../analytics/decide/churn-reasons.js';
import type { SemanticAnswer } from '../semantic/contract/answer.js';
import type { SemanticQuery } from '../semantic/contract/query.js';
import type { SemanticService } from '../semantic/contract/service.js';
import { filterMembers } from '../semantic/plan/masked.js';
import type { DayRange, DecomposeQuestion } from './decompose-question.js';

/** The view of every scored month. */
const HISTORY_VIEW = 'risk_history';
/** The rate that the churn model predicts. */
const PREDICTED = { numerator: 'churned', denominator: 'customer_months' };

/** What the churn model says of the change of a churn rate: drivers + rest + unpredicted = the change observed. */
export interface PredictedChange {
  /** Mean chance to leave in the month after, of those there at the end of the month before each month of the period. */
  readonly before: number;
  readonly after: number;
  /** Ranked; with the rest they sum to after - before. */
  readonly drivers: readonly Share[];
  /** What the drivers do not explain: the mean of a curve is not the curve of the mean. */
  readonly rest: number;
  /** The change that was observed less the one predicted. */
  readonly unpredicted: number;
}

/** Questions about the months before each range, or why nothing can be said of the rate. */
export async function predictionQueries(
  semantic: SemanticService,
  { view, numerator, denominator, time, filters = [] }: DecomposeQuestion,
  ranges: readonly DayRange[],
  principal: Principal,
): Promise<readonly SemanticQuery[] | string> {
  if (numerator !== PREDICTED.numerator || denominator !== PREDICTED.denominator)
    return `Drivers are known of ${PREDICTED.numerator} over ${PREDICTED.denominator} alone.`;
  const { views } = await semantic.catalog(principal);
  const history = views.find(({ name }) => name === HISTORY_VIEW);
  if (!history) return `You do not see the scores of earlier months (${HISTORY_VIEW}).`;
  const known = new Set(history.dimensions.filter(({ masked }) => !masked).map(({ name }) => name));
  const unknown = filters.flatMap(filterMembers).find((member) => !known.has(member) || member === time);
  if (unknown !== undefined) return `The scores of earlier months (${HISTORY_VIEW} beside ${view}) have no ${unknown}.`;
  return ranges.map((range) => {
    const months = monthsBefore(range);
    return {
      view: HISTORY_VIEW,
      dimensions: [{ name: 'month' }],
      measures: [{ name: 'at_risk' }, { name: 'expected_next_month' }, { name: 'churn_drivers' }],
      filters: [
        ...filters,
        { member: 'month', operator: 'between', values: [months[0] ?? range.from, months.at(-1) ?? range.from] },
      ],
    };
  });
}

/** The answers of `predictionQueries` put together, or why they cannot be. `change` is the one observed. */
export function predictedChange(
  ranges: readonly [now: DayRange, then: DayRange],
  [now, then]: readonly [now: SemanticAnswer, then: SemanticAnswer],
  change: number,
): PredictedChange | string {
  const after = stateOf(ranges[0], now);
  const before = stateOf(ranges[1], then);
  if (typeof after === 'string') return after;
  if (typeof before === 'string') return before;
  const predicted = after.probability - before.probability;
  return {
    before: before.probability,
    after: after.probability,
    ...decomposeDrivers(before, after),
    unpredicted: change - predicted,
  };
}

/** The mean over all customer-months of a range; text where a month of it lacks what is needed. */
function stateOf(range: DayRange, { rows }: SemanticAnswer): DriverState | string {
  const found = new Map(rows.map((row) => [String(row[0]), row]));
  let customers = 0;
  let expected = 0;
  const totals = new Map<string, number>();
  for (const month of monthsBefore(range)) {
    const [, atRisk, leaving, drivers] = found.get(month) ?? [];
    if (atRisk === undefined)
      return `${month.slice(0, 7)}, the month before one asked for, has no scores of this group: tenure score --history makes them.`;
    if (Number(atRisk) === 0) continue;
    if (!Array.isArray(drivers) || drivers.length === 0)
      return `The scores of ${month.slice(0, 7)} were made by another model than the one in use: tenure score --history makes them anew.`;
    customers += Number(atRisk);
    expected += Number(leaving);
    for (const [factor, mean] of drivers as readonly (readonly unknown[])[])
      totals.set(String(factor), (totals.get(String(factor)) ?? 0) + Number(mean) * Number(atRisk));
  }
  if (customers === 0) return 'Nobody of this group was there before the period.';
  return {
    probability: expected / customers,
    contributions: Object.fromEntries([...totals].map(([factor, total]) => [factor, total / customers])),
  };
}

/** The month before each month that begins in the range, `YYYY-MM-01`. */
function monthsBefore({ from, to }: DayRange): string[] {
  const index = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const first = index(from) + (from.endsWith('-01') ? 0 : 1);
  return Array.from({ length: Math.max(0, index(to) - first + 1) }, (_, i) => {
    const month = first + i - 1;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`;
  });
}

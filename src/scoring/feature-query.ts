import { LOOK_BACK_MONTHS, type ScoringFeature } from './feature-set.js';
import { monthAfter, parseMonth } from './months.js';

/** Which customers a feature query is about, at the end of month t. */
export type Population =
  /** Still there at the end of the month: who can be scored. */
  | 'at-risk'
  /** There at any time in the month: a single extract, in which some have just left. */
  | 'present';

export interface FeatureQuestion {
  readonly features: readonly ScoringFeature[];
  /** t: what is asked is known at its end. */
  readonly month: string;
  readonly population: Population;
  /** Further columns of the customer's row of the month. */
  readonly monthColumns?: readonly string[];
  /** Further aggregates over the customer's rows. */
  readonly aggregates?: readonly string[];
  readonly lookBackMonths?: number;
  /** A condition on customer_key: some of the customers. */
  readonly among?: string;
}

/**
 * What a statement that asks for features is best run with: the rows of the month go by the aggregates, which are numbers;
 * the planner would hold the month's texts and maps in memory to pass the aggregates by.
 */
export const FEATURE_SETTINGS = 'query_plan_join_swap_table = 0';

/**
 * One row a customer: customer_key, label (left in the month after t, or for `present` in t itself), the further columns,
 * then the features f0, f1, …. Features can see no row after t: the month after is asked for the label alone.
 */
export function featureQuery(question: FeatureQuestion): string {
  const { features, month, population, monthColumns = [], aggregates = [], among = '1' } = question;
  const first = monthAfter(month, 1 - (question.lookBackMonths ?? LOOK_BACK_MONTHS));
  const valuesOver = (over: ScoringFeature['over']) =>
    features.flatMap((feature, i) => (feature.over === over ? [`${feature.sql} AS f${i}`] : []));
  const isThere = population === 'at-risk' ? 'active = 1 AND churned = 0' : 'active = 1';
  const label =
    population === 'at-risk'
      ? `customer_key IN (SELECT customer_key FROM tenure.customer_month
           WHERE month = ${day(monthAfter(month))} AND churned = 1 AND ${among})`
      : 'churned = 1';
  const now = `SELECT ${['customer_key', `toUInt8(${label}) AS label`, ...monthColumns, ...valuesOver('month')].join(', ')}
    FROM tenure.customer_month WHERE month = ${day(month)} AND ${isThere} AND ${among}`;
  const past = [...aggregates, ...valuesOver('months')];
  if (past.length === 0) return now;
  const at = `toInt32(toRelativeMonthNum(month)) - toInt32(toRelativeMonthNum(${day(month)})) AS at`;
  // Every customer of the month has a row on the right: that of the month itself.
  return `SELECT * FROM (${now}) AS now
    ANY LEFT JOIN (
      SELECT ${['customer_key', ...past].join(', ')}
      FROM (SELECT *, ${at} FROM tenure.customer_month
            WHERE month >= ${day(first)} AND month <= ${day(month)} AND ${among})
      GROUP BY customer_key
    ) AS past USING (customer_key)`;
}

/** A month as a Date literal; only what `parseMonth` lets through gets into the text. */
export function day(month: string): string {
  return `toDate('${parseMonth(month)}')`;
}

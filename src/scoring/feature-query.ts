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
  /** Further aggregates over the customer's rows. */
  readonly columns?: readonly string[];
  readonly lookBackMonths?: number;
  /** A condition on customer_key: some of the customers. */
  readonly among?: string;
}

/**
 * One row a customer: customer_key, label (left in the month after t, or for `present` in t itself), the further columns,
 * then the features f0, f1, …. Features can see no row after t: the month after is asked for the label alone.
 */
export function featureQuery(question: FeatureQuestion): string {
  const { features, month, population, columns = [], lookBackMonths = LOOK_BACK_MONTHS, among = '1' } = question;
  const first = monthAfter(month, 1 - lookBackMonths);
  const values = features.map((feature, i) => `${feature.sql} AS f${i}`);
  const isThere = population === 'at-risk' ? 'active = 1 AND churned = 0' : 'active = 1';
  const keys = (at: string, which: string) =>
    `SELECT customer_key FROM tenure.customer_month WHERE month = ${day(at)} AND ${which} AND ${among}`;
  const label =
    population === 'at-risk'
      ? `toUInt8(customer_key IN (${keys(monthAfter(month), 'churned = 1')})) AS label`
      : 'toUInt8(countIf(churned = 1 AND at = 0) > 0) AS label';
  return `SELECT ${['customer_key', label, ...columns, ...values].join(', ')}
    FROM (SELECT *, toInt32(dateDiff('month', ${day(month)}, month)) AS at FROM tenure.customer_month
          WHERE month >= ${day(first)} AND month <= ${day(month)} AND ${among}
            AND customer_key IN (${keys(month, isThere)}))
    GROUP BY customer_key`;
}

/** A month as a Date literal; only what `parseMonth` lets through gets into the text. */
export function day(month: string): string {
  return `toDate('${parseMonth(month)}')`;
}

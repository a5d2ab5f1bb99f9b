import { LOOK_BACK_MONTHS, type ScoringFeature } from './feature-set.js';
import { monthAfter, parseMonth } from './months.js';

/** Which customers a feature query is about, at the end of month t. */
export type Population =
  /** Still there at the end of the month: who can be scored. */
  | 'at-risk'
  /** There at any time in the month: a single extract, in which some have just left. */
  | 'present';

/**
 * One row a customer: customer_key, label (left in the month after t, or for `present` in t itself), `columns` (further
 * aggregates), then the features f0, f1, …. Features can see no row after t: the month after is asked for the label alone.
 */
export function featureQuery(
  features: readonly ScoringFeature[],
  month: string,
  population: Population,
  columns: readonly string[] = [],
  lookBackMonths = LOOK_BACK_MONTHS,
): string {
  const first = monthAfter(month, 1 - lookBackMonths);
  const values = features.map((feature, i) => `${feature.sql} AS f${i}`);
  const left = population === 'at-risk' ? monthAfter(month) : month;
  const isThere =
    population === 'at-risk' ? 'sumIf(active, at = 0) > 0 AND sumIf(churned, at = 0) = 0' : 'sumIf(active, at = 0) > 0';
  const label = `customer_key IN (SELECT customer_key FROM tenure.customer_month WHERE month = ${day(left)} AND churned = 1)`;
  return `SELECT customer_key, toUInt8(${label}) AS label, ${[...columns, ...values].join(', ')}
    FROM (SELECT *, toInt32(dateDiff('month', ${day(month)}, month)) AS at FROM tenure.customer_month
          WHERE month >= ${day(first)} AND month <= ${day(month)})
    GROUP BY customer_key
    HAVING ${isThere}`;
}

/** A month as a Date literal; only what `parseMonth` lets through gets into the text. */
export function day(month: string): string {
  return `toDate('${parseMonth(month)}')`;
}

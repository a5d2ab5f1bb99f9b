import type { CustomerRules } from '../../src/analytics/segment/customer-classes.js';
import type { IndicatorWeight } from '../../src/analytics/value/indicator-tree.js';
import { LOYALTY_RANGES, LOYALTY_WEIGHTS, type LoyaltyIndicators } from '../../src/analytics/value/loyalty.js';
import type { Range } from '../../src/analytics/value/score.js';
import { type Fragment, identifier, join, sql, typed, unsafeRaw } from '../../src/warehouse/sql.js';
import { portfolios } from './additions.js';
import { classSql } from './customer-rules.js';
import { BEHAVIOUR, BEHAVIOUR_MONTHS, VALUE, VALUE_MONTHS } from './indicators.js';
import type { SegmentModel } from './segments.js';

/** Loyalty index from which on a customer is of medium, and of high loyalty. */
export const LOYALTY_LIMITS = [40, 60] as const;

export function createFeatures(table: Fragment): Fragment {
  return sql`CREATE TABLE ${table} (customer_key UInt64, current_value Decimal(18, 4), behaviour Array(Float64), value Array(Float64), loyalty Array(Float64), portfolio String)
    ENGINE = MergeTree ORDER BY customer_key`;
}

/** How many months of average behaviour a customer starts with: a short history alone would make anybody look extreme. */
const PRIOR_MONTHS = 1;

/** What is known of each customer active in the month: behaviour, what the value score weighs, what loyalty is read from. */
export function insertFeatures(table: Fragment, month: string): Fragment {
  const at = typed(month, 'Date');
  const behaviour = unsafeRaw(`[${BEHAVIOUR.map((one) => one.sql).join(', ')}]`);
  const value = unsafeRaw(`[${VALUE.map((one) => one.sql).join(', ')}]`);
  return sql`INSERT INTO ${table}
    SELECT customer_key, current_value,
      arrayMap((own, all) -> (months * own + ${PRIOR_MONTHS} * all) / (months + ${PRIOR_MONTHS}), plain, avgForEach(plain) OVER ()),
      value, loyalty, held.portfolio
    FROM (SELECT customer_key, count() AS months, ${behaviour} AS plain FROM tenure.customer_month
          WHERE month BETWEEN addMonths(${at}, ${1 - BEHAVIOUR_MONTHS}) AND ${at} AND active = 1 GROUP BY customer_key) AS recent
    INNER JOIN (
      SELECT customer_key, toDecimal64(sum(margin), 4) AS current_value, ${value} AS value, ${loyaltyTerms()} AS loyalty
      FROM tenure.customer_month
      WHERE month BETWEEN addMonths(${at}, ${1 - VALUE_MONTHS}) AND ${at}
      GROUP BY customer_key
      HAVING maxIf(active, month = ${at}) = 1
    ) AS year USING (customer_key)
    LEFT JOIN (${portfolios(month)}) AS held USING (customer_key)
    SETTINGS join_use_nulls = 0`;
}

/** In the order of the loyalty weights; NaN where nothing is known. */
function loyaltyTerms(): Fragment {
  const terms: Readonly<Record<keyof LoyaltyIndicators, string>> = {
    tenureMonths: 'toFloat64(max(tenure_months))',
    contractMonthsLeft:
      "if(mapContains(argMax(date_attributes, month), 'contract_ends_on'), toFloat64(greatest(0, dateDiff('month', max(month), argMax(date_attributes, month)['contract_ends_on']))), nan)",
    productsHeld: 'toFloat64(argMax(products_held, month))',
    satisfaction: 'if(sum(satisfaction_count) = 0, nan, sum(satisfaction_sum) / sum(satisfaction_count))',
    complaints: 'toFloat64(sum(complaints))',
  };
  return unsafeRaw(`[${LOYALTY_WEIGHTS.map(({ name }) => terms[name as keyof LoyaltyIndicators]).join(', ')}]`);
}

/** 0 … 1 each, as score.ts has it. */
export function normalisedSql(array: string, weights: readonly IndicatorWeight[], ranges: readonly Range[]): string {
  const terms = weights.map(({ lessIsMore }, i) => {
    const { low, high } = ranges[i] as Range;
    if (!(high > low)) return '0.5';
    const share = `greatest(0, least(1, (${array}[${i + 1}] - ${number(low)}) / ${number(high - low)}))`;
    return `if(isFinite(${array}[${i + 1}]), ${lessIsMore ? `1 - ${share}` : share}, 0.5)`;
  });
  return `[${terms.join(', ')}]`;
}

export function scoreSql(normalised: string, weights: readonly IndicatorWeight[]): string {
  return `100 * (${weights.map(({ weight }, i) => `${number(weight)} * ${normalised}[${i + 1}]`).join(' + ')})`;
}

/** The id of the nearest segment: distances in z-scores, written out, the first of equals. */
export function nearestSql({ behaviour, scales, segments }: SegmentModel): string {
  if (segments.length === 0) return '0';
  const distances = segments.map(({ means }) =>
    behaviour
      .map((name, d) => {
        const at = BEHAVIOUR.findIndex((one) => one.name === name) + 1;
        const deviation = scales[d]?.deviation as number;
        return `pow((behaviour[${at}] - ${number(means[d] as number)}) / ${number(deviation)}, 2)`;
      })
      .join(' + '),
  );
  const ids = segments.map(({ id }) => id).join(', ');
  return `[${ids}][indexOf([${distances.join(', ')}] AS distances, arrayMin(distances))]`;
}

export interface MonthBasis {
  readonly month: string;
  readonly runId: string;
  readonly features: Fragment;
  readonly model: SegmentModel;
  readonly weights: readonly IndicatorWeight[];
  readonly ranges: readonly Range[];
  /** Least value score of platinum, gold and silver. */
  readonly floors: readonly number[];
  /** What customers with each set of products are likely to add. */
  readonly likely: Fragment;
  readonly rules: CustomerRules;
  /** Where the values of the month before are; null when there is none. */
  readonly previous: Fragment | null;
}

/** Values and labels of one month into the next version of customer_value. */
export function insertValues(next: Fragment, basis: MonthBasis): Fragment {
  const { month, runId, features, model, weights, ranges, floors, previous, likely, rules } = basis;
  const loyaltyRanges = LOYALTY_WEIGHTS.map(({ name }) => LOYALTY_RANGES[name as keyof LoyaltyIndicators]);
  const loyalty = scoreSql(`(${normalisedSql('loyalty', LOYALTY_WEIGHTS, loyaltyRanges)} AS bound)`, LOYALTY_WEIGHTS);
  const tier = `multiIf(${floors.map((floor, i) => `score >= ${number(floor)}, ${i + 1}`).join(', ')}, ${floors.length + 1})`;
  const band = `1 + (loyalty_index >= ${LOYALTY_LIMITS[0]}) + (loyalty_index >= ${LOYALTY_LIMITS[1]})`;
  const before = previous
    ? sql`LEFT JOIN (SELECT customer_key, segment FROM ${previous} WHERE month = addMonths(${typed(month, 'Date')}, -1)) AS p ON p.customer_key = m.customer_key`
    : sql``;
  return sql`INSERT INTO ${next}
    SELECT month, m.customer_key, m.customer_id, m.district_code, m.plan_code, m.tier, m.channel_code, m.account_manager_code,
      ${unsafeRaw(nearestSql(model))} AS nearest, ${previous ? unsafeRaw('p.segment') : unsafeRaw('0')} AS former,
      former != 0 AND former != nearest,
      ${unsafeRaw(tier)}, ${unsafeRaw(band)}, f.current_value,
      ${unsafeRaw(scoreSql(`(${normalisedSql('value', weights, ranges)} AS normal)`, weights))} AS score,
      ${unsafeRaw(loyalty)} AS loyalty_index, normal, ${runId},
      f.portfolio, toDecimal64(f.value[${place('revenue')}], 4) AS revenue_12, toUInt16(f.value[${place('tenure_months')}]) AS tenure_months,
      toUInt16(f.value[${place('products_held')}]) AS products_held, l.monthly_margin AS potential_margin,
      ${classSql(rules, (indicator) => (indicator === 'value_score' ? 'score' : indicator))}
    FROM tenure.customer_month AS m
    INNER JOIN ${features} AS f ON f.customer_key = m.customer_key
    LEFT JOIN ${likely} AS l ON l.portfolio = f.portfolio
    ${before}
    WHERE m.month = ${typed(month, 'Date')} AND m.active = 1
    SETTINGS join_use_nulls = 0`;
}

/** Where an indicator stands among the values of a customer's features. */
function place(name: string): number {
  return VALUE.findIndex((one) => one.name === name) + 1;
}

/** Segments of the month with how many customers each has in the next version of customer_value. */
export function insertSegments(
  next: Fragment,
  values: Fragment,
  month: string,
  runId: string,
  model: SegmentModel,
): Fragment {
  const at = typed(month, 'Date');
  const { scales, segments } = model;
  const rows = segments.map(
    (one) => sql`SELECT ${at}, ${one.id}, ${one.name}, ${one.nameZh},
      (SELECT count() FROM ${values} WHERE month = ${at} AND segment = ${one.id}),
      ${typed(model.behaviour, 'Array(String)')}, ${typed(one.means, 'Array(Float64)')},
      ${typed(
        scales.map(({ mean }) => mean),
        'Array(Float64)',
      )}, ${typed(
        scales.map(({ deviation }) => deviation),
        'Array(Float64)',
      )},
      ${one.drift === null ? unsafeRaw('NULL') : typed(one.drift, 'Float64')}, ${typed(model.silhouette, 'Float64')},
      ${typed(model.learntSilhouette, 'Float64')}, ${runId}`,
  );
  return sql`INSERT INTO ${next} ${join(rows, ' UNION ALL ')}`;
}

export function insertBasis(next: Fragment, basis: MonthBasis, sourceRun: string): Fragment {
  const { month, weights, ranges, floors, runId } = basis;
  return sql`INSERT INTO ${next} SELECT ${typed(month, 'Date')}, ${typed(
    weights.map(({ name }) => name),
    'Array(String)',
  )},
    ${typed(
      weights.map(({ weight }) => weight),
      'Array(Float64)',
    )}, ${typed(
      ranges.map(({ low }) => low),
      'Array(Float64)',
    )},
    ${typed(
      ranges.map(({ high }) => high),
      'Array(Float64)',
    )}, ${typed(floors, 'Array(Float64)')}, ${sourceRun}, ${runId}`;
}

export function scratchTable(runId: string, name: string): { readonly dotted: string; readonly fragment: Fragment } {
  return { dotted: `tenure_load.${runId}_${name}`, fragment: identifier('tenure_load', `${runId}_${name}`) };
}

/** A number of the program's own, as SQL reads it back to the last digit. */
function number(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be written as a number`);
  return `toFloat64(${value})`;
}

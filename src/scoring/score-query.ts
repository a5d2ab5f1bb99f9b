import { formulaSql, text } from '../analytics/churn/clickhouse.js';
import { termNames } from '../analytics/churn/formula.js';
import { churnCurveSql, hazardOf } from '../analytics/survival/hazard.js';
import { stageSql } from '../analytics/survival/life-cycle.js';
import { day, featureQuery } from './feature-query.js';
import { TENURE_FEATURE } from './feature-set.js';
import type { ChurnModel } from './model.js';
import { monthAfter } from './months.js';

/** Months whose chance of leaving is `probability` and `risk_bin`. */
export const RISK_HORIZON_MONTHS = 3;
/** The value kept in the history: months and yearly discount rate. */
const VALUE_MONTHS = 36;
const ANNUAL_DISCOUNT_RATE = 0.1;
/** What margin of each of those months counts today. */
const DISCOUNTS = `[${Array.from({ length: VALUE_MONTHS }, (_, t) => (1 + ANNUAL_DISCOUNT_RATE) ** (-(t + 1) / 12)).join(', ')}]`;
/** Margin of the last year is kept beside the scores. */
const MARGIN_MONTHS = 12;

/** Dimension keys as they were at the customer's last active moment in the month. */
const KEYS = [
  'customer_id',
  'district_code',
  'plan_code',
  'tier',
  'channel_code',
  'device_code',
  'account_manager_code',
  'gender',
  'birth_year',
  'text_attributes',
  'number_attributes',
  'flag_attributes',
  'date_attributes',
  'tenure_months',
];

const MONEY = {
  margin: `ifNotFinite(avgIf(toFloat64(margin), active = 1 AND at > -3), 0)`,
  margin_12: `toFloat64(sumIf(margin, at > -${MARGIN_MONTHS}))`,
  recent_revenue: `avgIf(toFloat64(revenue), active = 1 AND at > -3)`,
  earlier_revenue: `avgIf(toFloat64(revenue), active = 1 AND at BETWEEN -5 AND -3)`,
};

/**
 * Every customer who was there in the month, one row each, those who left in it included (`label`), with keys, money and
 * bins. The join of `featureQuery` keeps the engine from writing the bins' long expressions into every look-up from them.
 * `ranges`: conditions on customer_key that cut the customers into parts, each aggregated by a thread of its own, so that
 * no states are merged.
 */
function binsQuery(model: ChurnModel, month: string, ranges: readonly string[]): string {
  return ranges.map((among) => `SELECT * FROM (${binsOfRange(model, month, among)})`).join(' UNION ALL ');
}

function binsOfRange({ formula, features }: ChurnModel, month: string, among: string): string {
  const position = new Map(features.map((feature, i) => [feature.name, `f${i}`]));
  const { bins } = formulaSql(formula, (feature) => position.get(feature.name) ?? 'nan');
  const inputs = formula.features.map(({ kind, name }) => (kind === 'number' ? (position.get(name) ?? 'nan') : 'nan'));
  const money = Object.keys(MONEY).map((name) => `${name}_value`);
  const question = featureQuery({
    features,
    month,
    population: 'present',
    among,
    lookBackMonths: MARGIN_MONTHS,
    monthColumns: [...KEYS, 'toFloat64(monthly_charges) AS monthly_charges_value'],
    aggregates: Object.entries(MONEY).map(([name, expression]) => `${expression} AS ${name}_value`),
  });
  return `SELECT customer_key, ${KEYS.join(', ')}, label, monthly_charges_value, ${money.join(', ')},
      ${bins} AS bins, [${inputs.join(', ')}]::Array(Float64) AS inputs
    FROM (${question}) SETTINGS max_threads = 1`;
}

/** The columns of customer_score but `month` and `segment`, and what the history needs. `ranges` as of `binsQuery`. */
export function scoreQuery(model: ChurnModel, month: string, ranges: readonly string[] = ['1']): string {
  const { formula, version } = model;
  const sql = formulaSql(formula, () => 'nan');
  const curve = churnCurveSql(hazardOf(formula, TENURE_FEATURE), 'toUInt32(tenure_months)');
  const stage = stageSql({
    tenureMonths: 'tenure_months',
    lost: 'label = 1',
    recent: 'recent_revenue_value',
    earlier: 'earlier_revenue_value',
  });
  return `
    SELECT customer_key, label AS lost, ${KEYS.join(', ')},
      ${stage} AS stage, toUInt32(${version}) AS model_version, log_odds,
      churn_curve[${RISK_HORIZON_MONTHS}] AS probability,
      toUInt8(least(99, floor(probability * 100))) AS risk_bin,
      margin_value AS margin, margin_12_value AS margin_12, monthly_charges_value AS monthly_charges,
      CAST(churn_curve, 'Array(Float32)') AS churn, CAST(contributions, 'Array(Float32)') AS contributions, bins, inputs,
      margin * arraySum((gone, weight) -> (1 - gone) * weight, arraySlice(churn_curve, 1, ${VALUE_MONTHS}),
        ${DISCOUNTS}) AS expected_value
    FROM (
      SELECT *, ${sql.logOdds} AS log_odds, ${curve} AS churn_curve
      FROM (SELECT *, ${sql.contributions} AS contributions FROM (${binsQuery(model, month, ranges)}))
    )`;
}

/** What each contribution is about, with its mean over all scored customers. */
export function insertTerms(into: string, scores: string, { formula, version }: ChurnModel): string {
  const names = termNames(formula).map(text);
  const factors = `[${names.join(', ')}]::Array(String)`;
  // Of nobody there are no means: the factors are told all the same.
  return `INSERT INTO ${into} (position, model_version, factor, base)
    SELECT position, ${version}, factor, arrayElement(bases, position)
    FROM (SELECT arrayMap(total -> total / greatest(count(), 1), sumForEach(contributions)) AS bases FROM ${scores})
    ARRAY JOIN arrayEnumerate(${factors}) AS position, ${factors} AS factor`;
}

const SCORE_COLUMNS = [
  'customer_key',
  ...KEYS,
  'stage',
  'model_version',
  'log_odds',
  'probability',
  'risk_bin',
  'margin',
  'margin_12',
  'monthly_charges',
  'churn',
  'contributions',
  'bins',
  'inputs',
];

/** Scored rows with the margin expected of what each customer is likely to add in the months ahead, given that they stay. */
function withLikelyAdditions(scored: string, month: string): string {
  return `(SELECT s.*, dictGet('tenure.likely_addition_of', 'curve', tuple(v.portfolio)) AS curve
    FROM ${scored} AS s
    LEFT JOIN (SELECT customer_key, portfolio FROM tenure.customer_value WHERE month = ${day(month)}) AS v
      ON v.customer_key = s.customer_key
    SETTINGS join_use_nulls = 0)`;
}

/** Nothing is expected of products after the curve that was learnt ends. */
const GAIN = 'arrayMap((gone, t) -> toFloat32((1 - gone) * arrayElement(curve, t)), churn, arrayEnumerate(churn))';

/** From the scored rows into a table like customer_score: those still there at the month's end. */
export function insertScores(into: string, scored: string, month: string): string {
  const segment = `dictGet('tenure.segment', 'name_en', dictGet('tenure.customer_label', 'segment', customer_key, ${day(month)}))`;
  return `INSERT INTO ${into} (month, segment, gain, ${SCORE_COLUMNS.join(', ')})
    SELECT ${day(month)}, ${segment}, ${GAIN}, ${SCORE_COLUMNS.join(', ')}
    FROM ${withLikelyAdditions(scored, month)} WHERE lost = 0`;
}

/**
 * From the scored rows into a table like customer_score_history; those who left have no risk and no value any more.
 * `previous` names the table with the month before when it is not published yet.
 */
export function insertHistory(into: string, scored: string, month: string, previous?: string): string {
  const keys = ['customer_id', 'district_code', 'plan_code', 'tier', 'channel_code', 'account_manager_code'];
  const kept = {
    log_odds: 'log_odds',
    probability: 'probability',
    risk_bin: 'risk_bin',
    margin: 'margin',
    expected_value: 'expected_value',
    next_month: 'churn[1]',
    margin_12: 'margin_12',
    expected_gain: `arraySum((gained, weight) -> gained * weight, arraySlice(${GAIN}, 1, ${VALUE_MONTHS}), ${DISCOUNTS})`,
  };
  return `INSERT INTO ${into} (month, customer_key, ${keys.join(', ')}, at_risk, explained, stage, previous_stage,
      model_version, contributions, ${Object.keys(kept).join(', ')})
    SELECT ${day(month)}, now.customer_key, ${keys.join(', ')}, lost = 0, lost = 0, now.stage, before.stage,
      model_version, if(lost = 1, [], contributions), ${Object.values(kept)
        .map((value) => `if(lost = 1, 0, ${value})`)
        .join(', ')}
    FROM ${withLikelyAdditions(scored, month)} AS now
    LEFT JOIN (
      SELECT customer_key, stage FROM ${previous ?? 'tenure.customer_score_history'} WHERE month = ${day(monthAfter(month, -1))}
    ) AS before ON before.customer_key = now.customer_key`;
}

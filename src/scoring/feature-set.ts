import { text } from '../analytics/churn/clickhouse.js';
import type { DeclaredAttribute } from '../warehouse/attributes.js';

/**
 * One input of the model: a name people can read in an explanation, and its value at the end of a month `t` as an
 * aggregate over one customer's rows of customer_month. `at` is whole months after t: 0 for t itself, −1 for the one
 * before. Numbers are Float64 with NaN for missing, categories String with ''.
 */
export interface ScoringFeature {
  readonly name: string;
  readonly kind: 'number' | 'category';
  readonly sql: string;
  /** Attribute of the customer that it comes from, where it does. */
  readonly attribute?: string | undefined;
}

export const TENURE_FEATURE = 'tenure_months';

/** Features look at the months t − 5 … t at most. */
export const LOOK_BACK_MONTHS = 6;

const NOW = 'at = 0';

function level(column: string): ScoringFeature {
  return { name: column, kind: 'number', sql: `toFloat64(sumIf(${column}, ${NOW}))` };
}

/** How often something happened in the last months, t included. */
function countOver(column: string, months: number): ScoringFeature {
  const name = months === 1 ? column : `${column}_${months}m`;
  return { name, kind: 'number', sql: `toFloat64(sumIf(${column}, at > -${months}))` };
}

/** This month against the mean of the last months in which the customer was there; NaN while those were nought. */
function ratio(column: string, months: number): ScoringFeature {
  const mean = `(sumIf(${column}, active = 1 AND at > -${months}) / nullIf(countIf(active = 1 AND at > -${months}), 0))`;
  const sql = `ifNull(toFloat64(sumIf(${column}, ${NOW})) / nullIf(toFloat64(${mean}), 0), nan)`;
  return { name: `${column}_vs_${months}m`, kind: 'number', sql };
}

/** Last three months' mean less the three before, for those who were there then. */
function trend(column: string): ScoringFeature {
  const mean = (where: string) => `avgIf(toFloat64(${column}), active = 1 AND ${where})`;
  return { name: `${column}_trend`, kind: 'number', sql: `${mean('at > -3')} - ${mean('at BETWEEN -5 AND -3')}` };
}

function key(column: string): ScoringFeature {
  return { name: column, kind: 'category', sql: `toString(anyIf(${column}, ${NOW}))` };
}

const AMOUNTS = ['revenue', 'voice_minutes', 'data_mb', 'calls'];
const EVENTS = [
  'contacts',
  'complaints',
  'dropped_calls',
  'rival_offers',
  'tariff_changes',
  'suspended',
  'plan_changed',
];

/** Inputs that every operator has. What happens with the leaving (port-outs, the reason) is not among them. */
const STANDARD: readonly ScoringFeature[] = [
  { name: TENURE_FEATURE, kind: 'number', sql: `toFloat64(maxIf(tenure_months, ${NOW}))` },
  key('plan_code'),
  key('tier'),
  key('channel_code'),
  key('device_code'),
  {
    name: 'province',
    kind: 'category',
    sql: `dictGet('tenure.region', 'province_en', anyIf(district_code, ${NOW}))`,
  },
  level('monthly_charges'),
  level('discount'),
  level('products_held'),
  level('arrears'),
  { name: 'overdue_days', kind: 'number', sql: `toFloat64(maxIf(overdue_days, ${NOW}))` },
  ...AMOUNTS.map(level),
  ...EVENTS.map((column) => countOver(column, 1)),
  ...EVENTS.map((column) => countOver(column, 3)),
  ...AMOUNTS.map((column) => ratio(column, 3)),
  ...AMOUNTS.map((column) => ratio(column, 6)),
  ...['revenue', 'data_mb', 'arrears'].map(trend),
  {
    name: 'satisfaction_6m',
    kind: 'number',
    sql: `ifNull(toFloat64(sumIf(satisfaction_sum, at > -6)) / nullIf(toFloat64(sumIf(satisfaction_count, at > -6)), 0), nan)`,
  },
];

/** The standard inputs and the operator's declared attributes, without what is personal. */
export function scoringFeatures(attributes: readonly DeclaredAttribute[]): ScoringFeature[] {
  const taken = new Set(STANDARD.map((feature) => feature.name));
  const own = attributes
    .filter((attribute) => !attribute.personal && !taken.has(attribute.name))
    .map((attribute): ScoringFeature => {
      const { name, type } = attribute;
      return { name, kind: type === 'text' ? 'category' : 'number', sql: attributeSql(name, type), attribute: name };
    });
  return [...STANDARD, ...own];
}

function attributeSql(name: string, type: DeclaredAttribute['type']): string {
  const map = `${type}_attributes`;
  const value = `${map}[${text(name)}]`;
  const has = `countIf(${NOW} AND mapContains(${map}, ${text(name)})) > 0`;
  if (type === 'text') return `toString(anyIf(${value}, ${NOW}))`;
  // What is no number, an infinite one too, is missing.
  if (type === 'number') return `if(${has}, ifNotFinite(maxIf(${value}, ${NOW}), nan), nan)`;
  if (type === 'flag') return `if(${has}, toFloat64(maxIf(${value}, ${NOW})), nan)`;
  // A day, such as the end of a contract: months from now until then.
  return `if(${has}, toFloat64(dateDiff('month', maxIf(month, ${NOW}), maxIf(${value}, ${NOW}))), nan)`;
}

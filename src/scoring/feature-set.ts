import { text } from '../analytics/churn/clickhouse.js';
import type { DeclaredAttribute } from '../warehouse/attributes.js';

/**
 * One input of the model: a name people can read in an explanation, and its value at the end of a month `t`. Numbers are
 * Float64 with NaN for missing, categories String with ''.
 */
export interface ScoringFeature {
  readonly name: string;
  readonly kind: 'number' | 'category';
  /**
   * What `sql` is about. `month`: the customer's row of customer_month of t alone, which costs no aggregation. `months`: an
   * aggregate over the customer's rows, where `at` is whole months after t: 0 for t itself, −1 for the one before.
   */
  readonly over: 'month' | 'months';
  readonly sql: string;
  /** Attribute of the customer that it comes from, where it does. */
  readonly attribute?: string | undefined;
}

export const TENURE_FEATURE = 'tenure_months';

/** Features look at the months t − 5 … t at most. */
export const LOOK_BACK_MONTHS = 6;

function level(column: string): ScoringFeature {
  return { name: column, kind: 'number', over: 'month', sql: `toFloat64(${column})` };
}

/** How often something happened in the last months, t included. */
function countOver(column: string, months: number): ScoringFeature {
  const name = `${column}_${months}m`;
  return { name, kind: 'number', over: 'months', sql: `toFloat64(sumIf(${column}, at > -${months}))` };
}

/** This month against the mean of the last months in which the customer was there; NaN while those were nought. */
function ratio(column: string, months: number): ScoringFeature {
  const mean = `(sumIf(${column}, active = 1 AND at > -${months}) / nullIf(countIf(active = 1 AND at > -${months}), 0))`;
  const sql = `ifNull(toFloat64(sumIf(${column}, at = 0)) / nullIf(toFloat64(${mean}), 0), nan)`;
  return { name: `${column}_vs_${months}m`, kind: 'number', over: 'months', sql };
}

/** Last three months' mean less the three before, for those who were there then. */
function trend(column: string): ScoringFeature {
  const mean = (where: string) => `avgIf(toFloat64(${column}), active = 1 AND ${where})`;
  return {
    name: `${column}_trend`,
    kind: 'number',
    over: 'months',
    sql: `${mean('at > -3')} - ${mean('at BETWEEN -5 AND -3')}`,
  };
}

function key(column: string): ScoringFeature {
  return { name: column, kind: 'category', over: 'month', sql: `toString(${column})` };
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
  level(TENURE_FEATURE),
  key('plan_code'),
  key('tier'),
  key('channel_code'),
  key('device_code'),
  {
    name: 'province',
    kind: 'category',
    over: 'month',
    sql: `dictGet('tenure.region', 'province_en', district_code)`,
  },
  level('monthly_charges'),
  level('discount'),
  level('products_held'),
  level('arrears'),
  level('overdue_days'),
  ...AMOUNTS.map(level),
  ...EVENTS.map(level),
  ...EVENTS.map((column) => countOver(column, 3)),
  ...AMOUNTS.map((column) => ratio(column, 3)),
  ...AMOUNTS.map((column) => ratio(column, 6)),
  ...['revenue', 'data_mb', 'arrears'].map(trend),
  {
    name: 'satisfaction_6m',
    kind: 'number',
    over: 'months',
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
      const kind = type === 'text' ? 'category' : 'number';
      return { name, kind, over: 'month', sql: attributeSql(name, type), attribute: name };
    });
  return [...STANDARD, ...own];
}

function attributeSql(name: string, type: DeclaredAttribute['type']): string {
  const map = `${type}_attributes`;
  const value = `${map}[${text(name)}]`;
  const has = `mapContains(${map}, ${text(name)})`;
  if (type === 'text') return `toString(${value})`;
  // What is no number, an infinite one too, is missing.
  if (type === 'number') return `if(${has}, ifNotFinite(${value}, nan), nan)`;
  if (type === 'flag') return `if(${has}, toFloat64(${value}), nan)`;
  // A day, such as the end of a contract: months from now until then.
  return `if(${has}, toFloat64(dateDiff('month', month, ${value})), nan)`;
}

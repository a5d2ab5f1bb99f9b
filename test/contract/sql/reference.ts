/**
 * What members of the views mean, written anew as ClickHouse SQL over the base table: the independent side of the
 * statement tests. Nothing here goes through Cube, the semantic layer or the SQL door.
 */
export const DIMENSIONS = {
  province: "dictGet('tenure.region', 'province_en', district_code)",
  city: "dictGet('tenure.region', 'city_en', district_code)",
  plan: "dictGet('tenure.plan', 'plan_en', plan_code)",
  plan_family: "dictGet('tenure.plan', 'family', plan_code)",
  tier: 'toString(tier)',
  channel: "dictGet('tenure.channel', 'channel_en', channel_code)",
  contract: "if(text_attributes['contract'] = '', 'Unknown', text_attributes['contract'])",
} as const;
export type DimensionName = keyof typeof DIMENSIONS;

export const MEASURES = {
  churned: 'sum(churned)',
  joined: 'sum(joined)',
  customer_months: 'sum(active)',
  monthly_charges: 'sum(monthly_charges)',
  revenue: 'sum(revenue)',
  customers: 'uniqExactIf(customer_key, active = 1)',
  churn_rate: 'sum(churned) / nullif(sum(active), 0)',
  arpu: 'toFloat64(sum(revenue)) / nullif(sum(active), 0)',
} as const;
export type MeasureName = keyof typeof MEASURES;

export const BASE = 'tenure.customer_month';

/** A statement as a tool writes it, and the same question asked of the base table. */
export interface Statement {
  readonly tool: string;
  readonly shape: string;
  readonly sql: string;
  readonly check: string;
}

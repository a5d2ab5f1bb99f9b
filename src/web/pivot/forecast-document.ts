// Checked against the schema by test/contract/forecast.test.ts.
import type { Scalar } from '../api/types.js';

export const FORECAST = `query Forecast($view: String!, $measure: String!, $by: [String!]!, $filters: [FilterInput!], $months: Int!) {
  forecast(view: $view, measure: $measure, by: $by, filters: $filters, months: $months) {
    coherent
    basis { kind first last monthsUsed leftOut gaps ratioOf { numerator denominator } limitedTo { provinces accountManagers } }
    cells { path notes
      points { month isForecast value intervals { level low high } }
      backTest { origins months smape mase coverage { level share } } }
    receipt { snapshot sql } } }`;

export interface ForecastPoint {
  readonly month: string;
  readonly isForecast: boolean;
  readonly value: number | null;
  readonly intervals: readonly { readonly level: number; readonly low: number; readonly high: number }[];
}

export interface ForecastCell {
  readonly path: readonly Scalar[];
  readonly notes: readonly string[];
  readonly points: readonly ForecastPoint[];
  readonly backTest: {
    readonly origins: number;
    readonly months: number;
    readonly smape: number;
    readonly mase: number | null;
    readonly coverage: readonly { readonly level: number; readonly share: number }[];
  } | null;
}

/** A forecast as the server tells it, of one measure. */
export interface ForecastAnswer {
  readonly coherent: boolean;
  readonly basis: {
    readonly kind: string;
    readonly first: string | null;
    readonly last: string | null;
    readonly monthsUsed: number;
    readonly leftOut: string | null;
    readonly gaps: number;
    readonly ratioOf: { readonly numerator: string; readonly denominator: string } | null;
    readonly limitedTo: { readonly provinces: readonly string[]; readonly accountManagers: readonly string[] };
  };
  readonly cells: readonly ForecastCell[];
  readonly receipt: { readonly snapshot: string; readonly sql: string | null };
}

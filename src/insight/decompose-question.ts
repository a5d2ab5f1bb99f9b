import type { Filter } from '../semantic/contract/query.js';

/** A rate of a view, such as churned customers over customer months, and what to take it apart by. */
export interface DecomposeQuestion {
  readonly view: string;
  /** Additive measure above the line, such as churned. */
  readonly numerator: string;
  /** Additive measure below it, such as customer_months. */
  readonly denominator: string;
  /** Dimension that tells why, such as reason. */
  readonly reason: string;
  /** Dimension whose mix may change, such as province. */
  readonly by: string;
  readonly time: string;
  /** First and last day, both included. */
  readonly period: DayRange;
  /** With it the change from there to `period` is taken apart; without it the level. */
  readonly before?: DayRange | undefined;
  readonly filters?: readonly Filter[];
}

export interface DayRange {
  readonly from: string;
  readonly to: string;
}

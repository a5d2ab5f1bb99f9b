import type { Expression } from './expression.js';
import type { Operator } from './operators.js';

/**
 * The one question type behind every door. Names are members of a view (`province`, not `churn.province`), as the model
 * spells them.
 */
export interface SemanticQuery {
  readonly view: string;
  readonly measures?: readonly MeasureRef[];
  readonly dimensions?: readonly DimensionRef[];
  /** All of these hold (and). */
  readonly filters?: readonly Filter[];
  /** Conditions on the answer's columns ({column} parts), after grouping. */
  readonly having?: readonly Expression[];
  /** Names of segments of the view that all hold. */
  readonly segments?: readonly string[];
  /** Only rows that these measures count, by the conditions that the model gives each of them. */
  readonly countedBy?: readonly string[];
  readonly order?: readonly Order[];
  /** Rows wanted. Without one the server's cap applies, and the receipt says if it cut the answer. */
  readonly limit?: number;
  readonly offset?: number;
  /**
   * Only the first rows, in the order asked, of all that are alike in these columns. Views over the application store give
   * all of them: who asks has to count too.
   */
  readonly limitBy?: { readonly rows: number; readonly columns: readonly string[] };
  /** IANA zone for timestamps; days and months do not move with it. */
  readonly timeZone?: string;
  /** Snapshot id the answer must come from; any other than the current one is refused. */
  readonly asOf?: string;
  /** Rows at the view's grain instead of groups; measures are then given row by row. */
  readonly ungrouped?: boolean;
}

export type ArgumentValue = string | number | boolean;

export interface MeasureRef {
  readonly name: string;
  /** Values of the arguments that the measure declares in its meta; missing ones take the declared default. */
  readonly arguments?: Readonly<Record<string, ArgumentValue>>;
  /** An aggregate over members instead of a measure of the model; `name` is then only the column's. */
  readonly expression?: Expression;
  /** The name of the column in the answer; the measure's own name if absent. */
  readonly as?: string;
}

export const GRANULARITIES = ['day', 'week', 'month', 'quarter', 'year', 'hour', 'minute', 'second'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

export interface DimensionRef {
  readonly name: string;
  /** For time dimensions: the bucket; without one the value itself. */
  readonly granularity?: Granularity;
  /** A scalar over dimensions instead of one of them; `name` is then only the column's. */
  readonly expression?: Expression;
  readonly as?: string;
}

export type Filter =
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  /** A condition over dimensions. Only at the top or within and; put an or inside the expression. */
  | { readonly expression: Expression }
  | MemberFilter;

export interface MemberFilter {
  readonly member: string;
  readonly operator: Operator;
  readonly values?: readonly (string | number | boolean | null)[];
  /** Of a measure: the condition is on it with these arguments; those not given take their defaults. */
  readonly arguments?: Readonly<Record<string, ArgumentValue>>;
}

export interface Order {
  /** A column of the answer: a measure's, dimension's or `as` name. */
  readonly by: string;
  readonly direction: 'asc' | 'desc';
  readonly nulls?: 'first' | 'last';
  /** By the value itself, where its dimension has an order of members of its own. */
  readonly byValue?: true;
}

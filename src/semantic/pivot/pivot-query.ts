import type { AnswerColumn, Cell, Receipt } from '../contract/answer.js';
import type { DimensionRef, Filter, MeasureRef } from '../contract/query.js';

export type Level = Pick<DimensionRef, 'name' | 'granularity'>;

/** A question whose answer has nested rows and nested columns, with the engine's own subtotals at every level. */
export interface PivotQuery {
  readonly view: string;
  /** From outer to inner; none gives the one row of the grand total. */
  readonly rows: readonly Level[];
  readonly columns: readonly Level[];
  readonly measures: readonly MeasureRef[];
  readonly filters?: readonly Filter[];
  readonly segments?: readonly string[];
  /** How members of a row level are sorted within their parent; by their own value if absent. */
  readonly order?: PivotOrder;
  /** Keeps the largest members of each row level within each parent. */
  readonly top?: PivotTop;
  readonly timeZone?: string;
  readonly asOf?: string;
}

export interface PivotOrder {
  /** A measure's column name. */
  readonly by: string;
  readonly direction: 'asc' | 'desc';
  /** The column member to look at, such as one month; all columns together if absent. */
  readonly column?: readonly Cell[];
}

export interface PivotTop {
  readonly count: number;
  readonly by: string;
  /** The row level it applies to, counted from 0 (outermost, the default). */
  readonly level?: number;
  /** Adds one member for all the others, asked of the engine as one group. */
  readonly others?: boolean;
}

export interface AxisMember {
  /** Values from the outermost level down: shorter than the axis for subtotals, empty for the grand total. */
  readonly path: readonly Cell[];
  readonly label: string;
  /** How many levels deep: the path's length. */
  readonly level: number;
  /** True when it stands above the innermost level, so holds a subtotal or the grand total. */
  readonly isTotal: boolean;
  /** The rest beyond top-N. Its path ends with null, which here is no member's value. */
  readonly isOthers: boolean;
}

export interface PivotAnswer {
  readonly rows: readonly AxisMember[];
  readonly columns: readonly AxisMember[];
  readonly measures: readonly AnswerColumn[];
  /** One list a row: for each column the measures in order. Null where there is no data. */
  readonly cells: readonly (readonly Cell[])[];
  readonly receipts: readonly Receipt[];
}

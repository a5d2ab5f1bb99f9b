import type { Cell } from '../../semantic/contract/answer.js';
import type { ArgumentValue, Granularity } from '../../semantic/contract/query.js';

export interface GroupedDimension {
  readonly name: string;
  readonly granularity?: Granularity;
}

export interface AskedMeasure {
  readonly name: string;
  readonly arguments: Readonly<Record<string, ArgumentValue>>;
}

/** A cell as its field's type shows it. */
export type Complete = (cell: Cell) => unknown;

/** Where a row's field takes its value: a column of the question. */
export interface Selected<T> {
  readonly key: string;
  readonly column: T;
  readonly complete: Complete;
}

export type SelectedDimension = Selected<GroupedDimension> & { readonly kind: 'dimension' };

/** A measure's place in a row: its response key, below that of the object which shows it. */
export type SelectedMeasure = Selected<AskedMeasure> & { readonly kind: 'measure'; readonly object?: string };

/** `__typename`, of the row or of an object in it. */
export interface SelectedTypename {
  readonly kind: 'typename';
  readonly key: string;
  readonly object?: string;
  readonly value: string;
}

/** The member that a row stands for, as it is selected. */
export interface SelectedMember {
  readonly kind: 'member';
  readonly key: string;
  readonly show: (member: { readonly level: string; readonly value: string | null }) => Record<string, unknown>;
}

/** One field of a row under its response key. What `drill` holds comes when its rows are there. */
export type RowField =
  | SelectedDimension
  | SelectedMeasure
  | SelectedTypename
  | SelectedMember
  | { readonly kind: 'drill'; readonly key: string };

export interface OrderItem {
  readonly by: GroupedDimension | AskedMeasure;
  readonly direction: 'asc' | 'desc';
}

/** What one `rows` or `drill` asks: its own dimensions beside its ancestors', its measures, and what is nested. */
export interface Grouping {
  /** Response key under the parent. */
  readonly key: string;
  /** In the order selected. */
  readonly fields: readonly RowField[];
  readonly dimensions: readonly SelectedDimension[];
  /** The level that `drill` took from a hierarchy because nothing was selected. */
  readonly implied: GroupedDimension | undefined;
  readonly measures: readonly SelectedMeasure[];
  readonly order: readonly OrderItem[];
  readonly first: number | undefined;
  readonly drills: readonly Grouping[];
}

export interface PageArguments {
  readonly orderBy?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly first?: number | null;
  /** A hierarchy's model name. */
  readonly by?: string | null;
}

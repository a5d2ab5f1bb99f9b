import type { ValueType } from './answer.js';

export interface Catalog {
  readonly views: readonly CatalogView[];
  /** What members that are codes are called, where the model says so. */
  readonly names?: readonly CatalogNames[];
  /** What the factors of the churn model are called. */
  readonly factors?: readonly CodeName[];
}

/** Of one dimension, in every view that has it; of any dimension where that is null. */
export interface CatalogNames {
  readonly dimension: string | null;
  readonly members: readonly CodeName[];
}

export interface CodeName {
  readonly code: string;
  readonly name: { readonly en: string; readonly zh: string };
}

export interface Titled {
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly description: { readonly en: string; readonly zh: string };
}

/** Whether a name is that of a member in a list. */
export function isOneOf(members: readonly { readonly name: string }[] = []): (name: string) => boolean {
  const names = new Set(members.map(({ name }) => name));
  return (name) => names.has(name);
}

export interface CatalogView extends Titled {
  readonly dimensions: readonly CatalogDimension[];
  readonly measures: readonly CatalogMeasure[];
  /** Measures that belong together, as one object with arguments in common; each of them is among the measures too. */
  readonly objects: readonly CatalogObject[];
  /** How alike members of a dimension are, where the view can tell: a measure with the point and one with its distance. */
  readonly similar?: { readonly dimension: string; readonly point: string; readonly distance: string };
  readonly segments: readonly Titled[];
  /** Drill paths from coarse to fine: province › city › district. */
  readonly hierarchies: readonly CatalogHierarchy[];
  readonly folders: readonly { readonly name: string; readonly members: readonly string[] }[];
  /** The time dimension that questions are usually asked by, if any. */
  readonly timeDimension: string | null;
  /** How the page first shows it, in the words of its address (rows, columns, measures, chart), where the model says so. */
  readonly start?: string;
  /** Measures of a panel of the page of one customer. */
  readonly panel?: readonly string[];
  /** The dimensions that tell the view's rows apart, where the model says so and all are there unmasked; else empty. */
  readonly key: readonly string[];
}

export interface CatalogHierarchy extends Titled {
  readonly levels: readonly string[];
}

export interface CatalogDimension extends Titled {
  readonly type: ValueType;
  /** The warehouse's own type; absent for views over the application store and where it is not known. */
  readonly engineType?: string;
  readonly primaryKey: boolean;
  /** Shown masked to this principal: filtering or grouping by it is refused. */
  readonly masked: boolean;
  /** What the values identify, such as `customer`, where the model says so. */
  readonly entity?: string;
  /** The members in their own order, where the model gives one; others come after them. */
  readonly order?: readonly string[];
  /** The column holds the place of this dimension's members, for tools that sort by values alone. */
  readonly sorts?: string;
  /** The finest time bucket: `month` for a month, `day` for a date, `second` for a timestamp. */
  readonly grain: 'day' | 'month' | 'second' | null;
}

export interface CatalogMeasure extends Titled {
  readonly type: ValueType;
  /** As a dimension's. */
  readonly engineType?: string;
  /** Cube's measure type: sum, count, count_distinct, number, max, … */
  readonly aggregation: string;
  readonly additivity: 'additive' | 'semi-additive' | 'non-additive' | null;
  readonly unit: string | null;
  readonly format: string | null;
  /** Which way is good, where the model says so. */
  readonly good?: 'up' | 'down';
  /** The measure of the view that says what this one should be. */
  readonly target?: string;
  readonly arguments: readonly MeasureArgument[];
  readonly drillMembers: readonly string[];
  /** Adds up what stands at the end of the last month asked: rows of the months before have no part in it. */
  readonly closing?: true;
  /** Measures of the view that this one divides, where each row has a part of both. */
  readonly ratio?: { readonly numerator: string; readonly denominator: string };
  /** The measures of the view that say how much can be read from this one: what it is of, whether of too few, its 95% interval. */
  readonly evidence?: Readonly<Partial<Record<EvidenceKind, string>>>;
  /** It says how much can be read from another one, and is no figure by itself. */
  readonly evidenceOf?: string;
  /** A single row has a value of it: not of measures with arguments, over other months, of another view or of states. */
  readonly perRow?: true;
  /** What an array of this measure holds, where the model says so. */
  readonly items?: 'number' | readonly CatalogItem[];
}

export const EVIDENCE_KINDS = ['count', 'small', 'low', 'high'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** A part of each tuple in a measure's array. */
export interface CatalogItem {
  readonly name: string;
  readonly type: 'string' | 'float';
}

export interface CatalogObject extends Titled {
  readonly fields: readonly { readonly name: string; readonly measure: string }[];
}

export interface MeasureArgument {
  readonly name: string;
  /** `value` is a text or a number. */
  readonly type: 'integer' | 'number' | 'string' | 'value';
  /** The text is a matrix that compares these in pairs, and the measure gets their weights. */
  readonly compares?: readonly string[];
  /** Absent where the argument must be given. */
  readonly default?: number | string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** What a text may be. */
  readonly values?: readonly string[];
  readonly description: { readonly en: string; readonly zh: string };
  /** In an object: the input object that the argument stands in, and its name there. */
  readonly within?: { readonly name: string; readonly field: string };
  /** In an object: an argument of the measure's own field, not of the object. */
  readonly own?: boolean;
}

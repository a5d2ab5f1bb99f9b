import type { ValueType } from './answer.js';

export interface Catalog {
  readonly views: readonly CatalogView[];
}

export interface Titled {
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly description: { readonly en: string; readonly zh: string };
}

export interface CatalogView extends Titled {
  readonly dimensions: readonly CatalogDimension[];
  readonly measures: readonly CatalogMeasure[];
  readonly segments: readonly Titled[];
  /** Drill paths from coarse to fine: province › city › district. */
  readonly hierarchies: readonly CatalogHierarchy[];
  readonly folders: readonly { readonly name: string; readonly members: readonly string[] }[];
  /** The time dimension that questions are usually asked by, if any. */
  readonly timeDimension: string | null;
}

export interface CatalogHierarchy extends Titled {
  readonly levels: readonly string[];
}

export interface CatalogDimension extends Titled {
  readonly type: ValueType;
  readonly primaryKey: boolean;
  /** Shown masked to this principal: filtering or grouping by it is refused. */
  readonly masked: boolean;
  /** What the values identify, such as `customer`, where the model says so. */
  readonly entity?: string;
  /** The finest time bucket: `month` for a month, `day` for a date, `second` for a timestamp. */
  readonly grain: 'day' | 'month' | 'second' | null;
}

export interface CatalogMeasure extends Titled {
  readonly type: ValueType;
  /** Cube's measure type: sum, count, count_distinct, number, max, … */
  readonly aggregation: string;
  readonly additivity: 'additive' | 'semi-additive' | 'non-additive' | null;
  readonly unit: string | null;
  readonly format: string | null;
  readonly arguments: readonly MeasureArgument[];
  readonly drillMembers: readonly string[];
}

export interface MeasureArgument {
  readonly name: string;
  readonly type: 'integer' | 'number' | 'string';
  readonly default: number | string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** What a text may be. */
  readonly values?: readonly string[];
  readonly description: { readonly en: string; readonly zh: string };
}

import type { ValueType } from '../../semantic/contract/answer.js';
import type { CatalogDimension, CatalogMeasure } from '../../semantic/contract/catalog.js';
import type { ArgumentValue, Granularity } from '../../semantic/contract/query.js';
import type { Values } from '../query/constant.js';
import type { Translated } from '../translate/types.js';
import type { Condition } from './condition.js';

/** A measure that a part of a block asks for, and the column of the rows that holds it. */
export interface PartMeasure {
  readonly column: string;
  readonly measure: CatalogMeasure;
  readonly arguments: (values: Values) => Readonly<Record<string, ArgumentValue>>;
  /** An aggregate of the door's own instead of a measure of the model. */
  readonly expression?: Pick<Translated, 'parts'>;
}

/** A column that the block's rows are grouped by: a member of the view, or an expression that the engine computes. */
export type BlockKey = MemberKey | ComputedKey;

export interface MemberKey {
  readonly kind: 'member';
  readonly column: string;
  readonly type: ValueType;
  readonly dimension: CatalogDimension;
  readonly granularity: Granularity | undefined;
}

export interface ComputedKey {
  readonly kind: 'computed';
  readonly column: string;
  readonly type: ValueType;
  readonly value: Translated;
}

/** A dimension that a part asks for beside the block's own, for aggregates over it. */
export interface PartDimension {
  readonly column: string;
  readonly dimension: CatalogDimension;
}

/**
 * One question to the semantic layer. A block has a main part and one more for each further condition (FILTER, CASE) or
 * aggregate over dimensions; all have the block's dimensions, and their rows stand below each other, told apart by
 * their number.
 */
export interface Part {
  readonly number: number;
  readonly key: string;
  readonly condition: Condition | undefined;
  readonly extra: PartDimension[];
  readonly measures: PartMeasure[];
}

/** A column of the rows that a block hands to Postgres. */
export interface RowColumn {
  readonly name: string;
  readonly type: ValueType;
}

export const ROWS = 'tenure_rows';
export const PART_COLUMN = 'part';
/** Which of GROUPING SETS a row belongs to. */
export const SET_COLUMN = 'grouping_set';

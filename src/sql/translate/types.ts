import type { ValueType } from '../../semantic/contract/answer.js';
import type { BoundType, ExpressionPart } from '../../semantic/contract/expression.js';
import type { Constant } from '../query/constant.js';

/** Types of Postgres that the table knows. `unknown` is a literal or parameter whose type its neighbour decides. */
export type PgType =
  | 'text'
  | 'int4'
  | 'int8'
  | 'numeric'
  | 'float8'
  | 'bool'
  | 'date'
  /** Midnights only: what date_trunc and date + interval make of a date. */
  | 'timestamp'
  | 'timestamptz'
  /** Any time of day: a timestamp, and a timestamptz. */
  | 'moment'
  | 'instant';

/** Types whose expressions the engine holds alike: int4 and int8 differ only in where Postgres overflows. */
export type Kind = 'text' | 'integer' | 'numeric' | 'float' | 'boolean' | 'day' | 'moment' | 'instant';

export const KIND_OF: Readonly<Record<PgType, Kind>> = {
  text: 'text',
  int4: 'integer',
  int8: 'integer',
  numeric: 'numeric',
  float8: 'float',
  bool: 'boolean',
  date: 'day',
  timestamp: 'day',
  timestamptz: 'day',
  moment: 'moment',
  instant: 'instant',
};

/** What a column of such an expression is in an answer. */
export const VALUE_TYPE: Readonly<Record<Kind, ValueType>> = {
  text: 'string',
  integer: 'integer',
  numeric: 'decimal',
  float: 'float',
  boolean: 'boolean',
  day: 'date',
  moment: 'timestamp',
  instant: 'timestamp',
};

/** A part that is known when the statement runs; undefined when the engine cannot be given that value. */
export type Late = (values: readonly Constant[]) => ExpressionPart | undefined;

/** An expression of Postgres in the engine's words. */
export interface Translated {
  readonly type: PgType;
  readonly parts: readonly (ExpressionPart | Late)[];
  /** Digits of a whole number at most, or before the point; the engine's numbers do not grow without end. */
  readonly digits: number;
  /** Digits after the point of a numeric. */
  readonly scale: number;
  /** A literal's own value. */
  readonly literal?: string | number | boolean | null;
  /** How many days this day can be moved by without leaving what the engine can hold, 1900 to 2299. */
  readonly movable?: number;
}

const DIGITS: Readonly<Partial<Record<Kind, number>>> = { integer: 19, numeric: 19 };

export function translated(
  type: PgType,
  parts: Translated['parts'],
  more: Partial<Omit<Translated, 'type' | 'parts'>> = {},
): Translated {
  return { type, parts, digits: DIGITS[KIND_OF[type]] ?? 0, scale: 0, ...more };
}

/** `movable` of a Date of the engine, which lies between 1970 and 2149. */
export const MOVABLE = 25_000;

export function kindOf({ type }: Translated): Kind {
  return KIND_OF[type];
}

export function bound(value: string | number, type: BoundType): ExpressionPart {
  return { value, type };
}

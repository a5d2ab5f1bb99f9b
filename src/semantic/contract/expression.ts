import { TenureError } from '../../errors/errors.js';

/**
 * ClickHouse SQL over a view's members, for doors whose language says more than the model's members (the SQL door's
 * DATE(), CASE, casts, LIKE). It is built of parts, and nothing that a user wrote is ever a text part: text parts are the
 * door's own constants, and whatever came from outside is a value, bound as a parameter.
 */
export interface Expression {
  readonly parts: readonly ExpressionPart[];
}

export type ExpressionPart =
  /** SQL of the door itself: names of functions, operators, brackets. Checked against SQL_TEXT. */
  | string
  /** Text of the model's own, which may say more than a door's. */
  | { readonly modelSql: string }
  /** A dimension, measure or segment. `ofModel`: named by a template of the model, which may use measures that it keeps out of sight. */
  | { readonly member: string; readonly granularity?: string; readonly ofModel?: true }
  /** A column of the answer; only in `having`. */
  | { readonly column: string }
  | { readonly value: string | number | boolean | null; readonly type: BoundType };

/** What a bound value is converted to in the engine. */
export const BOUND_TYPES = {
  String: (parameter: string) => parameter,
  Int64: (parameter: string) => `toInt64(${parameter})`,
  Float64: (parameter: string) => `toFloat64(${parameter})`,
  /** Numbers with a point, exactly, to nine places. */
  Decimal: (parameter: string) => `toDecimal128(${parameter}, 9)`,
  Date: (parameter: string) => `toDate(${parameter})`,
  /** Without a zone: in UTC. */
  Timestamp: (parameter: string) => `toDateTime64(${parameter}, 6, 'UTC')`,
  /** For intervals and others that must be a constant number in the text; only safe integers. */
  Constant: (parameter: string) => parameter,
} as const;
export type BoundType = keyof typeof BOUND_TYPES;

/**
 * What a text part may hold. No quotes, backslashes, backticks, dollars or braces (Cube evaluates the text as a JavaScript
 * template literal), no comments and no second statement.
 */
const SQL_TEXT = /^[A-Za-z0-9_ ()[\],.+\-*/%<>=!|:]*$/;
const COMMENT = /--|\/\*|\*\//;
/** Reaching outside the view, or waiting, has no place in an expression. */
const FORBIDDEN =
  /\b(select|from|join|union|settings|format|into|file|url|s3|remote|postgresql|mysql|sleep|sleepeachrow|dictget\w*|input|cluster|getsetting|currentuser|hostname|version)\b/i;

const MAX_PARTS = 50_000;

export function checkText(text: string): string {
  if (SQL_TEXT.test(text) && !COMMENT.test(text) && !FORBIDDEN.test(text)) return text;
  throw new TenureError('INTERNAL', 'An expression holds text that no door may send to the engine.', {
    cause: new Error(text.slice(0, 200)),
  });
}

/** Cube evaluates an expression as a JavaScript template literal, so that a model's text may hold nothing that means something there. */
export function checkModelText(text: string): string {
  if (!/[`\\]|\$\{/.test(text)) return text;
  throw new TenureError('MODEL', 'A template holds a backtick, a backslash or ${.');
}

export function checkSize(expression: Expression): void {
  if (expression.parts.length > MAX_PARTS) {
    throw new TenureError('TOO_LARGE', `An expression has more than ${MAX_PARTS} parts; make it simpler.`);
  }
}

/** Collects the values that expressions bind, in order. */
export class BoundValues {
  readonly values: string[] = [];

  /** A value as SQL: a placeholder within its conversion, or a keyword for what needs no binding. */
  bind(
    part: { readonly value: string | number | boolean | null; readonly type: BoundType },
    placeholder: (index: number) => string,
  ): string {
    const { value, type } = part;
    if (value === null) return 'NULL';
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    if (type === 'Constant') return constantOf(value);
    this.values.push(String(value));
    return BOUND_TYPES[type](placeholder(this.values.length - 1));
  }
}

function constantOf(value: string | number): string {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return String(number);
  throw new TenureError('BAD_REQUEST', `${String(value).slice(0, 40)} is not a whole number.`);
}

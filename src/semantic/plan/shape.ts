import { type NumberForm, numberFormOf } from '../../cube/dialect/number-form.js';
import type { Expression, ExpressionPart } from '../contract/expression.js';
import { type Operator, TEXT_OPERATORS } from '../contract/operators.js';
import type { Filter, MemberFilter, SemanticQuery } from '../contract/query.js';
import type { View } from '../model/view.js';
import { isComputed, someLeaf } from './computed/measure-filter.js';
import { checkValues, requireNumber } from './filter.js';
import { valueListOf } from './value-list.js';

/**
 * A question without its texts and numbers: each one that a member is compared with, and each value that an expression binds, is
 * replaced by a token, so that questions which differ in such values alone share one plan. A number's token keeps its form, by
 * which the plan casts it. A long list is one value, whatever its length. Dates stay in filters, since the plan depends on the
 * months that they fix.
 */
export interface Shape {
  readonly query: SemanticQuery;
  /** What each token stands for, by its number. */
  readonly values: readonly string[];
}

type Mark = '' | '~' | `#${NumberForm}` | `[${string}]`;

const TOKEN = /^\u0001(\d+)(~|#\w+|\[\w+\]|)\u0001$/;
const WHOLE = new Set<Operator>(['equals', 'notEquals']);
/** Types of measures that are not compared as numbers. */
const NOT_NUMBERS = new Set(['string', 'time', 'boolean']);

export function shapeOf(view: View, query: SemanticQuery): Shape {
  const values: string[] = [];
  const token = (value: string, mark: Mark) => `\u0001${values.push(value) - 1}${mark}\u0001`;

  const part = (given: ExpressionPart): ExpressionPart =>
    typeof given === 'object' && 'value' in given && given.type !== 'Constant' && isTextOrNumber(given.value)
      ? { ...given, value: token(String(given.value), '') }
      : given;
  const expression = (given: Expression): Expression => ({ parts: given.parts.map(part) });
  const withExpression = <T extends { readonly expression?: Expression }>(ref: T): T =>
    ref.expression ? { ...ref, expression: expression(ref.expression) } : ref;

  const leaf = (given: MemberFilter): MemberFilter => {
    const { member, operator, values: compared } = given;
    if (!compared) return given;
    const type = isNumber(view, member) ? 'number' : view.dimensions.get(member)?.type;
    const list = WHOLE.has(operator) && type !== undefined ? valueListOf(type, compared) : undefined;
    if (list) {
      checkValues(member, operator, compared);
      return { ...given, values: [token(list.json, list.mark)] };
    }
    if (type === 'number') {
      for (const value of compared) requireNumber(member, value);
      const marked = (text: string) => token(text, `#${numberFormOf(text)}`);
      return { ...given, values: compared.map((value) => (isTextOrNumber(value) ? marked(String(value)) : value)) };
    }
    const mark = TEXT_OPERATORS.has(operator) ? '~' : WHOLE.has(operator) ? '' : undefined;
    if (mark === undefined || type !== 'string') return given;
    return { ...given, values: compared.map((value) => (typeof value === 'string' ? token(value, mark) : value)) };
  };

  const filter = (given: Filter): Filter => {
    if ('and' in given) return { and: given.and.map(filter) };
    if ('or' in given) return { or: given.or.map(filter) };
    if ('expression' in given) return { expression: expression(given.expression) };
    return leaf(given);
  };
  // Conditions on the answer's columns bind their numbers themselves.
  const isLifted = isComputed(view);
  const kept = (given: Filter): Filter => {
    if (!someLeaf(given, isLifted)) return filter(given);
    return 'and' in given ? { and: given.and.map(kept) } : given;
  };

  const shaped: SemanticQuery = {
    ...query,
    ...(query.filters ? { filters: query.filters.map(kept) } : {}),
    ...(query.having ? { having: query.having.map(expression) } : {}),
    ...(query.dimensions ? { dimensions: query.dimensions.map(withExpression) } : {}),
    ...(query.measures ? { measures: query.measures.map(withExpression) } : {}),
  };
  return { query: shaped, values };
}

function isNumber({ dimensions, measures }: View, member: string): boolean {
  const dimension = dimensions.get(member);
  if (dimension) return dimension.type === 'number';
  const measure = measures.get(member);
  return measure !== undefined && !NOT_NUMBERS.has(measure.type);
}

function isTextOrNumber(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** A parameter of a plan with the value that its token stands for; within LIKE the value's own wildcards are escaped. */
export function bindToken(parameter: unknown, values: readonly string[]): unknown {
  if (typeof parameter !== 'string') return parameter;
  const match = TOKEN.exec(parameter);
  if (!match) return parameter;
  const value = values[Number(match[1])] ?? '';
  return match[2] === '~' ? value.replace(/[\\_%]/g, '\\$&') : value;
}

import type { Expression, ExpressionPart } from './expression.js';
import type { Filter, SemanticQuery } from './query.js';
import type { View } from './view.js';

/**
 * A question without its texts: each text that is compared with a text dimension or bound by an expression is replaced by
 * a token, so that questions which differ in such values alone share one plan. Dates and numbers stay, since the plan
 * depends on their form.
 */
export interface Shape {
  readonly query: SemanticQuery;
  /** What each token stands for, by its number. */
  readonly values: readonly string[];
}

const TOKEN = /^\u0001(\d+)(~?)\u0001$/;
const WILDCARD = new Set(['contains', 'notContains', 'startsWith', 'notStartsWith', 'endsWith', 'notEndsWith']);
const WHOLE = new Set(['equals', 'notEquals', 'in', 'notIn']);

export function shapeOf(view: View, query: SemanticQuery): Shape {
  const values: string[] = [];
  const token = (value: string, mark: '' | '~') => `\u0001${values.push(value) - 1}${mark}\u0001`;

  const part = (given: ExpressionPart): ExpressionPart =>
    typeof given === 'object' && 'value' in given && given.type === 'String' && typeof given.value === 'string'
      ? { ...given, value: token(given.value, '') }
      : given;
  const expression = (given: Expression): Expression => ({ parts: given.parts.map(part) });
  const withExpression = <T extends { readonly expression?: Expression }>(ref: T): T =>
    ref.expression ? { ...ref, expression: expression(ref.expression) } : ref;

  const filter = (given: Filter): Filter => {
    if ('and' in given) return { and: given.and.map(filter) };
    if ('or' in given) return { or: given.or.map(filter) };
    if ('expression' in given) return { expression: expression(given.expression) };
    const mark = WILDCARD.has(given.operator) ? '~' : WHOLE.has(given.operator) ? '' : undefined;
    if (mark === undefined || view.dimensions.get(given.member)?.type !== 'string' || !given.values) return given;
    return { ...given, values: given.values.map((value) => (typeof value === 'string' ? token(value, mark) : value)) };
  };

  const shaped: SemanticQuery = {
    ...query,
    ...(query.filters ? { filters: query.filters.map(filter) } : {}),
    ...(query.having ? { having: query.having.map(expression) } : {}),
    ...(query.dimensions ? { dimensions: query.dimensions.map(withExpression) } : {}),
    ...(query.measures ? { measures: query.measures.map(withExpression) } : {}),
  };
  return { query: shaped, values };
}

/** A parameter of a plan with the value that its token stands for; within LIKE the value's own wildcards are escaped. */
export function bindToken(parameter: unknown, values: readonly string[]): unknown {
  if (typeof parameter !== 'string') return parameter;
  const match = TOKEN.exec(parameter);
  if (!match) return parameter;
  const value = values[Number(match[1])] ?? '';
  return match[2] === '~' ? value.replace(/[\\_%]/g, '\\$&') : value;
}

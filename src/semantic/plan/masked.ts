import { TenureError } from '../../errors/errors.js';
import type { Expression } from '../contract/expression.js';
import type { DimensionRef, Filter, SemanticQuery } from '../contract/query.js';
import type { View } from '../model/view.js';

export type IsMasked = (member: string) => boolean;

/**
 * A masked member may be looked at row by row (ungrouped), where Cube puts the mask in its place. It may not be filtered,
 * grouped, ordered or computed with: any of these would tell what the mask hides.
 */
export function refuseMasked(view: View, query: SemanticQuery, isMasked: IsMasked): void {
  const used = [
    ...queryMembers({
      filters: query.filters,
      dimensions: query.ungrouped ? onlyExpressions(query) : query.dimensions,
    }),
    ...(query.measures ?? []).flatMap(({ expression }) => (expression ? expressionMembers(expression) : [])),
    ...(query.order ?? []).flatMap(({ by }) =>
      (query.dimensions ?? []).filter(({ name, as }) => (as ?? name) === by).map(({ name }) => name),
    ),
  ];
  const first = used.find(isMasked);
  if (first === undefined) return;
  throw new TenureError(
    'FORBIDDEN',
    `${view.name}.${first} is masked for you: it can be shown row by row, but not filtered, grouped or ordered by.`,
  );
}

function onlyExpressions({ dimensions = [] }: SemanticQuery): readonly DimensionRef[] {
  return dimensions.filter(({ expression }) => expression);
}

/** Names of all members that the groups and conditions of a question are made of. */
export function queryMembers({ dimensions = [], filters = [] }: Members): string[] {
  return [
    ...filters.flatMap(filterMembers),
    ...dimensions.flatMap(({ name, expression }) => (expression ? expressionMembers(expression) : [name])),
  ];
}

interface Members {
  readonly dimensions?: readonly DimensionRef[] | undefined;
  readonly filters?: readonly Filter[] | undefined;
}

export function filterMembers(filter: Filter): string[] {
  if ('and' in filter) return filter.and.flatMap(filterMembers);
  if ('or' in filter) return filter.or.flatMap(filterMembers);
  return 'expression' in filter ? expressionMembers(filter.expression) : [filter.member];
}

function expressionMembers({ parts }: Expression): string[] {
  return parts.flatMap((part) => (typeof part === 'object' && 'member' in part ? [part.member] : []));
}

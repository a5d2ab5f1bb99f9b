import { TenureError } from '../errors/errors.js';
import { filterSaid, type WordedFilter } from '../semantic/contract/operator-words.js';
import {
  type DimensionRef,
  type Filter,
  GRANULARITIES,
  type Granularity,
  type Order,
  type SemanticQuery,
} from '../semantic/contract/query.js';
import type { DescribedModel } from '../semantic/create.js';
import { daysOf } from './date-range.js';
import { type MemberDefinition, membersOf, type QueryMembers } from './members.js';
import type { Condition, LeafCondition, NormalizedQuery, TimeDimension } from './normalized.js';

/** Rows of an answer to a query without a limit, and the highest limit. */
export const MOST_ROWS = 50_000;

/** A column of Cube's answer, in the place of the semantic answer's. */
export interface OutputColumn {
  /** `orders.count`, `orders.created_at.month`. */
  readonly member: string;
  readonly kind: 'dimension' | 'time' | 'measure';
  readonly isTime: boolean;
  readonly definition: MemberDefinition;
}

/** A query in the semantic layer's terms. */
export interface Question {
  readonly query: NormalizedQuery;
  readonly asked: SemanticQuery;
  readonly columns: readonly OutputColumn[];
  readonly members: QueryMembers;
}

/** Throws TenureErrors for members that there are not, and for what no question can say. */
export function questionOf(query: NormalizedQuery, model: DescribedModel): Question {
  if ((query.limit ?? 0) > MOST_ROWS)
    throw new TenureError('TOO_LARGE', `An answer has at most ${MOST_ROWS} rows here; ask for pages with offset.`);
  const members = membersOf(query, model);
  const { nameOf } = members;
  const columns = outputColumns(query, members);
  const names = new Map(columns.map(({ member }) => [member, columnName(member, nameOf)]));
  const dimensions = columns
    .filter(({ kind }) => kind !== 'measure')
    .map(({ member, kind }): DimensionRef => {
      if (kind === 'dimension') return { name: nameOf(member) };
      const { base, granularity } = bucketOf(member);
      return { name: nameOf(base), granularity, as: names.get(member) ?? member };
    });
  const { limit = MOST_ROWS, offset, ungrouped, timezone } = query;
  const asked: SemanticQuery = {
    view: members.viewName,
    measures: query.measures.map((name) => ({ name: nameOf(name) })),
    dimensions,
    filters: [...query.timeDimensions.flatMap((time) => rangeFilter(time, members)), ...filtersOf(query, nameOf)],
    segments: query.segments.map((name) => nameOf(members.require('segment', name).name)),
    order: orderOf(query, columns).map(
      ([member, direction]): Order => ({ by: names.get(member) ?? member, direction }),
    ),
    limit,
    timeZone: timezone,
    countedBy: query.filters.filter(isMeasureFilter).map(({ member }) => nameOf(member)),
    ...(offset ? { offset } : {}),
    ...(ungrouped ? { ungrouped } : {}),
  };
  return { query, asked, columns, members };
}

function outputColumns(query: NormalizedQuery, members: QueryMembers): OutputColumn[] {
  const column = (member: string, kind: OutputColumn['kind'], base = member): OutputColumn => {
    const definition = members.require(kind === 'measure' ? 'measure' : 'dimension', base);
    return { member, kind, definition, isTime: definition.type === 'time' };
  };
  const buckets = query.timeDimensions.flatMap(({ dimension, granularity }) =>
    granularity ? [[`${dimension}.${granularity}`, dimension] as const] : [],
  );
  return [
    ...query.dimensions.map((name) => column(name, 'dimension')),
    ...[...new Map(buckets)].map(([name, base]) => column(name, 'time', base)),
    ...query.measures.map((name) => column(name, 'measure')),
  ];
}

/** Buckets have names that no member has, since a time may be asked by itself and by several buckets. */
function columnName(member: string, nameOf: QueryMembers['nameOf']): string {
  const parts = member.split('.');
  return parts.length < 3 ? nameOf(member) : `${nameOf(parts.slice(0, 2).join('.'))} by ${parts[2]}`;
}

function bucketOf(member: string): { readonly base: string; readonly granularity: Granularity } {
  const [cube, dimension, asked] = member.split('.');
  const granularity = GRANULARITIES.find((known) => known === asked);
  if (granularity) return { base: `${cube}.${dimension}`, granularity };
  throw new TenureError('NOT_SUPPORTED', `${cube}.${dimension} by ${asked}: there are ${GRANULARITIES.join(', ')}.`);
}

function rangeFilter({ dimension, dateRange }: TimeDimension, { require, nameOf }: QueryMembers): Filter[] {
  if (require('dimension', dimension).type !== 'time')
    throw new TenureError('WRONG_USE', `${dimension} is not a time: it cannot stand in timeDimensions.`);
  return dateRange ? [{ member: nameOf(dimension), operator: 'between', values: daysOf(dateRange) }] : [];
}

function filtersOf({ filters }: NormalizedQuery, nameOf: QueryMembers['nameOf']): Filter[] {
  const worded = (condition: Condition): WordedFilter => {
    if ('and' in condition) return { and: condition.and.map(worded) };
    if ('or' in condition) return { or: condition.or.map(worded) };
    const { member, operator, values } = condition;
    if (operator === 'measureFilter')
      throw new TenureError('BAD_REQUEST', `${member}: a measureFilter stands beside the other filters, not within.`);
    return {
      member: nameOf(member),
      operator: operator === 'onTheDate' ? 'inDateRange' : operator,
      ...(values ? { values } : {}),
    };
  };
  return filters.filter((one) => !isMeasureFilter(one)).map((one) => filterSaid(worded(one)));
}

function isMeasureFilter(condition: Condition): condition is LeafCondition {
  return 'operator' in condition && condition.operator === 'measureFilter';
}

/**
 * The order asked, or the one that Cube has where none is: the first bucket of time, the first measure from the largest, the
 * first dimension. Dimensions come last, so that pages neither lose nor repeat rows that are equal before them.
 */
export function orderOf(
  { order = [], timeDimensions }: NormalizedQuery,
  columns: readonly OutputColumn[],
): (readonly [string, 'asc' | 'desc'])[] {
  const asked = order.flatMap(([name, direction]) => {
    const column = columns.find(({ member }) => member === name) ?? finestOf(name, columns);
    if (column) return [[column.member, direction] as const];
    // Clients sort by a time that they only filter by; there is nothing to sort then.
    if (timeDimensions.some(({ dimension }) => dimension === name)) return [];
    throw new TenureError('BAD_REQUEST', `The order names ${name}, which the query does not ask for.`);
  });
  const first = asked.length > 0 ? asked : firstOf(columns);
  const sorted = new Set(first.map(([member]) => member));
  const ties = columns.filter(({ kind, member }) => kind !== 'measure' && !sorted.has(member));
  return [...first, ...ties.map(({ member }) => [member, 'asc'] as const)];
}

function firstOf(columns: readonly OutputColumn[]): (readonly [string, 'asc' | 'desc'])[] {
  const of = (kind: OutputColumn['kind']) => columns.find((column) => column.kind === kind)?.member;
  const [time, measure, dimension] = [of('time'), of('measure'), of('dimension')];
  if (time !== undefined) return [[time, 'asc']];
  if (measure !== undefined && dimension !== undefined) return [[measure, 'desc']];
  return dimension === undefined ? [] : [[dimension, 'asc']];
}

/** The finest bucket of a time, by which its bare name is meant. */
export function finestOf(name: string, columns: readonly OutputColumn[]): OutputColumn | undefined {
  const finest = FINENESS.find((granularity) => columns.some(({ member }) => member === `${name}.${granularity}`));
  return finest && columns.find(({ member }) => member === `${name}.${finest}`);
}

const FINENESS: readonly Granularity[] = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

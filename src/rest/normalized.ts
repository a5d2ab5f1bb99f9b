import { TenureError } from '../errors/errors.js';
import type { AskedTime, CubeCondition, CubeQuery } from './cube-query.js';
import { type DateRange, daysOf, isMoment, rangeOf } from './date-range.js';
import { type CubeOperator, isValueless, MOMENT_OF } from './operators.js';

export type QueryType = 'regularQuery' | 'compareDateRangeQuery' | 'blendingQuery';
export type ResponseFormat = 'default' | 'compact' | 'columnar';

export interface TimeDimension {
  readonly dimension: string;
  readonly granularity?: string;
  readonly dateRange?: DateRange;
}

export interface LeafCondition {
  readonly member: string;
  readonly operator: CubeOperator;
  readonly values?: readonly (string | null)[];
}
export type Condition = LeafCondition | { readonly and: readonly Condition[] } | { readonly or: readonly Condition[] };

/** A query as Cube's clients read it back: every list there, ranges of time by their ends, order as pairs. */
export interface NormalizedQuery {
  readonly measures: readonly string[];
  readonly dimensions: readonly string[];
  readonly segments: readonly string[];
  readonly timeDimensions: readonly TimeDimension[];
  readonly filters: readonly Condition[];
  readonly order?: readonly (readonly [string, 'asc' | 'desc'])[];
  readonly limit?: number;
  readonly offset?: number;
  readonly total?: boolean;
  readonly ungrouped?: boolean;
  readonly timezone: string;
  readonly responseFormat?: ResponseFormat;
}

export interface NormalizedQueries {
  readonly type: QueryType;
  /** One query unless a comparison or a list was asked. */
  readonly queries: readonly NormalizedQuery[];
}

/** A comparison of ranges is one query for each; a list is blended by a bucket of time that all have. Throws BAD_REQUEST. */
export function normalized(asked: CubeQuery | readonly CubeQuery[], defaultTimeZone: string): NormalizedQueries {
  if (!isList(asked)) {
    const compared = comparedBy(asked);
    const queries = (compared ?? [asked]).map((query) => normalizedOne(query, defaultTimeZone));
    return { type: compared ? 'compareDateRangeQuery' : 'regularQuery', queries };
  }
  const queries = asked.map((query) => normalizedOne(query, defaultTimeZone));
  const buckets = new Set(queries.flatMap(({ timeDimensions: [first] }) => first?.granularity ?? []));
  if (buckets.size !== 1 || queries.some(({ timeDimensions: [first] }) => !first?.granularity))
    throw new TenureError('BAD_REQUEST', 'Queries of a list need a time dimension each, all by one granularity.');
  return { type: 'blendingQuery', queries };
}

const isList = (asked: CubeQuery | readonly CubeQuery[]): asked is readonly CubeQuery[] => Array.isArray(asked);

function comparedBy(query: CubeQuery): CubeQuery[] | undefined {
  const compared = query.timeDimensions.filter(({ compareDateRange }) => compareDateRange);
  if (compared.length > 1)
    throw new TenureError('BAD_REQUEST', 'compareDateRange can stand in one time dimension only.');
  return compared[0]?.compareDateRange?.map((dateRange) => ({
    ...query,
    timeDimensions: query.timeDimensions.map((time) =>
      time.compareDateRange ? { dimension: time.dimension, granularity: time.granularity, dateRange } : time,
    ),
  }));
}

function normalizedOne(query: CubeQuery, defaultTimeZone: string): NormalizedQuery {
  const { limit, offset, total, ungrouped, responseFormat, order } = query;
  const timezone = query.timezone ?? defaultTimeZone;
  const bucketed = query.dimensions.filter((name) => name.split('.').length === 3);
  const timeDimensions = [
    ...query.timeDimensions.map((time) => timeOf(time, timezone)),
    ...bucketed.map((name) => ({
      dimension: name.split('.').slice(0, 2).join('.'),
      granularity: name.split('.')[2] as string,
    })),
  ];
  const dimensions = query.dimensions.filter((name) => !bucketed.includes(name));
  if (query.measures.length + dimensions.length + timeDimensions.filter(({ granularity }) => granularity).length === 0)
    throw new TenureError('BAD_REQUEST', 'A query needs measures, dimensions or timeDimensions with a granularity.');
  return {
    measures: [...new Set(query.measures)],
    dimensions: [...new Set(dimensions)],
    segments: query.segments,
    timeDimensions,
    filters: query.filters.map((filter) => conditionOf(filter, timezone)),
    timezone,
    ...(order ? { order: pairsOf(order) } : {}),
    ...(limit === undefined || limit === null ? {} : { limit }),
    ...(offset ? { offset } : {}),
    ...(total ? { total } : {}),
    ...(ungrouped ? { ungrouped } : {}),
    ...(responseFormat ? { responseFormat } : {}),
  };
}

function timeOf({ dimension, granularity, dateRange }: AskedTime, timezone: string): TimeDimension {
  return {
    dimension,
    ...(granularity ? { granularity } : {}),
    ...(dateRange ? { dateRange: rangeOf(dimension, dateRange, timezone) } : {}),
  };
}

function pairsOf(order: NonNullable<CubeQuery['order']>): readonly (readonly [string, 'asc' | 'desc'])[] {
  if (!Array.isArray(order)) return Object.entries(order);
  return order.map((item) => (Array.isArray(item) ? item : [item.id, item.desc ? 'desc' : 'asc']));
}

function conditionOf(condition: CubeCondition, timezone: string): Condition {
  if ('and' in condition) return { and: condition.and.map((inner) => conditionOf(inner, timezone)) };
  if ('or' in condition) return { or: condition.or.map((inner) => conditionOf(inner, timezone)) };
  const { operator, values = [] } = condition;
  const member = condition.member ?? condition.dimension ?? '';
  if (isValueless(operator)) return { member, operator };
  const texts = values.map((value) => (value === null ? null : String(value)));
  return { member, operator, values: timesOf(member, operator, texts, timezone) };
}

/** The values of comparisons with time, words such as `last month` read: a range by its ends, a moment by that of the words. */
function timesOf(
  member: string,
  operator: CubeOperator,
  values: readonly (string | null)[],
  timezone: string,
): readonly (string | null)[] {
  const [only] = values;
  if (values.length !== 1 || only === undefined || only === null) return values;
  const moment = MOMENT_OF[operator];
  if (moment === 'both') return daysOf(rangeOf(member, only, timezone));
  if (moment === undefined || isMoment(only)) return values;
  const [first, last] = rangeOf(member, only, timezone);
  return [moment === 'first' ? first : last];
}

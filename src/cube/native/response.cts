import {
  type MemberOrExpression,
  memberName,
  type NormalizedQuery,
  type QueryType,
  type RawRow,
  type TransformRequest,
} from './request.cjs';
import { transformRows } from './transform.cjs';

/** The gateway's own part of one result: query, annotation, refresh time, data source, … */
export type ResultRoot = Readonly<Record<string, unknown>> & { readonly query: NormalizedQuery };

/** What a client may see of the query that ran: never the security context or masks that it carries inside. */
const PUBLIC_QUERY_FIELDS = [
  'measures',
  'dimensions',
  'timeDimensions',
  'segments',
  'limit',
  'offset',
  'total',
  'totalQuery',
  'timezone',
  'renewQuery',
  'ungrouped',
  'responseFormat',
  'filters',
  'rowLimit',
  'order',
  'queryType',
];

/** The JSON of `/load` for one query, in UTF-8. */
export function finalResult(request: TransformRequest, rows: readonly RawRow[], root: ResultRoot): Uint8Array {
  return encode(oneResult(request, rows, root));
}

/** The JSON of `/load` for a comparison or a blended query. */
export function finalResultMulti(
  requests: readonly TransformRequest[],
  rows: readonly (readonly RawRow[])[],
  root: { readonly queryType: QueryType; readonly results: readonly ResultRoot[]; readonly slowQuery: boolean },
): Uint8Array {
  const results = requests.map((request, index) => {
    const own = root.results[index];
    if (!own) throw new Error(`Result ${index} of ${requests.length} has no description.`);
    return oneResult(request, rows[index] ?? [], own);
  });
  const pivotQuery = pivotOf(
    root.queryType,
    results.map((result) => result.query),
  );
  return encode({ queryType: root.queryType, results, pivotQuery, slowQuery: root.slowQuery });
}

function oneResult(request: TransformRequest, rows: readonly RawRow[], root: ResultRoot) {
  return { ...withoutNulls(root), query: publicQuery(root.query), data: transformRows(request, rows) };
}

function publicQuery(query: NormalizedQuery): NormalizedQuery {
  return Object.fromEntries(
    PUBLIC_QUERY_FIELDS.filter((field) => query[field] !== undefined && query[field] !== null).map((field) => [
      field,
      query[field],
    ]),
  );
}

function withoutNulls(root: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(root).filter(([, value]) => value !== null && value !== undefined));
}

/** One query that describes all results together, for the client's pivot. */
function pivotOf(queryType: QueryType, queries: readonly NormalizedQuery[]): NormalizedQuery {
  const first = queries[0];
  if (!first) throw new Error('A multiple result needs at least one query.');
  if (queryType === 'compareDateRangeQuery') {
    return { ...first, dimensions: ['compareDateRange', ...(first.dimensions ?? [])], queryType };
  }
  if (queryType === 'blendingQuery') {
    const granularity = queries.map((query) => query.timeDimensions?.[0]?.granularity).find(Boolean);
    return {
      ...first,
      measures: union(queries.map((query) => query.measures ?? [])),
      dimensions: union(queries.map((query) => query.dimensions ?? [])),
      ...(granularity ? { timeDimensions: [{ dimension: 'time', granularity }] } : {}),
      queryType,
    };
  }
  return { ...first, queryType };
}

function union(lists: readonly (readonly MemberOrExpression[])[]): MemberOrExpression[] {
  return [...new Map(lists.flat().map((member) => [memberName(member), member])).values()];
}

/** 64-bit integers that a driver gave as bigint leave as exact numbers would: quoted. */
function encode(value: unknown): Uint8Array {
  return Buffer.from(
    JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner)),
    'utf8',
  );
}

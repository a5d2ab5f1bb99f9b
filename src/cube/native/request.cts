/** What the API gateway hands over beside the rows, as far as the transform reads it. */

export type QueryType = 'regularQuery' | 'compareDateRangeQuery' | 'blendingQuery';
export type ResultFormat = 'default' | 'compact' | 'columnar';

/** A member's name, or an expression that stands for one. */
export type MemberOrExpression = string | { readonly name: string };

export interface TimeDimension {
  readonly dimension: string;
  readonly granularity?: string | null;
  readonly dateRange?: readonly string[] | null;
  readonly compareDateRange?: unknown;
}

export interface NormalizedQuery {
  readonly measures?: readonly MemberOrExpression[] | null;
  readonly dimensions?: readonly MemberOrExpression[] | null;
  readonly timeDimensions?: readonly TimeDimension[] | null;
  readonly [field: string]: unknown;
}

export interface TransformRequest {
  readonly aliasToMemberNameMap: Readonly<Record<string, string>>;
  /** The members that this caller may see, by full name; what is absent here is hidden. */
  readonly annotation: Readonly<Record<string, { readonly type?: string | null }>>;
  readonly query: NormalizedQuery;
  readonly queryType?: QueryType | null;
  readonly resType?: ResultFormat | null;
}

export type RawRow = Readonly<Record<string, unknown>>;

export function memberName(member: MemberOrExpression): string {
  return typeof member === 'string' ? member : member.name;
}

/** Own properties only: a member named `constructor` must not be found on the prototype. */
export function lookup<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

import { lookup, memberName, type NormalizedQuery, type TransformRequest } from './request.cjs';

/** One output member and the result column that its values come from. */
export interface OutputMember {
  readonly member: string;
  readonly alias: string;
  readonly type: string;
}

const FINENESS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

/** Thrown when a caller asked for something that the model or the access policy hides. */
export class HiddenMemberError extends Error {
  constructor(member: string) {
    super(
      `You requested hidden member: '${member}'. Please make it visible using \`public: true\`. ` +
        'Please note primaryKey fields are `public: false` by default: ' +
        'https://cube.dev/docs/schema/reference/joins#setting-a-primary-key.',
    );
  }
}

/**
 * Refuses every requested member that the caller may not see. Part of Cube's access policy is enforced only here, and
 * an empty result has no columns to check, so the query itself is checked, always.
 */
export function refuseHiddenMembers(request: TransformRequest): void {
  const { query, annotation } = request;
  const requested = [
    ...(query.measures ?? []).map(memberName),
    ...(query.dimensions ?? []).map(memberName),
    // Without a granularity it is a filter, which has no column; who may filter by what is checked before a question is asked.
    ...(query.timeDimensions ?? []).flatMap(({ dimension, granularity }) => (granularity ? [dimension] : [])),
  ];
  for (const member of requested) {
    if (!lookup(annotation, member)) throw new HiddenMemberError(member);
  }
}

/**
 * The members of a result in the order of its columns, then the bare name of each time dimension (`orders.createdAt`
 * for `orders.createdAt.day`), which takes the finest granularity asked, unless the bare dimension was asked itself.
 */
export function outputMembers(request: TransformRequest, columns: readonly string[]): OutputMember[] {
  const members = columns.map((alias) => annotated(request, alias));
  const finest = new Map<string, { readonly source: OutputMember; readonly level: number }>();
  for (const source of members) {
    const [cube, dimension, granularity, ...more] = source.member.split('.');
    if (granularity === undefined || more.length > 0) continue;
    const bare = `${cube}.${dimension}`;
    if (asksForDimension(request.query, bare)) continue;
    const level = finenessOf(granularity);
    const known = finest.get(bare);
    if (!known || level <= known.level) finest.set(bare, { source, level });
  }
  return [...members, ...[...finest].map(([member, { source }]) => ({ ...source, member }))];
}

function annotated(request: TransformRequest, alias: string): OutputMember {
  const member = lookup(request.aliasToMemberNameMap, alias);
  if (member === undefined) throw new Error(`Member name not found for alias: '${alias}'`);
  const item = lookup(request.annotation, member);
  if (!item) throw new HiddenMemberError(alias);
  return { member, alias, type: item.type ?? '' };
}

function asksForDimension(query: NormalizedQuery, bare: string): boolean {
  return (query.dimensions ?? []).some((dimension) => dimension === bare);
}

/** Custom granularities count as coarser than every named one. */
function finenessOf(granularity: string): number {
  const level = FINENESS.indexOf(granularity);
  return level === -1 ? FINENESS.length : level;
}

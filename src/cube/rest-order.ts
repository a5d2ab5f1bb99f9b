/**
 * A page of a Cube query sorted by all its dimensions at last, so that pages neither lose nor repeat rows that the asked
 * order leaves equal. What Cube sorts by where nothing is asked stays in front: the first bucket of time, the first
 * measure from the largest, the first dimension. Queries without limit and offset stay as they are.
 */
export function withTieBreaks(query: unknown, isMasked: (member: string) => boolean): unknown {
  if (Array.isArray(query)) return query.map((each) => withTieBreaks(each, isMasked));
  if (typeof query !== 'object' || query === null) return query;
  const asked = query as CubeQuery;
  if (asked.limit === undefined && asked.offset === undefined) return query;
  const { order = {}, timeDimensions = [] } = asked;
  const dimensions = texts(asked.dimensions);
  const buckets = (Array.isArray(timeDimensions) ? timeDimensions : []).flatMap((each: unknown) => bucketOf(each));
  const given = Array.isArray(order) ? order.filter(isPair) : Object.entries(order ?? {});
  const [first] = given.length > 0 ? given : defaultOrder(buckets, texts(asked.measures), dimensions);
  const base = given.length > 0 ? given : first ? [first] : [];
  const sorted = new Set(base.map(([member]) => member));
  const ties = [...buckets, ...dimensions].filter((member) => !sorted.has(member) && !isMasked(member));
  return { ...asked, order: [...base, ...ties.map((member) => [member, 'asc'])] };
}

interface CubeQuery {
  readonly limit?: unknown;
  readonly offset?: unknown;
  readonly order?: unknown[] | Record<string, unknown>;
  readonly measures?: unknown;
  readonly dimensions?: unknown;
  readonly timeDimensions?: unknown;
}

function defaultOrder(
  buckets: readonly string[],
  measures: readonly string[],
  dimensions: readonly string[],
): [string, unknown][] {
  if (buckets[0] !== undefined) return [[buckets[0], 'asc']];
  if (measures[0] !== undefined && dimensions.length > 0) return [[measures[0], 'desc']];
  return dimensions[0] === undefined ? [] : [[dimensions[0], 'asc']];
}

function bucketOf(timeDimension: unknown): string[] {
  if (typeof timeDimension !== 'object' || timeDimension === null) return [];
  const { dimension, granularity } = timeDimension as { dimension?: unknown; granularity?: unknown };
  return typeof dimension === 'string' && typeof granularity === 'string' ? [dimension] : [];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function isPair(value: unknown): value is [string, unknown] {
  return Array.isArray(value) && typeof value[0] === 'string';
}

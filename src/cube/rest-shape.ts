import { z } from 'zod';
import { TenureError } from '../errors/errors.js';

/** Conditions within conditions: more than people write, and few enough to walk through. */
const DEEPEST_FILTER = 50;

/** Of one query, as in src/semantic/plan/merged-filters.ts: Cube plans on the thread that every door shares. */
const MOST_CONDITIONS = 1000;
const MOST_MEMBERS = 500;

const members = z.array(z.unknown()).optional();
const query = z.looseObject({
  measures: members,
  dimensions: members,
  segments: members,
  timeDimensions: members,
  filters: members.refine((filters) => isShallow(filters, DEEPEST_FILTER)),
});
const queries = z.union([query, z.array(query).min(1)]);

/**
 * Throws TOO_COMPLEX for what is too much to plan, BAD_REQUEST for what is neither a query nor a list of queries, which Cube would fail on in words of its own. What the
 * lists hold is for Cube to check.
 */
export function requireQueries(asked: unknown): void {
  const { error, data } = queries.safeParse(asked);
  if (!error) {
    for (const each of [data].flat()) requireModest(each);
    return;
  }
  throw new TenureError(
    'BAD_REQUEST',
    `The query has to be an object, or a list of them, whose measures, dimensions, segments, timeDimensions and filters are lists; conditions may be ${DEEPEST_FILTER} deep.`,
  );
}

function requireModest({ measures, dimensions, timeDimensions, segments, filters }: z.infer<typeof query>): void {
  const named = [measures, dimensions, timeDimensions, segments].reduce((sum, list) => sum + (list?.length ?? 0), 0);
  const hint = 'Compare a member with a list of values rather than by many conditions, or send several queries.';
  if (named > MOST_MEMBERS)
    throw new TenureError('TOO_COMPLEX', `One query names ${named} members; ${MOST_MEMBERS} are allowed.`, { hint });
  const conditions = countOf(filters ?? []);
  if (conditions > MOST_CONDITIONS)
    throw new TenureError(
      'TOO_COMPLEX',
      `One query has ${conditions} conditions; ${MOST_CONDITIONS} are allowed beside each other. ${hint}`,
    );
}

function countOf(filters: readonly unknown[]): number {
  return filters.reduce<number>((sum, filter) => {
    const inner = innerOf(filter);
    return sum + (inner.length === 0 ? 1 : inner.reduce((within, part) => within + countOf(part), 0));
  }, 0);
}

function isShallow(filters: readonly unknown[] | undefined, levels: number): boolean {
  if (!filters) return true;
  return levels > 0 && filters.every((filter) => innerOf(filter).every((inner) => isShallow(inner, levels - 1)));
}

function innerOf(filter: unknown): unknown[][] {
  if (typeof filter !== 'object' || filter === null) return [];
  const { and, or } = filter as { readonly and?: unknown; readonly or?: unknown };
  return [and, or].filter(Array.isArray);
}

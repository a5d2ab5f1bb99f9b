import { z } from 'zod';
import { TenureError } from '../errors/errors.js';

/** Conditions within conditions: more than people write, and few enough to walk through. */
const DEEPEST_FILTER = 50;

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
 * Throws BAD_REQUEST for what is neither a query nor a list of queries, which Cube would fail on in words of its own. What the
 * lists hold is for Cube to check.
 */
export function requireQueries(asked: unknown): void {
  const { error } = queries.safeParse(asked);
  if (!error) return;
  throw new TenureError(
    'BAD_REQUEST',
    `The query has to be an object, or a list of them, whose measures, dimensions, segments, timeDimensions and filters are lists; conditions may be ${DEEPEST_FILTER} deep.`,
  );
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

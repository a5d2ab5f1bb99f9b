import { TenureError } from '../errors/errors.js';

/** Conditions within conditions: more than people write, and few enough to walk through. */
const DEEPEST = 50;
/** Of one query, as in src/semantic/plan/merged-filters.ts: questions are planned on the thread that every door shares. */
const MOST_CONDITIONS = 1000;
const MOST_MEMBERS = 500;
const MOST_QUERIES = 50;
const HINT = 'Compare a member with a list of values rather than by many conditions, or send several queries.';

/** Throws TOO_COMPLEX for a query that is too much to plan, and BAD_REQUEST for conditions too deep to walk through. */
export function requireModest(asked: unknown): void {
  const queries = Array.isArray(asked) ? asked : [asked];
  if (queries.length > MOST_QUERIES)
    throw new TenureError('TOO_COMPLEX', `A list may hold ${MOST_QUERIES} queries, not ${queries.length}.`);
  for (const query of queries) if (isRecord(query)) requireModestOne(query);
}

function requireModestOne(query: Record<string, unknown>): void {
  const { measures, dimensions, timeDimensions, segments, filters } = query;
  const named = [measures, dimensions, timeDimensions, segments].reduce(
    (sum: number, list) => sum + listOf(list).length,
    0,
  );
  if (named > MOST_MEMBERS)
    throw new TenureError('TOO_COMPLEX', `One query names ${named} members; ${MOST_MEMBERS} are allowed.`, {
      hint: HINT,
    });
  const conditions = countOf(listOf(filters), DEEPEST);
  if (conditions > MOST_CONDITIONS)
    throw new TenureError(
      'TOO_COMPLEX',
      `One query has ${conditions} conditions; ${MOST_CONDITIONS} are allowed beside each other. ${HINT}`,
    );
}

function countOf(filters: readonly unknown[], levels: number): number {
  if (levels === 0) throw new TenureError('BAD_REQUEST', `Conditions may be ${DEEPEST} deep.`);
  return filters.reduce<number>((sum, filter) => {
    const inner = isRecord(filter) ? [...listOf(filter['and']), ...listOf(filter['or'])] : [];
    return sum + (inner.length === 0 ? 1 : countOf(inner, levels - 1));
  }, 0);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

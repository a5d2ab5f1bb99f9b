import { z } from 'zod';
import { TenureError } from '../errors/errors.js';
import { issueOf } from '../errors/issue.js';
import { operatorWord } from '../semantic/contract/operator-words.js';
import { CUBE_OPERATORS, isValueless } from './operators.js';
import { requireModest } from './query-size.js';

const member = z.string().regex(/^\w+\.\w+$/, 'a member such as orders.count');
/** A dimension, or one with its bucket of time (`orders.created_at.month`). */
const dimension = z.string().regex(/^\w+\.\w+(\.\w+)?$/, 'a member such as orders.city');
const direction = z.enum(['asc', 'desc']);
const dateRange = z.union([z.string(), z.array(z.string()).min(1).max(2)]);

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const named = z
  .strictObject({
    member: member.optional(),
    dimension: member.optional(),
    operator: operatorWord(CUBE_OPERATORS),
    values: z.array(value).optional(),
  })
  .refine((filter) => (filter.member === undefined) !== (filter.dimension === undefined), 'Name one member.')
  .refine(({ operator, values = [] }) => values.length > 0 || isValueless(operator), 'The operator needs values.');

export type MemberCondition = z.infer<typeof named>;
export type CubeCondition =
  | MemberCondition
  | { readonly and: readonly CubeCondition[] }
  | { readonly or: readonly CubeCondition[] };

const condition: z.ZodType<CubeCondition> = z.lazy(() =>
  z.union([named, z.strictObject({ and: z.array(condition) }), z.strictObject({ or: z.array(condition) })]),
);

const timeDimension = z
  .strictObject({
    dimension: member,
    granularity: z.string().max(128).nullish(),
    dateRange: dateRange.nullish(),
    compareDateRange: z.array(dateRange).min(1).nullish(),
  })
  .refine((time) => !time.dateRange || !time.compareDateRange, 'Give dateRange or compareDateRange.');
export type AskedTime = z.infer<typeof timeDimension>;

const order = z.union([
  z.record(z.string(), direction),
  z.array(z.union([z.tuple([z.string(), direction]), z.strictObject({ id: z.string(), desc: z.boolean() })])),
]);

/** Whether rows come from a cache is for the server to decide; clients may say what they would like. */
const ignored = {
  cache: z.unknown().optional(),
  cacheMode: z.unknown().optional(),
  renewQuery: z.unknown().optional(),
};

/** One query in Cube's terms: https://cube.dev/docs/product/apis-integrations/rest-api/query-format */
const query = z.strictObject({
  measures: z.array(member).default([]),
  dimensions: z.array(dimension).default([]),
  segments: z.array(member).default([]),
  timeDimensions: z.array(timeDimension).default([]),
  filters: z.array(condition).default([]),
  order: order.nullish(),
  limit: z.int().min(0).nullish(),
  offset: z.int().min(0).nullish(),
  total: z.boolean().nullish(),
  timezone: z.string().nullish(),
  ungrouped: z.boolean().nullish(),
  responseFormat: z.enum(['default', 'compact', 'columnar']).nullish(),
  ...ignored,
});
export type CubeQuery = z.infer<typeof query>;

/**
 * A query as it came (JSON or its text), or a list of them. Throws BAD_REQUEST with the place of what is wrong, and TOO_COMPLEX
 * for what would be too much to plan.
 */
export function readQuery(given: unknown): CubeQuery | readonly CubeQuery[] {
  const asked = typeof given === 'string' ? parse(given) : given;
  requireModest(asked);
  if (!Array.isArray(asked)) return checked(asked);
  if (asked.length === 0) throw new TenureError('BAD_REQUEST', 'The list of queries is empty.');
  return asked.map(checked);
}

function checked(asked: unknown): CubeQuery {
  const { data, error } = query.safeParse(asked);
  if (data) return data;
  const { path, message } = issueOf(error);
  throw new TenureError('BAD_REQUEST', `The query cannot be read: ${path.join('.') || 'query'}: ${message}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TenureError('BAD_REQUEST', 'The query parameter is not JSON.');
  }
}

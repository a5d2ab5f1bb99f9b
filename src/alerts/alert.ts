import { z } from 'zod';
import { TenureError } from '../errors/errors.js';
import { issuesOf } from '../errors/issue.js';
import { OPERATOR_WORDS, operatorWord, type WordedFilter } from '../semantic/contract/operator-words.js';

const scalar = z.union([z.string().max(500), z.number(), z.boolean(), z.null()]);
const comparison = { member: z.string().min(1).max(200), operator: operatorWord(OPERATOR_WORDS) };
const condition: z.ZodType<WordedFilter> = z.lazy(() =>
  z.union([
    z.strictObject({ and: z.array(condition).max(50) }),
    z.strictObject({ or: z.array(condition).max(50) }),
    z.strictObject(comparison),
    z.strictObject({ ...comparison, values: z.array(scalar).max(1000) }),
  ]),
);

/** `outside`: of the forecast made without the latest complete month; the threshold is then the interval's level. */
export const DIRECTIONS = ['above', 'below', 'outside'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What an alert watches, as it comes from outside. */
const definitionSchema = z
  .strictObject({
    view: z.string().min(1).max(100),
    measure: z.string().min(1).max(200),
    arguments: z.record(z.string().max(100), z.union([z.string().max(500), z.number(), z.boolean()])).default({}),
    filters: z.array(condition).max(50).default([]),
    slice: z.string().max(500).default(''),
    when: z.enum(DIRECTIONS),
    threshold: z.number(),
  })
  .refine(({ when, threshold }) => when !== 'outside' || (threshold > 0 && threshold < 1), {
    path: ['threshold'],
    message: 'is the level of the interval, between 0 and 1, such as 0.95',
  });

/** A threshold on a measure of a slice. It follows the latest month of its view; the filters hold no time. */
export type AlertDefinition = z.infer<typeof definitionSchema>;

/** Throws BAD_REQUEST that names the first places where it is wrong. */
export function parseDefinition(given: unknown): AlertDefinition {
  const parsed = definitionSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const places = issuesOf(parsed.error)
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.') || 'alert'}: ${message}`);
  throw new TenureError('BAD_REQUEST', `The alert is not as it should be. ${places.join('; ')}.`);
}

/** What was found when the slice was asked: a value of a month, or why it could not be asked. */
export type Finding =
  | {
      readonly month: string | null;
      readonly value: number | null;
      /** Of an alert on the forecast: whether the value lies outside its interval. */
      readonly isOutside?: boolean;
    }
  | { readonly error: { readonly code: string; readonly message: string } };

/** The latest check. */
export interface AlertCheck {
  readonly snapshot: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** First day of the month the value is of; null where the view has no time or the owner may see no month. */
  readonly month: string | null;
  /** Null where the slice has no figure. */
  readonly value: number | null;
  readonly crossed: boolean;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** A change between crossed and not crossed. */
export interface AlertCrossing {
  readonly snapshot: string;
  readonly at: string;
  readonly month: string | null;
  readonly value: number;
  readonly crossed: boolean;
}

export interface Alert extends AlertDefinition {
  readonly id: string;
  readonly owner: string;
  readonly setAt: string;
  readonly check: AlertCheck | null;
  /** The latest ten, the newest first. */
  readonly crossings: readonly AlertCrossing[];
}

/** Whether what was found is what the alert waits for; false where there is no value or it could not be asked. */
export function isCrossed({ when, threshold }: Pick<AlertDefinition, 'when' | 'threshold'>, finding: Finding): boolean {
  if ('error' in finding || finding.value === null) return false;
  if (when === 'outside') return finding.isOutside === true;
  return when === 'above' ? finding.value > threshold : finding.value < threshold;
}

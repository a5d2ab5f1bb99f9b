import { z } from 'zod';
import type { MetaNotes } from '../cube/meta.js';
import type { CatalogMeasure, MeasureArgument } from './catalog.js';
import { PERIOD_KINDS } from './computed/period.js';

const text = z.string().catch('');
const bilingual = z.object({ en: z.string().default(''), zh: z.string().default('') });

const argument = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  type: z.enum(['integer', 'number', 'string']),
  default: z.union([z.number(), z.string()]),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  values: z.array(z.string()).optional(),
  description: bilingual.default({ en: '', zh: '' }),
});

const ADDITIVITIES = ['additive', 'semi-additive', 'non-additive'] as const;

/** What this server reads of a member's `meta`. What is malformed there counts as absent; the model check reports it. */
export const memberNotes = z.object({
  zh: z.object({ title: text.optional(), description: text.optional() }).optional().catch(undefined),
  unit: z.string().optional().catch(undefined),
  format: z.string().optional().catch(undefined),
  additivity: z.enum(ADDITIVITIES).optional().catch(undefined),
  grain: z.enum(['day', 'month']).optional().catch(undefined),
  /** What a dimension's values identify, such as a customer: each becomes a query of its own over all views that have it. */
  entity: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/)
    .optional()
    .catch(undefined),
  personal: z.boolean().optional().catch(undefined),
  time: z.string().optional().catch(undefined),
  /** The view holds one month alone: questions about another are refused (SCORE_MONTH). */
  single_month: z.boolean().optional().catch(undefined),
  distinct: z.object({ within: z.string(), instead: z.string() }).optional().catch(undefined),
  arguments: z.array(argument).optional().catch(undefined),
  /** SQL of a measure with arguments: `$name` stands for an argument or another member of the view. */
  template: z.string().optional().catch(undefined),
  /** A measure made of another one over earlier months or the same parent. */
  period: z
    .object({ kind: z.enum(PERIOD_KINDS), of: z.string() })
    .optional()
    .catch(undefined),
  /** For the server's own use: no caller sees it. */
  internal: z.boolean().optional().catch(undefined),
});

export type MemberNotes = z.infer<typeof memberNotes>;

export function notesOf(meta: MetaNotes | undefined): MemberNotes {
  return memberNotes.parse(meta ?? {});
}

export function argumentsOf(notes: MemberNotes): readonly MeasureArgument[] {
  return (notes.arguments ?? []).map(({ minimum, maximum, values, ...rest }) => ({
    ...rest,
    ...(values === undefined ? {} : { values }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  }));
}

export function additivityOf(notes: MemberNotes): CatalogMeasure['additivity'] {
  return notes.additivity ?? null;
}

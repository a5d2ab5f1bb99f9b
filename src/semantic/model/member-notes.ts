import { z } from 'zod';
import type { MetaNotes } from '../../cube/meta.js';
import type { CatalogMeasure, MeasureArgument } from '../contract/catalog.js';
import { PERIOD_KINDS } from './period-kind.js';
import { targetNotes } from './target-lookup.js';

const text = z.string().catch('');
const bilingual = z.object({ en: z.string().default(''), zh: z.string().default('') });

const NAME = /^[a-z][a-z0-9_]*$/;

const argument = z.object({
  name: z.string().regex(NAME),
  type: z.enum(['integer', 'number', 'string', 'value']),
  /** Without one the argument must be given. */
  default: z.union([z.number(), z.string()]).optional(),
  /** In an object the argument stands in this input object, under this name. */
  within: z.object({ name: z.string().regex(NAME), field: z.string().regex(NAME) }).optional(),
  /** In an object it belongs to the measure's own field, not to the object. */
  own: z.boolean().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  values: z.array(z.string()).optional(),
  /** The text is a pairwise comparison matrix of these: the template gets their weights and the consistency ratio, separated by commas. */
  compares: z.array(z.string()).optional(),
  description: bilingual.default({ en: '', zh: '' }),
});

/** One text, or several of which the first applies whose arguments have the values of `when`, or are whole steps of `steps`. */
const template = z.union([
  z.string(),
  z.array(
    z.object({
      sql: z.string(),
      when: z.record(z.string(), z.union([z.number(), z.string()])).default({}),
      steps: z.record(z.string(), z.number().positive()).default({}),
    }),
  ),
]);
export type TemplateNotes = z.infer<typeof template>;

const ADDITIVITIES = ['additive', 'semi-additive', 'non-additive'] as const;

/** What this server reads of a member's `meta`. What is malformed there counts as absent; the model check reports it. */
export const memberNotes = z.object({
  zh: z.object({ title: text.optional(), description: text.optional() }).optional().catch(undefined),
  unit: z.string().optional().catch(undefined),
  format: z.string().optional().catch(undefined),
  additivity: z.enum(ADDITIVITIES).optional().catch(undefined),
  grain: z.enum(['day', 'month']).optional().catch(undefined),
  /** Of a view: the dimensions that tell its rows apart. */
  row_key: z.array(z.string().regex(NAME)).min(1).optional().catch(undefined),
  /** What a dimension's values identify, such as a customer: each becomes a query of its own over all views that have it. */
  entity: z.string().regex(NAME).optional().catch(undefined),
  personal: z.boolean().optional().catch(undefined),
  time: z.string().optional().catch(undefined),
  /** The view holds one month alone: questions about another are refused (SCORE_MONTH). */
  single_month: z.boolean().optional().catch(undefined),
  /** Of such a view: the view that holds the months before. */
  history: z.string().optional().catch(undefined),
  /** Of a view: what tells how alike two members of a dimension are: where one lies, and how far others are from a point. */
  similar: z.object({ dimension: z.string(), point: z.string(), distance: z.string() }).optional().catch(undefined),
  /** A view whose objects of measures this one shows beside its own measures, joined by the dimensions in common. */
  beside: z.string().optional().catch(undefined),
  distinct: z.object({ within: z.string(), instead: z.string() }).optional().catch(undefined),
  arguments: z.array(argument).optional().catch(undefined),
  /** The measure is a field of an object of measures, which doors with nested answers show in its place. */
  object: z
    .object({
      name: z.string().regex(NAME),
      field: z.string().regex(NAME),
      title: bilingual.optional(),
      description: bilingual.optional(),
    })
    .optional()
    .catch(undefined),
  /** What the array of a measure holds: numbers, or tuples by the names of their parts. */
  items: z
    .union([
      z.literal('number'),
      z.array(z.object({ name: z.string().regex(NAME), type: z.enum(['string', 'float']) })),
    ])
    .optional()
    .catch(undefined),
  /** SQL of a measure with arguments: `$name` stands for an argument or another member of the view. */
  template: template.optional().catch(undefined),
  /** Named parts of the template, which stand in it as `$name`. */
  parts: z.record(z.string().regex(NAME), z.string()).optional().catch(undefined),
  /** The same from single rows, for questions that no projection answers. */
  base_template: template.optional().catch(undefined),
  /** A measure made of another one over earlier months or the same parent. */
  period: z
    .object({
      kind: z.enum(PERIOD_KINDS),
      of: z.string(),
      /** How many months where no argument says it. */
      months: z.number().int().min(1).optional(),
      /** The time by which they are counted, where the view does not say it. */
      time: z.string().optional(),
    })
    .optional()
    .catch(undefined),
  /** The measures of the same cube that this one divides. */
  ratio: z.object({ numerator: z.string(), denominator: z.string() }).optional().catch(undefined),
  /** What another measure should be, looked up by the keys of each row. */
  target: targetNotes.optional().catch(undefined),
  /** How the page first shows a view, in the words of its address: `r=province&c=month.quarter&m=churn_rate&look=heat`. */
  start: z.string().optional().catch(undefined),
  /** For the server's own use: no caller sees it. */
  internal: z.boolean().optional().catch(undefined),
});

export type MemberNotes = z.infer<typeof memberNotes>;

const NONE = memberNotes.parse({});
/** A member's meta is one object as long as its model stays, and every question reads it. */
const read = new WeakMap<MetaNotes, MemberNotes>();

export function notesOf(meta: MetaNotes | undefined): MemberNotes {
  if (meta === undefined) return NONE;
  const known = read.get(meta);
  if (known) return known;
  const notes = memberNotes.parse(meta);
  read.set(meta, notes);
  return notes;
}

export function argumentsOf(notes: MemberNotes): readonly MeasureArgument[] {
  return (notes.arguments ?? []).map(
    ({ default: fallback, minimum, maximum, values, compares, within, own, ...rest }) => ({
      ...rest,
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(within === undefined ? {} : { within }),
      ...(own === undefined ? {} : { own }),
      ...(values === undefined ? {} : { values }),
      ...(compares === undefined ? {} : { compares }),
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
    }),
  );
}

export function additivityOf(notes: MemberNotes): CatalogMeasure['additivity'] {
  return notes.additivity ?? null;
}

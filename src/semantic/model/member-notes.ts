import { z } from 'zod';
import type { CubeMetaMeasure, MetaNotes } from '../../cube/meta.js';
import { DERIVED } from '../../cube/model/derived.js';
import { type CatalogMeasure, EVIDENCE_KINDS, type MeasureArgument } from '../contract/catalog.js';
import { PERIOD_KINDS } from './period-kind.js';
import { targetKey, targetNotes } from './target-lookup.js';

const bilingual = z.strictObject({ en: z.string().default(''), zh: z.string().default('') });

const NAME = /^[a-z][a-z0-9_]*$/;

const argument = z.strictObject({
  name: z.string().regex(NAME),
  type: z.enum(['integer', 'number', 'string', 'value']),
  /** Without one the argument must be given. */
  default: z.union([z.number(), z.string()]).optional(),
  /** In an object the argument stands in this input object, under this name. */
  within: z.strictObject({ name: z.string().regex(NAME), field: z.string().regex(NAME) }).optional(),
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
    z.strictObject({
      sql: z.string(),
      when: z.record(z.string(), z.union([z.number(), z.string()])).default({}),
      steps: z.record(z.string(), z.number().positive()).default({}),
    }),
  ),
]);
export type TemplateNotes = z.infer<typeof template>;

/** How a value is written: a number's kind, or an identifier that is none. */
const FORMATS = ['integer', 'decimal', 'number', 'percent', 'currency', 'id'] as const;
const ADDITIVITIES = ['additive', 'semi-additive', 'non-additive'] as const;

/** The items of a model that may have `meta`. */
export const META_KINDS = ['cube', 'view', 'dimension', 'measure', 'segment'] as const;
export type MetaKind = (typeof META_KINDS)[number];

interface MetaKey<T extends z.ZodType> {
  readonly on: readonly MetaKind[];
  readonly schema: T;
  /** What it means, for whoever writes a model. */
  readonly says: string;
  /** As it stands under `meta:`, in YAML. */
  readonly example: string;
}

const key = <T extends z.ZodType>(on: readonly MetaKind[], schema: T, says: string, example: string): MetaKey<T> => ({
  on,
  schema,
  says,
  example,
});

const name = z.string().regex(NAME, 'a name of small letters, digits and _');

/**
 * The language of `meta`: every key that this server reads, on which items it may stand, and what it may hold. The model
 * check, the catalogue and the page on modelling in docs/ are all made from it.
 */
export const META_KEYS = {
  zh: key(
    META_KINDS,
    z.strictObject({ title: z.string().optional(), description: z.string().optional() }),
    'Title and description in Chinese. The English ones are `title` and `description` of the item itself.',
    'zh: {title: 离网率, description: 离网客户数除以客户月数}',
  ),
  unit: key(['measure', 'dimension'], z.string(), 'What is counted or measured.', 'unit: customers'),
  format: key(['measure', 'dimension'], z.enum(FORMATS), 'How a value is written.', 'format: percent'),
  additivity: key(
    ['measure'],
    z.enum(ADDITIVITIES),
    'Whether values may be added up: over all dimensions, over all but time (the value is that of the last month), or over none. Totals of the last two are asked of the engine.',
    'additivity: semi-additive',
  ),
  grain: key(['dimension'], z.enum(['day', 'month']), 'The period that a date stands for.', 'grain: month'),
  order: key(
    ['dimension'],
    z.array(z.union([z.string(), z.number()])).min(2),
    'The members in their own order. Others come after them, by name.',
    "order: ['0-2 months', '3-11 months', '12-23 months']",
  ),
  sorts: key(
    ['dimension'],
    name,
    'The column says where members of this dimension stand; made from its `order`.',
    'sorts: tenure_band',
  ),
  row_key: key(
    ['view'],
    z.array(name).min(1),
    'The dimensions that together tell one row of the view from another.',
    'row_key: [customer_id, month]',
  ),
  panel: key(
    ['view'],
    z.array(name).min(1),
    'The measures that the page of one customer shows by month.',
    'panel: [monthly_charges, paid, arrears]',
  ),
  good: key(['measure'], z.enum(['up', 'down']), 'Which way is good.', 'good: down'),
  entity: key(
    ['dimension'],
    name,
    "What the dimension's values identify. GraphQL has a query of that name over all views with such a dimension.",
    'entity: customer',
  ),
  personal: key(['dimension'], z.boolean(), 'A personal field: names a person.', 'personal: true'),
  declared: key(['dimension'], z.boolean(), 'Made from an attribute that a source declares.', 'declared: true'),
  attributes: key(
    ['cube', 'view'],
    z.boolean(),
    'The attributes that sources declare become dimensions here.',
    'attributes: true',
  ),
  targets: key(
    ['cube'],
    z.strictObject({ value: z.string(), keys: z.array(targetKey) }),
    "Where the targets of the cube's measures are looked up, by which keys.",
    "targets: {value: \"dictGetOrNull('tenure.kpi_target', 'value', ($month, $of))\", keys: [{member: month}]}",
  ),
  time: key(['view'], z.string(), 'The dimension by which periods are meant.', 'time: month'),
  single_month: key(
    ['view'],
    z.boolean(),
    'The view holds one month; questions about another are refused (SCORE_MONTH).',
    'single_month: true',
  ),
  history: key(['view'], z.string(), 'Of such a view: the view that holds the months before.', 'history: risk_history'),
  similar: key(
    ['view'],
    z.strictObject({ dimension: z.string(), point: z.string(), distance: z.string() }),
    'How alike two members of a dimension are: the measure that places one, and the measure that tells its distance.',
    'similar: {dimension: customer_id, point: mean_contributions, distance: contribution_distance}',
  ),
  beside: key(
    ['view'],
    z.string(),
    "Drill-across: another view whose measures are offered here too, joined by the dimensions in common, each under its own view's policy.",
    'beside: risk',
  ),
  start: key(
    ['view'],
    z.string(),
    'How the page first shows the view, in the words of its address.',
    "start: 'r=province&c=month.quarter&m=churn_rate&look=heat'",
  ),
  distinct: key(
    ['measure'],
    z.strictObject({ within: z.string(), instead: z.string() }),
    'Where the grouping holds the dimension `within`, the additive measure `instead` gives the same count.',
    'distinct: {within: month, instead: customer_months}',
  ),
  derived: key(
    ['measure'],
    z.array(z.enum(DERIVED)),
    'Measures made of this one: against an earlier period, over several, as a share, a rank, against its target; of a ratio how many it is of (`small`), and where its numerator counts some of its denominator also its interval (`interval`).',
    'derived: [previous, change, share]',
  ),
  arguments: key(
    ['measure'],
    z.array(argument),
    'What the measure takes at query time.',
    'arguments: [{name: horizon_months, type: integer, default: 3, minimum: 1, maximum: 60}]',
  ),
  object: key(
    ['measure'],
    z.strictObject({ name, field: name, title: bilingual.optional(), description: bilingual.optional() }),
    'The measure is a field of an object of measures, which have their arguments in common.',
    'object: {name: churn_risk, field: expected_churners}',
  ),
  items: key(
    ['measure'],
    z.union([z.literal('number'), z.array(z.strictObject({ name, type: z.enum(['string', 'float']) }))]),
    'What the array of a measure holds: numbers, or tuples by the names of their parts.',
    'items: [{name: factor, type: string}, {name: contribution, type: float}]',
  ),
  template: key(
    ['measure'],
    template,
    'SQL of a measure with arguments: `$name` stands for an argument, a part or another measure of the view. A list holds variants, of which the first applies whose `when` and `steps` fit the arguments.',
    'template: arrayElement($churn_state, $horizon_months) / nullif($scored_customers, 0)',
  ),
  parts: key(
    ['cube', 'measure'],
    z.record(name, z.string()),
    'Named parts of the template, which stand in it as `$name`. Those of a cube are for all its measures.',
    'parts: {weights: "arrayMap(t -> pow(1 + $annual_discount_rate, -t / 12), range(1, 61))"}',
  ),
  base_template: key(
    ['measure'],
    template,
    'The same as `template` from single rows, for questions that no projection answers.',
    'base_template: sum(arrayElement($customer_churn, $horizon_months))',
  ),
  period: key(
    ['measure'],
    z.strictObject({
      kind: z.enum(PERIOD_KINDS),
      of: z.string(),
      /** How many months where no argument says it. */
      months: z.number().int().min(1).optional(),
      /** The time by which they are counted, where the view does not say it. */
      time: z.string().optional(),
    }),
    'The measure is another one over earlier months, over several, as a share or rank, or as of the last month (`closing`).',
    'period: {kind: closing, of: arrears_course}',
  ),
  ratio: key(
    ['measure'],
    z.strictObject({ numerator: z.string(), denominator: z.string() }),
    'The measures of the same cube that this one divides.',
    'ratio: {numerator: churned, denominator: customer_months}',
  ),
  evidence: key(
    ['measure'],
    z.strictObject({ of: name, says: z.enum(EVIDENCE_KINDS) }),
    'The measure says how much can be read from another one: what it is of, whether of too few, the ends of its interval. Made by `derived: [interval]` and `derived: [small]`.',
    'evidence: {of: churn_rate, says: low}',
  ),
  target: key(
    ['measure'],
    targetNotes,
    'What another measure should be; made by `derived: [target]`.',
    "target: {kind: target, of: revenue, value: \"dictGetOrNull('goal', 'value', ($month, $of))\", keys: [{member: month}]}",
  ),
  internal: key(
    ['dimension', 'measure'],
    z.boolean(),
    "For the server's own use: no caller sees it.",
    'internal: true',
  ),
} as const;

export type MetaKeyName = keyof typeof META_KEYS;
export type MemberNotes = { readonly [K in MetaKeyName]?: z.infer<(typeof META_KEYS)[K]['schema']> | undefined };

const NONE: MemberNotes = {};
/** A member's meta is one object as long as its model stays, and every question reads it. */
const read = new WeakMap<MetaNotes, MemberNotes>();

/** What this server reads of a member's `meta`. What is malformed counts as absent: the model check has told it by then. */
export function notesOf(meta: MetaNotes | undefined): MemberNotes {
  if (meta === undefined) return NONE;
  const known = read.get(meta);
  if (known) return known;
  const entries = Object.entries(META_KEYS).flatMap(([name, { schema }]) => {
    const parsed = meta[name] === undefined ? undefined : schema.safeParse(meta[name]);
    return parsed?.success ? [[name, parsed.data] as const] : [];
  });
  const notes = Object.fromEntries(entries) as MemberNotes;
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

/** Whether a row by itself has a part of the measure, and the parts add up to it. */
export function addsUp(measure: CubeMetaMeasure | undefined): boolean {
  const additivity = measure && notesOf(measure.meta).additivity;
  return additivity === 'additive' || (additivity === undefined && ['sum', 'count'].includes(measure?.aggType ?? ''));
}

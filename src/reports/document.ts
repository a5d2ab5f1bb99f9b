import { z } from 'zod';
import { OPERATOR_WORDS, operatorWord } from '../semantic/contract/operator-words.js';
import { GRANULARITIES } from '../semantic/contract/query.js';

const name = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, { error: 'must be a name: letters, digits and underscores' });
const title = z.string().trim().min(1).max(200);
const scalar = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);
/** `{parameter: name}` stands for the value that the reader of the report chose. */
const valueOrParameter = z.union([scalar, z.strictObject({ parameter: name })]);

const memberCondition = z.strictObject({
  member: name,
  operator: operatorWord(OPERATOR_WORDS),
  values: z.array(valueOrParameter).max(1000).optional(),
});
export type MemberCondition = z.infer<typeof memberCondition>;

/** The last periods that there is data of, whenever the report is opened. */
const latestCondition = z.strictObject({
  member: name,
  latest: z.strictObject({ count: z.int().min(1).max(120), unit: z.enum(['month', 'quarter', 'year']) }),
});
export type LatestCondition = z.infer<typeof latestCondition>;

const condition = z.union([
  memberCondition,
  latestCondition,
  z.strictObject({ or: z.array(memberCondition).min(1).max(50) }),
]);
export type ReportCondition = z.infer<typeof condition>;

const level = z.strictObject({ name, granularity: z.enum(GRANULARITIES).optional() });

const measure = z.strictObject({
  /** A measure of the view, or a calculated member of the report for that view. */
  name,
  arguments: z.record(z.string().max(64), valueOrParameter).optional(),
  as: name.optional(),
});

const order = z.strictObject({ by: name, direction: z.enum(['asc', 'desc']) });

/** What a table, a chart or a card asks. */
const question = z.strictObject({
  view: name,
  measures: z.array(measure).max(50).default([]),
  dimensions: z.array(level).max(20).default([]),
  filters: z.array(condition).max(100).default([]),
  order: z.array(order).max(20).default([]),
  limit: z.int().min(1).max(100_000).default(1000),
});
export type ReportQuestion = z.infer<typeof question>;

/** Where an item stands on its page: columns of twelve and rows; without one items follow each other. */
const place = z.strictObject({
  x: z.int().min(0).max(11),
  y: z.int().min(0).max(1000),
  width: z.int().min(1).max(12),
  height: z.int().min(1).max(60),
});

/** Kinds of chart; the page's list of them (src/web/pivot/chart-kinds.ts) is held against it by a test. */
export const REPORT_CHARTS = ['line', 'bar', 'stackedBar', 'area', 'scatter', 'pie'] as const;

const item = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string().max(20_000), place: place.optional() }),
  z.strictObject({
    kind: z.literal('table'),
    title,
    question,
    place: place.optional(),
    /** Nested axes with subtotals of the engine: the first `across` dimensions stand over the columns, the others are rows. */
    pivot: z.strictObject({ across: z.int().min(0).max(8) }).optional(),
  }),
  z.strictObject({
    kind: z.literal('card'),
    title,
    question,
    place: place.optional(),
    /** Asks the figures of the period before, too: of the same length, or a year earlier. Needs a condition on time. */
    compareWith: z.enum(['previous', 'lastYear']).optional(),
  }),
  z.strictObject({
    kind: z.literal('chart'),
    title,
    chart: z.enum(REPORT_CHARTS),
    question,
    place: place.optional(),
  }),
]);
export type ReportItem = z.infer<typeof item>;

const page = z.strictObject({
  title,
  /** Hold for every item of the page whose view has the member. */
  filters: z.array(condition).max(100).default([]),
  items: z.array(item).max(100),
});

const parameter = z.strictObject({
  name,
  title,
  type: z.enum(['string', 'number', 'date']),
  default: z.union([z.string().max(1000), z.number()]),
});

const calculated = z.strictObject({
  name,
  view: name,
  title,
  /** Over measures of the view: numbers, + - * /, brackets and a few functions; see expression.ts. */
  expression: z.string().min(1).max(2000),
  unit: z.string().max(64).optional(),
  format: z.enum(['number', 'integer', 'percent', 'currency']).optional(),
});
export type CalculatedMember = z.infer<typeof calculated>;

/** Each item is a question to the engine. */
const MOST_ITEMS = 100;

/** A report as it is stored, exported and imported. */
export const reportDocument = z
  .strictObject({
    schema: z.literal('tenure-report/1'),
    title,
    description: z.string().max(5000).default(''),
    parameters: z.array(parameter).max(50).default([]),
    calculated: z.array(calculated).max(100).default([]),
    pages: z.array(page).min(1).max(50),
  })
  .check((context) => {
    const { parameters, calculated: members, pages } = context.value;
    const items = pages.reduce((sum, { items: own }) => sum + own.length, 0);
    if (items > MOST_ITEMS)
      context.issues.push({
        code: 'custom',
        input: items,
        path: ['pages'],
        message: `there are ${items} items, at most ${MOST_ITEMS} are asked together`,
      });
    for (const [list, path, key] of [
      [parameters, 'parameters', ({ name: own }: { name: string }) => own],
      [members, 'calculated', ({ name: own, view }: { name: string; view?: string }) => `${view}.${own}`],
    ] as const) {
      const seen = new Set<string>();
      for (const [index, one] of list.entries()) {
        const id = key(one);
        if (seen.has(id))
          context.issues.push({
            code: 'custom',
            input: one,
            path: [path, index, 'name'],
            message: `${id} is there twice`,
          });
        seen.add(id);
      }
    }
  });
export type ReportDocument = z.infer<typeof reportDocument>;

/** The JSON Schema of a report, for whoever writes one by hand or by program. */
export function reportJsonSchema(): unknown {
  return z.toJSONSchema(reportDocument, { io: 'input' });
}

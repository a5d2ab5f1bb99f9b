import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Formula, formulaSchema } from '../analytics/churn/formula.js';
import { supportSchema } from '../analytics/churn/support.js';
import { TenureError } from '../errors/errors.js';

const readingSchema = z.discriminatedUnion('as', [
  z.object({
    as: z.literal('number'),
    format: z.object({
      decimal: z.enum(['point', 'comma']),
      isGrouped: z.boolean(),
      currency: z.string().nullable(),
      isPercent: z.boolean(),
    }),
    isAmbiguous: z.boolean(),
    odd: z.array(z.string()).readonly(),
  }),
  z.object({ as: z.literal('age'), order: z.enum(['dmy', 'mdy']), odd: z.array(z.string()).readonly() }),
  z.object({ as: z.literal('ambiguous date') }),
  z.object({ as: z.literal('category'), isCode: z.boolean() }),
]);

const modelFileSchema = z.object({
  tenure: z.literal('churn model'),
  version: z.literal(1),
  label: z.string(),
  /** Values of the label for those who left, and for those who stayed. */
  churned: z.array(z.string()).min(1),
  stayed: z.array(z.string()).min(1),
  rows: z.number(),
  leavers: z.number(),
  /** Day that ages are counted to, as days since 1970-01-01. */
  asOf: z.number().nullable(),
  readings: z.array(z.object({ column: z.string(), reading: readingSchema })),
  formula: formulaSchema,
  /** What each line of the formula rests on. */
  support: supportSchema,
});

/** A formula of any table, with how its columns are read: what `analyse churn --model` keeps. */
export type ChurnModelFile = Omit<z.infer<typeof modelFileSchema>, 'formula'> & { readonly formula: Formula };

export async function writeModelFile(file: string, model: ChurnModelFile): Promise<void> {
  await writeFile(file, `${JSON.stringify(model, null, 1)}\n`);
}

/** Throws SOURCE for what is no such file. */
export async function readModelFile(file: string): Promise<ChurnModelFile> {
  try {
    return modelFileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new TenureError('SOURCE', `${file} is no model that analyse churn --model wrote.`, { cause });
  }
}

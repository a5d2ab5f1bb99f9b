import { z } from 'zod';
import { ConditionError, readCondition } from './condition.js';
import { ROUNDING_MODES, scaled } from './decimal.js';

/** Decimals of money in the warehouse, of a price of one unit, of what is used, and of a factor. */
export const SCALE = { money: 4, price: 6, quantity: 3, factor: 4 } as const;
export type Kind = keyof typeof SCALE;

const decimal = (kind: Kind) =>
  z
    .string()
    .refine((text) => /^\d{1,12}(\.\d+)?$/.test(text), { error: 'must be a number that is not negative' })
    .refine((text) => !/^\d{1,12}(\.\d+)?$/.test(text) || scaled(text, SCALE[kind]) !== null, {
      error: `has more than ${SCALE[kind]} decimals`,
    });

/** A number, or `$name` of a parameter. Texts here; numbers are made when the parameters are put in. */
const number = (kind: Kind) =>
  z.union([z.string().regex(/^\$[a-z][a-z0-9_]*$/), decimal(kind)], {
    error: ({ input }) => {
      if (input === undefined) return 'is missing';
      const found = decimal(kind).safeParse(input);
      return `${found.error?.issues[0]?.message ?? 'must be a number'}, or $name of a parameter`;
    },
  });
const word = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$/, { error: 'must be a name of letters, digits, blanks, . _ -' });
const day = z
  .string()
  .refine((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text, {
    error: 'must be a day such as 2026-01-01',
  });
const words = z.array(word).min(1);
const part = ['recurring', 'usage', 'products', 'total'] as const;

const when = z.string().transform((text, context) => {
  try {
    return readCondition(text);
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    context.addIssue({ code: 'custom', message: `\`${text}\`, character ${error.at + 1}: ${error.message}` });
    return z.NEVER;
  }
});

const usageLine = z.strictObject({
  usage: word.describe("The line's name on the bill."),
  service: word.describe('The service whose use it rates: voice, data, sms, roaming …'),
  unit: z
    .enum(['minutes', 'megabytes', 'units'])
    .optional()
    .describe('What is counted; minutes of voice, megabytes of data and roaming, else units.'),
  direction: words.optional().describe('Only use in these directions; `[out]` if absent.'),
  destinations: words.optional().describe('Only use to these classes of destination; all if absent.'),
  zones: words.optional().describe('Only use in these roaming zones; all if absent.'),
  included: number('quantity').optional().describe('Allowance of a month, used up in the order of days.'),
  shared: z
    .literal('account', { error: "must be 'account'" })
    .optional()
    .describe("The allowances of the account's customers on this version are one, used up by all of them."),
  tiers: z
    .array(z.strictObject({ up_to: number('quantity').optional(), price: number('price') }))
    .min(1)
    .describe('Prices of one unit, by what is used beyond the allowance; the last one without `up_to`.'),
  bands: z.record(word, number('factor')).optional().describe('What the price is multiplied by in an hour band.'),
  weekend: number('factor').optional().describe('What the price is multiplied by on Saturdays and Sundays.'),
  per_call: number('price').optional().describe('Charged for each call beside, allowance or not.'),
  day_cap: number('money').optional().describe('Most that a day of this line costs.'),
});

const discount = z
  .strictObject({
    discount: word.describe('Its name on the bill.'),
    when: when.optional().describe('Which customers get it; all if absent.'),
    percent: number('factor').optional(),
    amount: number('money').optional(),
    of: z.enum(part).default('total').describe('What it is taken off: less the discounts before it.'),
  })
  .refine(({ percent, amount }) => (percent === undefined) !== (amount === undefined), {
    error: 'needs either percent or amount',
  });

/** The words of a tariff. Numbers are texts, so that `0.03` stays what was written. */
export const tariffSchema = z
  .strictObject({
    tariff: word.describe('Its name.'),
    plan: word.describe('The plan_code whose customers it bills.'),
    valid_from: day.describe('The first day of the first month that it bills.'),
    fee: number('money').describe('Of a month.'),
    proration: z
      .strictObject({
        fee: z.enum(['none', 'daily']).default('none'),
        products: z.enum(['none', 'daily']).default('none'),
      })
      .default({ fee: 'none', products: 'none' })
      .describe('daily: only the days of service, or of holding the product, are charged.'),
    rounding: z
      .strictObject({
        each: z.enum(['record', 'day', 'service']).default('service'),
        to: decimal('money').default('0.01'),
        mode: z.enum(ROUNDING_MODES).default('half_up'),
      })
      .default({ each: 'service', to: '0.01', mode: 'half_up' })
      .describe('What of the use is rounded, to which step and how; all other amounts to the same step.'),
    usage: z.array(usageLine).default([]).describe('The first line that fits a use rates it; what fits none is free.'),
    products: z.record(word, number('money')).default({}).describe('Monthly fees of products; others are free.'),
    bundles: z
      .array(z.strictObject({ bundle: word, products: words.min(2), fee: number('money') }))
      .default([])
      .describe('Products that cost one fee together; the first bundle that fits counts.'),
    discounts: z.array(discount).default([]).describe('In the order of the list.'),
    tax_percent: number('factor').default('0'),
    parameters: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_]*$/, { error: 'must be snake_case' }),
        z.strictObject({
          default: decimal('price'),
          minimum: decimal('price').optional(),
          maximum: decimal('price').optional(),
        }),
      )
      .default({})
      .describe('Numbers that a simulation may change: `$name` stands for one.'),
  })
  .superRefine((tariff, context) => {
    if (!tariff.valid_from.endsWith('-01'))
      context.addIssue({ code: 'custom', path: ['valid_from'], message: 'must be the first day of a month' });
    if (scaled(tariff.rounding.to, SCALE.money) === 0n)
      context.addIssue({ code: 'custom', path: ['rounding', 'to'], message: 'must be more than 0' });
    for (const [list, key] of [
      ['usage', 'usage'],
      ['bundles', 'bundle'],
      ['discounts', 'discount'],
    ] as const) {
      const seen = new Set<string>();
      for (const [index, one] of tariff[list].entries()) {
        const name = String((one as Record<string, unknown>)[key]);
        if (seen.has(name))
          context.addIssue({ code: 'custom', path: [list, index, key], message: `${name} is there twice` });
        seen.add(name);
      }
    }
    for (const [index, { tiers }] of tariff.usage.entries())
      for (const [at, { up_to: limit }] of tiers.entries())
        if ((limit === undefined) !== (at === tiers.length - 1))
          context.addIssue({
            code: 'custom',
            path: ['usage', index, 'tiers', at],
            message: 'every tier but the last has `up_to`',
          });
  });

/** A tariff as it is written, its parameters not yet put in. */
export type WrittenTariff = z.infer<typeof tariffSchema>;
export type UsageUnit = 'minutes' | 'megabytes' | 'units';

import { z } from 'zod';

/** How a number is held against a threshold. */
export const COMPARISONS = ['gt', 'gte', 'lt', 'lte'] as const;

/** Numbers of a customer in a month that a rule may set a threshold for: columns of customer_value. */
export const RULE_INDICATORS = [
  'current_value',
  'revenue_12',
  'value_score',
  'loyalty_index',
  'tenure_months',
  'products_held',
  'potential_margin',
] as const;
export type RuleIndicator = (typeof RULE_INDICATORS)[number];

/** In the order in which they are tried: who is big is not called potential. */
export const CLASS_KINDS = ['big', 'potential'] as const;
export type ClassKind = (typeof CLASS_KINDS)[number];

const threshold = z.strictObject({
  indicator: z.enum(RULE_INDICATORS),
  comparison: z.enum(COMPARISONS),
  value: z.number(),
});

/** All of `all`, and one of `any` if there are; at least one threshold, else it would take everybody in. */
export const classRuleSchema = z
  .strictObject({ all: z.array(threshold).max(20).default([]), any: z.array(threshold).max(20).default([]) })
  .refine(({ all, any }) => all.length + any.length > 0, 'A rule needs at least one threshold.');
export type ClassRule = z.infer<typeof classRuleSchema>;
export type CustomerRules = Readonly<Record<ClassKind, ClassRule>>;

/** In force until somebody saves other ones. */
export const DEFAULT_RULES: CustomerRules = {
  big: { all: [{ indicator: 'value_score', comparison: 'gte', value: 75 }], any: [] },
  potential: {
    all: [
      { indicator: 'potential_margin', comparison: 'gte', value: 1.5 },
      { indicator: 'loyalty_index', comparison: 'gte', value: 40 },
    ],
    any: [],
  },
};

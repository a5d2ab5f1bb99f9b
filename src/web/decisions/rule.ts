/** A declared threshold for a number of a customer in a month. */
export interface Threshold {
  readonly indicator: string;
  readonly comparison: string;
  readonly value: number;
}

/** All of `all` are reached, and one of `any` if there are any. */
export interface Rule {
  readonly all: readonly Threshold[];
  readonly any: readonly Threshold[];
}

export interface RuleVersion {
  /** 0 is what is in force before anybody saved a rule. */
  readonly version: number;
  readonly savedBy: string | null;
  readonly savedAt: string | null;
  readonly rule: Rule;
}

export interface RuleCount {
  /** Null before the first valuation. */
  readonly month: string | null;
  readonly customers: number;
  readonly of: number;
  /** By threshold alone, in the order all, any. */
  readonly reached: readonly number[];
}

export const KINDS = ['big', 'potential'] as const;
export type Kind = (typeof KINDS)[number];
export const INDICATORS = [
  'current_value',
  'revenue_12',
  'value_score',
  'loyalty_index',
  'tenure_months',
  'products_held',
  'potential_margin',
] as const;
export const SIGNS = { gte: '≥', gt: '>', lte: '≤', lt: '<' } as const;
export type Side = keyof Rule;

export type RuleEdit =
  | { readonly type: 'add'; readonly side: Side }
  | { readonly type: 'remove'; readonly side: Side; readonly at: number }
  | { readonly type: 'change'; readonly side: Side; readonly at: number; readonly to: Partial<Threshold> };

export function edited(rule: Rule, edit: RuleEdit): Rule {
  const list = rule[edit.side];
  if (edit.type === 'add')
    return { ...rule, [edit.side]: [...list, { indicator: INDICATORS[0], comparison: 'gte', value: 0 }] };
  return {
    ...rule,
    [edit.side]: list.flatMap((one, i) =>
      i !== edit.at ? [one] : edit.type === 'remove' ? [] : [{ ...one, ...edit.to }],
    ),
  };
}

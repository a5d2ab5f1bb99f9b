import { Refusal } from '../refusal.js';

export const COMPARISONS = ['gt', 'gte', 'lt', 'lte'] as const;

/** One declared threshold, such as margin ≥ 300. */
export interface Threshold {
  readonly indicator: string;
  readonly comparison: (typeof COMPARISONS)[number];
  readonly value: number;
}

/** Customers of a kind, such as big or potential ones, by declared thresholds: all of `all`, and one of `any` if there are. */
export interface CustomerRule {
  readonly name: string;
  readonly all: readonly Threshold[];
  readonly any?: readonly Threshold[];
}

export interface RuleCount {
  readonly customers: number;
  readonly share: number;
  /** By threshold, in the order all, any: how many reach it alone. */
  readonly reached: readonly { readonly threshold: Threshold; readonly customers: number }[];
}

/** How many customers a rule would take in: shown before it is saved. A missing value reaches no threshold. */
export function countRule(
  rule: CustomerRule,
  columns: Readonly<Record<string, ArrayLike<number>>>,
  rowCount: number,
): RuleCount {
  const thresholds = [...rule.all, ...(rule.any ?? [])];
  const tests = thresholds.map((threshold) => ({ column: columnOf(columns, threshold.indicator), threshold }));
  if (tests.length === 0) throw new Refusal(`The rule "${rule.name}" has no threshold: it would take everybody in.`);
  const reached = tests.map(() => 0);
  let customers = 0;
  for (let row = 0; row < rowCount; row++) {
    const met = tests.map(({ column, threshold }) => reaches(column[row] as number, threshold));
    met.forEach((isMet, i) => {
      if (isMet) reached[i] = (reached[i] as number) + 1;
    });
    const any = met.slice(rule.all.length);
    if (met.slice(0, rule.all.length).every(Boolean) && (any.length === 0 || any.some(Boolean))) customers++;
  }
  return {
    customers,
    share: rowCount === 0 ? 0 : customers / rowCount,
    reached: thresholds.map((threshold, i) => ({ threshold, customers: reached[i] as number })),
  };
}

export function reaches(value: number, { comparison, value: threshold }: Threshold): boolean {
  switch (comparison) {
    case 'gt':
      return value > threshold;
    case 'gte':
      return value >= threshold;
    case 'lt':
      return value < threshold;
    case 'lte':
      return value <= threshold;
  }
}

function columnOf(columns: Readonly<Record<string, ArrayLike<number>>>, name: string): ArrayLike<number> {
  const column = columns[name];
  if (!column)
    throw new Refusal(`There is no indicator "${name}".`, `The indicators are: ${Object.keys(columns).join(', ')}.`);
  return column;
}

import type { Cell, FilterInput } from '../api/types.js';

/** What makes two customers alike, the most telling first: the last is let go when nobody is left. */
export const CRITERIA = {
  risk: ['risk_band', 'value_tier', 'segment', 'contract', 'stage', 'tenure_band', 'plan_family'],
  customers: ['plan', 'tier', 'province'],
} as const;

/** Conditions that hold for customers with the same values as this one; what the customer has no value of counts for nothing. */
export function alikeFilters(
  criteria: readonly string[],
  columns: readonly { readonly name: string }[],
  row: readonly Cell[],
): FilterInput[] {
  return criteria.flatMap((member): FilterInput[] => {
    const value = row[columns.findIndex((column) => column.name === member)];
    return typeof value === 'string' && value !== '' ? [{ member, operator: 'equals', values: [value] }] : [];
  });
}

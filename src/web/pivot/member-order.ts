/** Members that have an order of their own which is not the alphabet's, from first to last. */
const ORDERED: Readonly<Record<string, readonly string[]>> = {
  weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  stage: ['new', 'growing', 'mature', 'declining', 'lost'],
  loyalty_band: ['Low', 'Medium', 'High'],
  value_tier: ['Bronze', 'Silver', 'Gold', 'Platinum'],
};

/** Where a member stands in the order of its own dimension; null where that is the order of names. */
export function ownOrder(dimension: string, value: unknown): number | null {
  const at = ORDERED[dimension.replace(/^previous_/, '')]?.indexOf(String(value)) ?? -1;
  return at < 0 ? null : at;
}

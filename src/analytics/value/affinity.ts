/** What a customer had at a moment, and what was added in the window after it. */
export interface Holding {
  readonly held: readonly string[];
  readonly added: readonly string[];
}

/** Counts over customers at one moment; also what a GROUP BY over fact_subscription gives. */
export interface AffinityCounts {
  readonly customers: number;
  /** By product: customers without it, and those of them who added it in the window. */
  readonly base: ReadonlyMap<string, Exposure>;
  /** By held product, then by other product: customers with the first and without the second, and those who added it. */
  readonly pairs: ReadonlyMap<string, ReadonlyMap<string, Exposure>>;
}

export interface Exposure {
  readonly exposed: number;
  readonly added: number;
}

/** Who has `held` and not `next` adds `next` within the window with probability `confidence`. */
export interface AffinityRule {
  readonly held: string;
  readonly next: string;
  /** Share of all customers who had the one and added the other. */
  readonly support: number;
  readonly confidence: number;
  /** Confidence over the rate at which customers without `next` add it. */
  readonly lift: number;
  readonly exposed: number;
  readonly added: number;
}

export interface RuleLimits {
  /** Fewer additions than this are chance. */
  readonly leastAdded: number;
  readonly leastLift: number;
}

const LIMITS: RuleLimits = { leastAdded: 10, leastLift: 1 };

export function countAffinity(holdings: Iterable<Holding>, products: readonly string[]): AffinityCounts {
  const base = new Map(products.map((product) => [product, { exposed: 0, added: 0 }]));
  const pairs = new Map(
    products.map((held) => [held, new Map(products.map((next) => [next, { exposed: 0, added: 0 }]))]),
  );
  let customers = 0;
  for (const { held, added } of holdings) {
    customers++;
    const has = new Set(held);
    const adds = new Set(added);
    for (const next of products) {
      if (has.has(next)) continue;
      const one = adds.has(next) ? 1 : 0;
      count(base.get(next), one);
      for (const first of has) count(pairs.get(first)?.get(next), one);
    }
  }
  return { customers, base, pairs };
}

function count(exposure: { exposed: number; added: number } | undefined, added: number): void {
  if (!exposure) return;
  exposure.exposed++;
  exposure.added += added;
}

/** Rules that occur often enough and lift the chance, the strongest first. */
export function affinityRules(
  { customers, base, pairs }: AffinityCounts,
  limits: Partial<RuleLimits> = {},
): AffinityRule[] {
  const { leastAdded, leastLift } = { ...LIMITS, ...limits };
  const rules: AffinityRule[] = [];
  for (const [held, others] of pairs)
    for (const [next, { exposed, added }] of others) {
      const rate = baseRate(base.get(next));
      if (held === next || added < leastAdded || rate === 0) continue;
      const confidence = added / exposed;
      const lift = confidence / rate;
      if (lift > leastLift) rules.push({ held, next, support: added / customers, confidence, lift, exposed, added });
    }
  return rules.sort((a, b) => b.lift - a.lift || b.added - a.added || (a.held + a.next < b.held + b.next ? -1 : 1));
}

/** The chance that a customer with these products adds another within the window: the strongest rule's, else the base rate. */
export function additionProbability(
  held: ReadonlySet<string>,
  next: string,
  rules: readonly AffinityRule[],
  base: AffinityCounts['base'],
): number {
  if (held.has(next)) return 0;
  const strongest = rules
    .filter((rule) => rule.next === next && held.has(rule.held))
    .reduce((most, { confidence }) => Math.max(most, confidence), 0);
  return strongest > 0 ? strongest : baseRate(base.get(next));
}

function baseRate(exposure: Exposure | undefined): number {
  return exposure && exposure.exposed > 0 ? exposure.added / exposure.exposed : 0;
}

import { treeWeights } from './indicator-tree.js';
import { type Range, score } from './score.js';

/** What loyalty is read from, of one customer at the end of a month. */
export interface LoyaltyIndicators {
  readonly tenureMonths: number;
  readonly contractMonthsLeft: number;
  readonly productsHeld: number;
  /** Mean of the last 12 months, 1 … 5; NaN when never asked. */
  readonly satisfaction: number;
  /** In the last 12 months. */
  readonly complaints: number;
}

/** Fixed ranges, not those of the base, so that the index of one month may be compared with that of another. */
export const LOYALTY_RANGES: Readonly<Record<keyof LoyaltyIndicators, Range>> = {
  tenureMonths: { low: 0, high: 60 },
  contractMonthsLeft: { low: 0, high: 24 },
  productsHeld: { low: 1, high: 5 },
  satisfaction: { low: 1, high: 5 },
  complaints: { low: 0, high: 4 },
};

/** How the indicators compare: having stayed and being content count most, then being bound and having more products. */
export const LOYALTY_WEIGHTS = treeWeights({
  name: 'loyalty',
  matrix: [
    [1, 2, 1],
    [1 / 2, 1, 1 / 2],
    [1, 2, 1],
  ],
  children: [
    { name: 'tenureMonths' },
    { name: 'bound', children: [{ name: 'contractMonthsLeft' }, { name: 'productsHeld' }] },
    {
      name: 'content',
      matrix: [
        [1, 2],
        [1 / 2, 1],
      ],
      children: [{ name: 'satisfaction' }, { name: 'complaints', lessIsMore: true }],
    },
  ],
}).weights;

/** Loyalty index, 0 … 100. */
export function loyaltyIndex(indicators: LoyaltyIndicators): number {
  return score({ ...indicators }, LOYALTY_WEIGHTS, LOYALTY_RANGES).score;
}

import { betaBelow } from './beta.js';

/** P(F ≥ statistic) for Fisher's F with the two degrees of freedom: pf(…, lower.tail = FALSE) in R. */
export function fTail(statistic: number, above: number, below: number): number {
  if (!(statistic > 0)) return 1;
  return betaBelow(below / (below + above * statistic), below / 2, above / 2);
}

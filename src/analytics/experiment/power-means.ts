import { Refusal } from '../refusal.js';
import { noncentralBelow, twoSidedT } from '../statistics/student-t.js';
import type { TestTerms } from './power-proportions.js';
import { rootOf } from './root.js';

/** Power of the two-sample t test by the noncentral t: `power.t.test(n =, delta =, sd =)` in R. */
export function meansPower(n: number, delta: number, sd: number, alpha: number): number {
  const degrees = 2 * (n - 1);
  return 1 - noncentralBelow(twoSidedT(1 - alpha, degrees), degrees, (Math.sqrt(n / 2) * Math.abs(delta)) / sd);
}

/** Rows in each arm that show a difference of means: `power.t.test(delta =, sd =, power =, sig.level =)` in R. */
export function meansSize(delta: number, sd: number, { power, alpha }: TestTerms): number {
  if (delta === 0) throw new Refusal('A difference of 0 cannot be shown by any number of customers.');
  const lacking = (n: number) => meansPower(n, delta, sd, alpha) - power;
  if (lacking(2) >= 0) return 2;
  let high = 4;
  while (lacking(high) < 0 && high < 1e9) high *= 2;
  return rootOf(lacking, high / 2, high);
}

/** The least difference of means that a given size shows. */
export function detectableDelta(n: number, sd: number, { power, alpha }: TestTerms): number {
  const lacking = (delta: number) => meansPower(n, delta, sd, alpha) - power;
  let high = sd / Math.sqrt(n);
  while (lacking(high) < 0) high *= 2;
  return rootOf(lacking, 0, high);
}

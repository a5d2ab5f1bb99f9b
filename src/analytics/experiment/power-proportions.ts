import { Refusal } from '../refusal.js';
import { normalBelow, normalQuantile, twoSidedZ } from '../statistics/normal.js';
import { rootOf } from './root.js';

export interface TestTerms {
  /** Chance of finding the effect when it is there. */
  readonly power: number;
  /** Chance of finding one when there is none; two-sided. */
  readonly alpha: number;
}

/** Rows in each arm that tell rate p1 from rate p2: `power.prop.test(p1 =, p2 =, power =, sig.level =)` in R. */
export function proportionsSize(p1: number, p2: number, { power, alpha }: TestTerms): number {
  if (p1 === p2) throw new Refusal('Two equal rates cannot be told apart by any number of customers.');
  const together = twoSidedZ(1 - alpha) * Math.sqrt((p1 + p2) * (1 - (p1 + p2) / 2));
  const apart = normalQuantile(power) * Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2));
  return ((together + apart) / (p1 - p2)) ** 2;
}

/** Power of a given size. */
export function proportionsPower(n: number, p1: number, p2: number, alpha: number): number {
  const together = twoSidedZ(1 - alpha) * Math.sqrt((p1 + p2) * (1 - (p1 + p2) / 2));
  return normalBelow((Math.sqrt(n) * Math.abs(p1 - p2) - together) / Math.sqrt(p1 * (1 - p1) + p2 * (1 - p2)));
}

/** The least rate above p1 that a given size can tell from it; null where even certainty could not be told. */
export function detectableRate(n: number, p1: number, { power, alpha }: TestTerms): number | null {
  if (proportionsPower(n, p1, 1, alpha) < power) return null;
  return rootOf((p2) => proportionsPower(n, p1, p2, alpha) - power, p1, 1);
}

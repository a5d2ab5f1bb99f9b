import { Refusal } from '../refusal.js';
import { quantile } from './score.js';

/** A tier by its share of the base from the top: the first tier is the most valuable. */
export interface TierShare {
  readonly name: string;
  /** Of the base; the shares of all tiers sum to 1. */
  readonly share: number;
}

/** A tier by the least value in it; the last tier has no floor (−∞). */
export interface TierFloor {
  readonly name: string;
  readonly floor: number;
}

export const VALUE_TIERS: readonly TierShare[] = [
  { name: 'platinum', share: 0.05 },
  { name: 'gold', share: 0.15 },
  { name: 'silver', share: 0.3 },
  { name: 'bronze', share: 0.5 },
];

/** Floors that give the tiers their shares of these values. Equal values share a tier, so shares are met as ties allow. */
export function tierFloors(values: ArrayLike<number>, tiers: readonly TierShare[] = VALUE_TIERS): TierFloor[] {
  const total = tiers.reduce((sum, { share }) => sum + share, 0);
  if (Math.abs(total - 1) > 1e-9) throw new Refusal(`The shares of the tiers must sum to 1; they sum to ${total}.`);
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  let above = 0;
  return tiers.map(({ name, share }, i) => {
    above += share;
    const isLast = i === tiers.length - 1 || sorted.length === 0;
    return { name, floor: isLast ? Number.NEGATIVE_INFINITY : quantile(sorted, 1 - above) };
  });
}

/** The first tier whose floor the value reaches. */
export function tierOf(value: number, tiers: readonly TierFloor[]): string {
  const found = tiers.find(({ floor }) => value >= floor) ?? tiers[tiers.length - 1];
  if (!found) throw new Refusal('There are no tiers.');
  return found.name;
}

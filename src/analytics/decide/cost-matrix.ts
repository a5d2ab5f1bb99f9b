import { Refusal } from '../refusal.js';

/** A retention campaign, in currency units. */
export interface Campaign {
  /** Cost of contacting one customer. */
  readonly contactCost: number;
  /** Cost of the offer when it is taken. */
  readonly offerCost: number;
  /** Chance that a customer who would have left takes the offer and stays. */
  readonly successRate: number;
  /** What a customer is worth who stays. */
  readonly valueAtStake: number;
}

/** What each of the four outcomes costs, in currency units. */
export interface CostMatrix {
  /** Contacted, and would have left. */
  readonly contactedChurner: number;
  /** Contacted, and would have stayed anyway. */
  readonly contactedStayer: number;
  /** Left alone, and left. */
  readonly missedChurner: number;
  /** Left alone, and stayed. */
  readonly leftAlone: number;
}

/**
 * The cost matrix of a campaign (Neslin et al. 2006): a would-be churner costs the contact and either the offer, taken
 * with the success rate, or the value lost; who would have stayed takes the offer all the same.
 */
export function costMatrixOf({ contactCost, offerCost, successRate, valueAtStake }: Campaign): CostMatrix {
  for (const [name, value] of Object.entries({ contactCost, offerCost, valueAtStake }))
    if (!Number.isFinite(value) || value < 0)
      throw new Refusal(`${name} must be a number of at least 0, not ${value}.`);
  if (!(successRate >= 0 && successRate <= 1))
    throw new Refusal(`successRate must lie between 0 and 1, not ${successRate}.`);
  return {
    contactedChurner: contactCost + successRate * offerCost + (1 - successRate) * valueAtStake,
    contactedStayer: contactCost + offerCost,
    missedChurner: valueAtStake,
    leftAlone: 0,
  };
}

/**
 * The probability from which on contacting costs less than leaving alone (Elkan 2001); null when contacting never pays,
 * 0 when it always does. It holds for calibrated probabilities only.
 */
export function thresholdOf(matrix: CostMatrix): number | null {
  const loss = matrix.contactedStayer - matrix.leftAlone;
  const gain = matrix.missedChurner - matrix.contactedChurner;
  if (loss <= 0) return gain >= 0 ? 0 : null;
  if (gain <= 0) return null;
  return loss / (loss + gain);
}

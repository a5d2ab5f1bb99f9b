import { Refusal } from '../refusal.js';

export interface CostMatrix {
  /** Cost of treating one who would have stayed. */
  readonly falsePositive: number;
  /** Cost of missing one who leaves. */
  readonly falseNegative: number;
}

export interface Costs extends CostMatrix {
  /** Treat from this probability on: falsePositive / (falsePositive + falseNegative), right when calibrated. */
  readonly threshold: number;
  readonly total: number;
  readonly perCustomer: number;
  readonly treated: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  /** The same data treated from 0.5 on. */
  readonly totalAtHalf: number;
  /** Nobody or everybody treated, whichever is cheaper. */
  readonly totalWithoutModel: number;
}

export function costsOf(probabilities: ArrayLike<number>, labels: ArrayLike<number>, matrix: CostMatrix): Costs {
  const { falsePositive, falseNegative } = matrix;
  if (!(falsePositive >= 0 && falseNegative >= 0 && falsePositive + falseNegative > 0)) {
    throw new Refusal('Costs of a false positive and a false negative must not be negative, nor both be nought.');
  }
  const threshold = falsePositive / (falsePositive + falseNegative);
  const chosen = confusion(probabilities, labels, threshold);
  const half = confusion(probabilities, labels, 0.5);
  const price = (one: typeof chosen) => one.falsePositives * falsePositive + one.falseNegatives * falseNegative;
  let churned = 0;
  for (let i = 0; i < labels.length; i++) churned += labels[i] as number;
  return {
    ...matrix,
    threshold,
    total: price(chosen),
    perCustomer: price(chosen) / labels.length,
    ...chosen,
    totalAtHalf: price(half),
    totalWithoutModel: Math.min(churned * falseNegative, (labels.length - churned) * falsePositive),
  };
}

function confusion(probabilities: ArrayLike<number>, labels: ArrayLike<number>, threshold: number) {
  let [treated, falsePositives, falseNegatives] = [0, 0, 0];
  for (let i = 0; i < labels.length; i++) {
    const isTreated = (probabilities[i] as number) >= threshold;
    if (isTreated) treated++;
    if (isTreated && !labels[i]) falsePositives++;
    if (!isTreated && labels[i]) falseNegatives++;
  }
  return { treated, falsePositives, falseNegatives };
}

import { Refusal } from '../refusal.js';
import { studentBelow, twoSidedT } from '../statistics/student-t.js';
import type { Difference } from './newcombe.js';

/** What is known of an arm: sums are enough, so that slices merge. */
export interface ArmMean {
  readonly count: number;
  readonly mean: number;
  /** Sample variance, divisor count − 1. */
  readonly variance: number;
}

export interface MeanDifference extends Difference {
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

export function armMean(count: number, sum: number, sumOfSquares: number): ArmMean {
  const mean = sum / count;
  return { count, mean, variance: Math.max(0, sumOfSquares - sum * mean) / (count - 1) };
}

/** Difference of means without equal variances (Welch 1947), treated less control. */
export function welch(treated: ArmMean, control: ArmMean, level = 0.95): MeanDifference {
  if (treated.count < 2 || control.count < 2) throw new Refusal('A difference of means needs two rows in each arm.');
  const [a, b] = [treated.variance / treated.count, control.variance / control.count];
  const degrees = a + b > 0 ? (a + b) ** 2 / (a ** 2 / (treated.count - 1) + b ** 2 / (control.count - 1)) : 1;
  return meanDifference(treated.mean - control.mean, Math.sqrt(a + b), degrees, level);
}

export function meanDifference(
  difference: number,
  standardError: number,
  degrees: number,
  level: number,
): MeanDifference {
  const reach = twoSidedT(level, degrees) * standardError;
  const pValue = standardError > 0 ? 2 * studentBelow(-Math.abs(difference) / standardError, degrees) : 1;
  return {
    difference,
    standardError,
    degreesOfFreedom: degrees,
    pValue,
    low: difference - reach,
    high: difference + reach,
  };
}

import { wilson } from '../statistics/wilson.js';

export interface Difference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

export interface ArmRate {
  readonly successes: number;
  readonly trials: number;
}

/**
 * Interval of a difference of two rates, treated less control: Newcombe's hybrid score interval (1998, Statistics in
 * Medicine 17, 873–890, method 10). It keeps its level in slices of thirty, where Wald's does not.
 */
export function newcombe(treated: ArmRate, control: ArmRate, level = 0.95): Difference {
  const one = wilson(treated.successes, treated.trials, level);
  const two = wilson(control.successes, control.trials, level);
  const difference = one.rate - two.rate;
  return {
    difference,
    low: difference - Math.hypot(one.rate - one.low, two.high - two.rate),
    high: difference + Math.hypot(one.high - one.rate, two.rate - two.low),
  };
}

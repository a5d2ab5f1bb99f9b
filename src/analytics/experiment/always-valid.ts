import { Refusal } from '../refusal.js';
import type { Difference } from './newcombe.js';

export interface AlwaysValid extends Difference {
  /** Smallest level at which the interval still touches 0; valid whenever it is looked at. */
  readonly pValue: number;
}

/**
 * Interval that holds however often it is looked at: inverts the mixture sequential probability ratio test with a normal
 * mixture (Robbins 1970; Johari, Koomen, Pekelis and Walsh 2017). `standardError` is that of the difference now;
 * `mixture` the standard deviation of effects that were expected before the start, in the same unit, and must not be
 * chosen after a look.
 */
export function alwaysValid(difference: number, standardError: number, mixture: number, level = 0.95): AlwaysValid {
  if (!(mixture > 0) || !(standardError >= 0)) throw new Refusal('The mixture’s standard deviation must be above 0.');
  const error = standardError ** 2;
  const prior = mixture ** 2;
  const growth = Math.log1p(prior / error);
  const reach = Math.sqrt(((error * (error + prior)) / prior) * (growth - 2 * Math.log(1 - level)));
  const evidence = (difference ** 2 * prior) / (2 * error * (error + prior)) - growth / 2;
  return {
    difference,
    low: difference - reach,
    high: difference + reach,
    pValue: Math.min(1, Math.exp(-evidence)),
  };
}

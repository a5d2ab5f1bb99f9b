import { Refusal } from '../refusal.js';
import { chiSquareTail } from '../statistics/chi-square.js';

export interface SampleRatio {
  readonly statistic: number;
  readonly pValue: number;
  /** True from a p-value of 0.001 down: the split is not the one that was planned, and its figures are not to be read. */
  readonly isMismatch: boolean;
}

const ALARM = 0.001;

/** Sample-ratio mismatch: counts of the arms against their planned shares, by Pearson's chi-square. */
export function sampleRatio(counts: readonly number[], shares: readonly number[]): SampleRatio {
  if (counts.length !== shares.length || counts.length < 2) throw new Refusal('Every arm needs a count and a share.');
  const total = counts.reduce((sum, count) => sum + count, 0);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const statistic = counts.reduce((sum, count, i) => {
    const expected = (total * (shares[i] as number)) / whole;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  const pValue = chiSquareTail(statistic, counts.length - 1);
  return { statistic, pValue, isMismatch: pValue < ALARM };
}

import { type BgNbd, expectedPurchases } from './bg-nbd.js';
import type { BuyingHistory } from './buying-history.js';

/** What a model of repeat buying said of a period that it had not seen, against what came. */
export interface HoldOut {
  /** Length of the period. */
  readonly periods: number;
  readonly customers: number;
  readonly expected: number;
  readonly actual: number;
  /** Mean absolute error for each customer; beside it that of everybody going on as before. */
  readonly meanAbsoluteError: number;
  readonly meanAbsoluteErrorAsBefore: number;
  /** Between expected and actual purchases of the customers; null where nobody differs. */
  readonly correlation: number | null;
  /** By repeat purchases of the past, 0 to 7 and more: means for each customer. */
  readonly byFrequency: readonly HoldOutGroup[];
}

export interface HoldOutGroup {
  readonly frequency: number;
  readonly customers: number;
  readonly expected: number;
  readonly actual: number;
}

const TOP = 7;

/** Judges the model on the purchases of the next `periods`, as figures 4 and 5 of Fader, Hardie and Lee (2005) do. */
export function judgeHoldOut(
  model: BgNbd,
  { frequency, recency, age }: BuyingHistory,
  actual: ArrayLike<number>,
  periods: number,
): HoldOut {
  const count = frequency.length;
  const expected = Float64Array.from({ length: count }, (_, i) =>
    expectedPurchases(model, frequency[i] as number, recency[i] as number, age[i] as number, periods),
  );
  const asBefore = Float64Array.from({ length: count }, (_, i) =>
    (age[i] as number) > 0 ? ((frequency[i] as number) * periods) / (age[i] as number) : 0,
  );
  const total = (of: (i: number) => number) => expected.reduce((sum, _, i) => sum + of(i), 0);
  const came = (i: number) => actual[i] as number;
  const groups = Array.from({ length: TOP + 1 }, (_, level) => {
    const rows = Array.from(expected.keys()).filter((i) => Math.min(TOP, frequency[i] as number) === level);
    const mean = (of: (i: number) => number) => rows.reduce((sum, i) => sum + of(i), 0) / rows.length;
    return {
      frequency: level,
      customers: rows.length,
      expected: mean((i) => expected[i] as number),
      actual: mean(came),
    };
  });
  return {
    periods,
    customers: count,
    expected: total((i) => expected[i] as number),
    actual: total(came),
    meanAbsoluteError: total((i) => Math.abs((expected[i] as number) - came(i))) / count,
    meanAbsoluteErrorAsBefore: total((i) => Math.abs((asBefore[i] as number) - came(i))) / count,
    correlation: correlationOf(expected, actual),
    byFrequency: groups.filter(({ customers }) => customers > 0),
  };
}

function correlationOf(a: Float64Array, b: ArrayLike<number>): number | null {
  const mean = (of: ArrayLike<number>) => Array.from(of).reduce((sum, value) => sum + value, 0) / of.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    const [da, db] = [value - ma, (b[i] as number) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  });
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null;
}

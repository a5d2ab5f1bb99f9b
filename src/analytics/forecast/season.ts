import { fTail } from '../statistics/f.js';

/** Months of a season. */
export const SEASON = 12;
/** Months that the test needs: three turns. */
export const SEASON_NEEDS = 36;
/** Chance of taking noise for a season; the indices of one that barely passes are drawn most of the way to 0. */
const LEAST_P = 0.05;

interface Tested {
  /** Fisher's F between calendar months against within them, and its tail. */
  readonly statistic: number;
  readonly pValue: number;
}

/** The season of a series; `indices[p]` is what position p (month number t modulo 12) adds on the scale of the model. */
export type Season =
  | { readonly state: 'unknown' }
  | ({ readonly state: 'none' } & Tested)
  | ({
      readonly state: 'found';
      readonly indices: readonly number[];
      /** Share by which the indices were drawn to 0. */
      readonly shrinkage: number;
    } & Tested);

/**
 * Whether a series has a season: the F test for stable seasonality of X-11 (Shiskin, Young and Musgrave 1967) on what a
 * centred yearly average leaves. It sees a season on top of a strong trend, where the autocorrelation at 12 months does
 * not. With fewer than 36 months it is unknown. Where found, the indices are the classical decomposition's, drawn to 0 as
 * far as their own scatter tells (James and Stein; for seasonal factors Miller and Williams 2003). `first` is the
 * position of the first value.
 */
export function seasonOf(values: readonly number[], first: number): Season {
  if (values.length < SEASON_NEEDS) return { state: 'unknown' };
  const { raw, between, within, degrees, years } = decompose(values, first);
  const noise = within / degrees;
  const statistic = noise > 0 ? between / (SEASON - 1) / noise : between > 0 ? Number.MAX_VALUE : 0;
  const pValue = fTail(statistic, SEASON - 1, degrees);
  if (pValue > LEAST_P) return { state: 'none', statistic, pValue };
  const size = raw.reduce((sum, index) => sum + index * index, 0);
  const shrinkage = size > 0 ? Math.min(1, ((SEASON - 3) * noise) / years / size) : 0;
  const indices = raw.map((index) => (1 - shrinkage) * index);
  return { state: 'found', statistic, pValue, indices, shrinkage };
}

/** The centred average over a year, half weights at both ends; NaN for the first and the last six months. */
export function centredAverage(values: readonly number[]): number[] {
  const half = SEASON / 2;
  return values.map((_, t) => {
    if (t < half || t >= values.length - half) return Number.NaN;
    let sum = ((values[t - half] as number) + (values[t + half] as number)) / 2;
    for (let k = t - half + 1; k < t + half; k++) sum += values[k] as number;
    return sum / SEASON;
  });
}

/** Means by position of what the yearly average leaves, with the sums of squares between and within positions. */
function decompose(values: readonly number[], first: number) {
  const trend = centredAverage(values);
  const byPosition = Array.from({ length: SEASON }, (): number[] => []);
  values.forEach((value, t) => {
    const level = trend[t] as number;
    if (!Number.isNaN(level)) byPosition[(first + t) % SEASON]?.push(value - level);
  });
  const means = byPosition.map(meanOf);
  const middle = meanOf(means);
  let [between, within, count] = [0, 0, 0];
  byPosition.forEach((lefts, p) => {
    const mean = means[p] as number;
    between += lefts.length * (mean - middle) ** 2;
    for (const left of lefts) within += (left - mean) ** 2;
    count += lefts.length;
  });
  const raw = means.map((mean) => mean - middle);
  return { raw, between, within, degrees: count - SEASON, years: count / SEASON };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

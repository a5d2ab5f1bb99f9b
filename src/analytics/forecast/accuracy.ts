import { SEASON } from './season.js';

/** Symmetric mean absolute percentage error in per cent: the mean of 200 |a − f| / (|a| + |f|), 0 where both are 0. */
export function smapeOf(actual: readonly number[], forecast: readonly number[]): number {
  return mean(
    actual.map((a, i) => {
      const f = forecast[i] as number;
      return a === f ? 0 : (200 * Math.abs(a - f)) / (Math.abs(a) + Math.abs(f));
    }),
  );
}

/**
 * Mean absolute error over that of repeating the value of twelve months ago within the history (Hyndman and Koehler
 * 2006); of repeating the last value where the history has no more than a year. Null where the history never moves.
 */
export function maseOf(
  history: readonly number[],
  actual: readonly number[],
  forecast: readonly number[],
): number | null {
  const lag = history.length > SEASON ? SEASON : 1;
  const steps = history.slice(lag).map((value, t) => Math.abs(value - (history[t] as number)));
  const unit = mean(steps);
  if (!(unit > 0)) return null;
  return mean(actual.map((a, i) => Math.abs(a - (forecast[i] as number)))) / unit;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

import { moved } from './cells.js';
import type { ForecastMonth } from './forecast.js';
import { inRange, type SeriesKind } from './scale.js';

/**
 * Forecast of a ratio from those of its parts, month by month: numerator over denominator, so that the three agree. Null
 * where the denominator is 0. The parts' intervals do not make one of the ratio: take that of the ratio's own series.
 */
export function ratioAhead(
  numerator: readonly ForecastMonth[],
  denominator: readonly ForecastMonth[],
): (number | null)[] {
  return numerator.map(({ value }, i) => {
    const below = denominator[i]?.value ?? 0;
    return below === 0 ? null : value / below;
  });
}

/**
 * The forecast of a ratio: its values from the parts, its intervals from the ratio's own series, moved to those values. A
 * month whose denominator is 0 has neither.
 */
export function ratioMonths(
  numerator: readonly ForecastMonth[],
  denominator: readonly ForecastMonth[],
  own: readonly ForecastMonth[],
  kind: SeriesKind,
): (Omit<ForecastMonth, 'value'> & { readonly value: number | null })[] {
  return ratioAhead(numerator, denominator).map((value, i) => {
    const month = own[i] as ForecastMonth;
    if (value === null) return { ...month, value, intervals: [] };
    const mayBeNegative = month.value < 0 || month.intervals.some(({ low }) => low < 0);
    const { intervals } = moved(month, value, mayBeNegative);
    const within = (bound: number) => (kind === 'rate' ? inRange(bound, kind) : bound);
    return {
      ...month,
      value,
      intervals: intervals.map(({ level, low, high }) => ({ level, low: within(low), high: within(high) })),
    };
  });
}

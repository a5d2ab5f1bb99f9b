import type { ForecastMonth } from './forecast.js';

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

import { maseOf, mean, smapeOf } from './accuracy.js';
import { forecastSeries } from './forecast.js';

/** A series with the values that came after it. */
export interface JudgedSeries {
  readonly x: readonly number[];
  readonly xx: readonly number[];
}

/** Means over series, as the M competitions take them. */
export interface Trial {
  readonly series: number;
  readonly smape: number;
  readonly mase: number;
  readonly coverage80: number;
  readonly coverage95: number;
}

/** Forecasts every `x` as far as its `xx` reaches, without looking at it, and compares. */
export function judge(many: readonly JudgedSeries[]): Trial {
  const each = many.map(({ x, xx }) => {
    const { months } = forecastSeries({ values: x, start: null, kind: 'amount' }, { horizon: xx.length });
    const forecast = months.map(({ value }) => value);
    const covered = (which: number) =>
      mean(
        months.map(({ intervals }, i) => {
          const { low, high } = intervals[which] as { low: number; high: number };
          const actual = xx[i] as number;
          return actual >= low && actual <= high ? 1 : 0;
        }),
      );
    return { smape: smapeOf(xx, forecast), mase: maseOf(x, xx, forecast), inner: covered(0), outer: covered(1) };
  });
  return {
    series: many.length,
    smape: mean(each.map(({ smape }) => smape)),
    mase: mean(each.flatMap(({ mase }) => (mase === null ? [] : [mase]))),
    coverage80: mean(each.map(({ inner }) => inner)),
    coverage95: mean(each.map(({ outer }) => outer)),
  };
}

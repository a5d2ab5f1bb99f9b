import type { LineSeriesOption } from 'echarts';
import type { ChartSeries } from './chart-data.js';

/**
 * A line whose months ahead are dashed over a band: what is known, what is forecast from the last known month on, and two
 * stacked lines without strokes, of which the upper is as high as the interval is wide. Only what is known and forecast is told
 * by the tooltip.
 */
export function aheadSeries<T extends object>(
  plain: T,
  { values, band = [] }: ChartSeries,
  ahead: number,
  stack: string,
  color: string,
): (T | LineSeriesOption)[] {
  const joint = values.slice(0, ahead).findLastIndex((value) => value !== null);
  const edge = (data: readonly (number | null)[]): LineSeriesOption => ({
    type: 'line',
    name: stack,
    stack,
    stackStrategy: 'all',
    data: [...data],
    color,
    silent: true,
    showSymbol: false,
    lineStyle: { opacity: 0 },
    tooltip: { show: false },
    z: 1,
  });
  // The band opens at the last month that is known.
  const low = values.map((value, at) => (at === joint ? value : (band[at]?.low ?? null)));
  const width = values.map((_, at) => {
    const one = band[at];
    return at === joint ? 0 : one ? one.high - one.low : null;
  });
  return [
    edge(low),
    { ...edge(width), areaStyle: { color, opacity: 0.16 } },
    { ...plain, color, data: values.map((value, at) => (at < ahead ? value : null)) },
    {
      ...plain,
      color,
      data: values.map((value, at) => (at >= ahead || at === joint ? value : null)),
      lineStyle: { width: 2, type: 'dashed' },
      areaStyle: { opacity: 0 },
    } as T,
  ];
}

/** Bars of months ahead are paler. */
export function barItems(values: readonly (number | null)[], ahead: number | undefined) {
  return values.map((value, at) =>
    ahead === undefined || at < ahead ? value : { value: value ?? '-', itemStyle: { opacity: 0.4 } },
  );
}

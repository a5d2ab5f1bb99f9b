import type { EChartsOption } from 'echarts';
import type { ChartData } from '../charts/chart-data.js';
import type { ChartInk } from '../charts/chart-ink.js';
import { axisLook, chartBase, legendLook, tooltipLook } from '../charts/chart-look.js';
import { seriesWords } from '../charts/chart-words.js';
import { formatValue, type Language } from '../i18n/format.js';

export interface LorenzWords {
  readonly curve: string;
  readonly equal: string;
  readonly customers: string;
  readonly value: string;
}

const SHARE = { type: 'float', unit: 'ratio', format: 'percent' } as const;

/** Share of the value by share of the customers, those worth least first; the diagonal is what equal customers would have. */
export function lorenzOption(
  points: readonly (readonly [customers: number, value: number])[],
  words: LorenzWords,
  ink: ChartInk,
  language: Language,
): EChartsOption {
  const percent = (value: number) => formatValue(value, SHARE, language).replace(/[.,]00/, '');
  const told: ChartData = {
    categories: points.map(([customers]) => percent(customers)),
    series: [{ name: words.curve, values: points.map(([, value]) => value) }],
    of: 1,
  };
  const axis = (name: string) => ({
    type: 'value' as const,
    name,
    nameLocation: 'middle' as const,
    max: 1,
    ...axisLook(ink),
    axisLabel: { ...axisLook(ink).axisLabel, formatter: percent },
  });
  return {
    ...chartBase(ink, seriesWords(words.customers, told, { info: SHARE }, language)),
    grid: { left: 30, right: 20, top: 40, bottom: 34, containLabel: true },
    legend: legendLook(ink),
    tooltip: {
      ...tooltipLook(ink),
      trigger: 'axis',
      valueFormatter: (value) => formatValue(Array.isArray(value) ? null : (value as number), SHARE, language),
    },
    xAxis: { ...axis(words.customers), nameGap: 28, min: 0 },
    yAxis: { ...axis(words.value), nameGap: 46 },
    series: [
      {
        name: words.curve,
        type: 'line',
        showSymbol: false,
        lineStyle: { width: 2 },
        areaStyle: { opacity: 0.08 },
        data: points.map(([customers, value]) => [customers, value]),
      },
      {
        name: words.equal,
        type: 'line',
        showSymbol: false,
        lineStyle: { width: 1, type: 'dashed', color: ink.faint },
        itemStyle: { color: ink.faint },
        data: [
          [0, 0],
          [1, 1],
        ],
      },
    ],
  };
}

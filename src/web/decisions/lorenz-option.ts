import type { EChartsOption } from 'echarts';
import type { ChartInk } from '../browse/chart-ink.js';
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
  const axis = (name: string) => ({
    type: 'value' as const,
    name,
    nameLocation: 'middle' as const,
    max: 1,
    axisLine: { lineStyle: { color: ink.line } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: ink.line, opacity: 0.7 } },
    nameTextStyle: { color: ink.faint, fontSize: 11 },
    axisLabel: { color: ink.faint, fontSize: 11, formatter: percent },
  });
  return {
    color: [...ink.series],
    backgroundColor: ink.paper,
    textStyle: { color: ink.text, fontFamily: ink.font },
    animationDuration: 200,
    aria: { enabled: true },
    grid: { left: 30, right: 20, top: 40, bottom: 34, containLabel: true },
    legend: { top: 4, left: 8, itemWidth: 14, itemHeight: 8, textStyle: { color: ink.text, fontSize: 11 } },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      backgroundColor: ink.paper,
      borderColor: ink.line,
      textStyle: { color: ink.text, fontSize: 12 },
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

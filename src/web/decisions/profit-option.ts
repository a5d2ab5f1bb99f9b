import type { EChartsOption } from 'echarts';
import type { ChartInk } from '../browse/chart-ink.js';
import { formatCount, formatShort, formatValue, type Language } from '../i18n/format.js';
import type { Decision } from './use-decision.js';

export interface ProfitWords {
  readonly profit: string;
  readonly totalCost: string;
  readonly contacted: string;
  readonly best: string;
  readonly capacity: string;
}

export const MONEY = { type: 'decimal', unit: 'currency', format: null } as const;

/** Profit and total cost by how many are contacted, the riskiest first; the best size and the capacity marked. */
export function profitOption(decision: Decision, words: ProfitWords, ink: ChartInk, language: Language): EChartsOption {
  const axis = {
    axisLine: { lineStyle: { color: ink.line } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: ink.line, opacity: 0.7 } },
    nameTextStyle: { color: ink.faint, fontSize: 11 },
  };
  const course = (name: string, at: 'profit' | 'totalCost') => ({
    name,
    type: 'line' as const,
    showSymbol: false,
    lineStyle: { width: 2 },
    data: decision.curve.map((point) => [point.targeted, point[at]]),
  });
  const mark = (x: number, name: string) => ({
    xAxis: x,
    name,
    label: { formatter: name, color: ink.text, fontSize: 11 },
  });
  return {
    color: [...ink.series],
    backgroundColor: ink.paper,
    textStyle: { color: ink.text, fontFamily: ink.font },
    animationDuration: 200,
    aria: { enabled: true },
    grid: { left: 12, right: 30, top: 44, bottom: 30, containLabel: true },
    legend: { top: 4, left: 8, itemWidth: 14, itemHeight: 8, textStyle: { color: ink.text, fontSize: 11 } },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      backgroundColor: ink.paper,
      borderColor: ink.line,
      textStyle: { color: ink.text, fontSize: 12 },
      valueFormatter: (value) => formatValue(Array.isArray(value) ? null : (value as number), MONEY, language),
    },
    xAxis: {
      type: 'value',
      name: words.contacted,
      nameLocation: 'middle',
      nameGap: 26,
      max: decision.customers,
      ...axis,
      axisLabel: { color: ink.faint, fontSize: 11, formatter: (value: number) => formatCount(value, language) },
    },
    yAxis: {
      type: 'value',
      ...axis,
      axisLabel: { color: ink.faint, fontSize: 11, formatter: (value: number) => formatShort(value, MONEY, language) },
    },
    series: [
      {
        ...course(words.profit, 'profit'),
        markLine: {
          symbol: 'none',
          silent: true,
          lineStyle: { color: ink.faint, type: 'dashed' },
          data: [mark(decision.targetSize, words.best), mark(decision.capacity, words.capacity)],
        },
      },
      course(words.totalCost, 'totalCost'),
    ],
  };
}

import type { EChartsOption } from 'echarts';
import type { ChartData } from '../charts/chart-data.js';
import type { ChartInk } from '../charts/chart-ink.js';
import { axisLook, chartBase, legendLook, tooltipLook } from '../charts/chart-look.js';
import { seriesWords } from '../charts/chart-words.js';
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
  const axis = axisLook(ink);
  const told = (name: string, at: 'profit' | 'totalCost') => ({
    name,
    values: decision.curve.map((point) => point[at]),
  });
  const courses: ChartData = {
    categories: decision.curve.map(({ targeted }) => formatCount(targeted, language)),
    series: [told(words.profit, 'profit'), told(words.totalCost, 'totalCost')],
    of: 2,
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
    ...chartBase(ink, seriesWords(words.contacted, courses, { info: MONEY }, language)),
    grid: { left: 12, right: 30, top: 44, bottom: 30, containLabel: true },
    legend: legendLook(ink),
    tooltip: {
      ...tooltipLook(ink),
      trigger: 'axis',
      valueFormatter: (value) => formatValue(Array.isArray(value) ? null : (value as number), MONEY, language),
    },
    xAxis: {
      type: 'value',
      name: words.contacted,
      nameLocation: 'middle',
      nameGap: 26,
      max: decision.customers,
      ...axis,
      axisLabel: { ...axis.axisLabel, formatter: (value: number) => formatCount(value, language) },
    },
    yAxis: {
      type: 'value',
      ...axis,
      axisLabel: { ...axis.axisLabel, formatter: (value: number) => formatShort(value, MONEY, language) },
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

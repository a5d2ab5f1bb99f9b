import type { EChartsOption } from 'echarts';
import type { ChartData } from '../charts/chart-data.js';
import type { ChartInk } from '../charts/chart-ink.js';
import { axisLook, chartBase, legendLook, tooltipLook } from '../charts/chart-look.js';
import { seriesWords } from '../charts/chart-words.js';
import { formatShort, formatValue, type Language } from '../i18n/format.js';
import type { RetentionSlice } from './retention-document.js';

export interface RetentionWords {
  readonly title: string;
  readonly observed: string;
  readonly projected: string;
  readonly monthsSince: string;
}

const SHARE = { type: 'float', unit: 'ratio', format: 'percent' } as const;

/**
 * Retention by months since joining: what was seen as a line, what the model expects dashed in the same colour. One slice
 * shows the model over the data too, so that the fit can be judged; of several it goes on where the data end.
 */
export function retentionOption(
  slices: readonly (RetentionSlice & { readonly label: string })[],
  words: RetentionWords,
  ink: ChartInk,
  language: Language,
): EChartsOption | null {
  const length = Math.max(0, ...slices.map(({ months }) => months.length));
  const single = slices.length === 1;
  if (length === 0) return null;
  const series = slices.flatMap(({ label, months, fitMonths }) => [
    { name: single ? words.observed : label, dashed: false, values: months.map(({ observed }) => observed) },
    {
      name: single ? words.projected : `${label} · ${words.projected}`,
      dashed: true,
      values: months.map(({ ageMonths, projected }) => (single || ageMonths >= fitMonths ? projected : null)),
    },
  ]);
  const told: ChartData = { categories: Array.from({ length }, (_, age) => String(age)), series, of: slices.length };
  return {
    ...chartBase(ink, seriesWords(words.title, told, { info: SHARE }, language)),
    grid: { left: 12, right: 18, top: 40, bottom: 24, containLabel: true },
    legend: {
      type: 'scroll',
      ...legendLook(ink),
      pageTextStyle: { color: ink.faint },
      data: series.filter(({ dashed }) => single || !dashed).map(({ name }) => name),
    },
    tooltip: {
      ...tooltipLook(ink),
      trigger: 'axis',
      valueFormatter: (value) => formatValue(Array.isArray(value) ? null : (value as number), SHARE, language),
    },
    xAxis: {
      type: 'category',
      data: [...told.categories],
      boundaryGap: false,
      name: words.monthsSince,
      nameLocation: 'middle',
      nameGap: 26,
      ...axisLook(ink),
      axisLabel: { ...axisLook(ink).axisLabel, interval: (at: number) => at % 6 === 0 },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      scale: true,
      ...axisLook(ink),
      axisLabel: { ...axisLook(ink).axisLabel, formatter: (value: number) => formatShort(value, SHARE, language) },
    },
    series: series.map(({ name, dashed, values }, i) => ({
      name,
      type: 'line',
      data: [...values],
      showSymbol: false,
      color: ink.series[Math.floor(i / 2) % ink.series.length] as string,
      lineStyle: { width: dashed ? 1.5 : 2, type: dashed ? 'dashed' : 'solid' },
    })),
  };
}

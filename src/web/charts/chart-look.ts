import type { EChartsOption } from 'echarts';
import type { ChartInk } from './chart-ink.js';

/** What every chart looks like, and what it says to those who do not see it. */
export const chartBase = (ink: ChartInk, description: string): EChartsOption => ({
  color: [...ink.series],
  backgroundColor: ink.paper,
  textStyle: { color: ink.text, fontFamily: ink.font },
  animationDuration: 200,
  aria: { enabled: true, label: { description } },
});

export const axisLook = (ink: ChartInk) => ({
  axisLine: { lineStyle: { color: ink.line } },
  axisTick: { show: false },
  axisLabel: { color: ink.faint, fontSize: 11 },
  splitLine: { lineStyle: { color: ink.line, opacity: 0.7 } },
  nameTextStyle: { color: ink.faint, fontSize: 11 },
});

export const tooltipLook = (ink: ChartInk) => ({
  renderMode: 'richText' as const,
  backgroundColor: ink.paper,
  borderColor: ink.line,
  textStyle: { color: ink.text, fontSize: 12 },
  confine: true,
});

export const legendLook = (ink: ChartInk) => ({
  top: 0,
  left: 8,
  itemWidth: 14,
  itemHeight: 8,
  // ECharts cuts a scrolling legend at the line, and Chinese is higher than its size.
  textStyle: { color: ink.text, fontSize: 11, lineHeight: 20 },
});

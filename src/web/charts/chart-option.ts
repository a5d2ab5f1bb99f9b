import type { EChartsOption } from 'echarts';
import { formatShort, formatValue, type Language } from '../i18n/format.js';
import type { ChartKind } from '../pivot/chart-kinds.js';
import type { GridModel } from '../pivot/grid-model.js';
import type { ShownMeasure } from '../pivot/shown-measure.js';
import { aheadSeries, barItems } from './ahead-series.js';
import {
  type ChartData,
  type ChartSeries,
  cohortData,
  curveData,
  scatterData,
  seriesData,
  stacks,
} from './chart-data.js';
import type { ChartInk } from './chart-ink.js';
import { axisLook, chartBase, legendLook, tooltipLook } from './chart-look.js';
import { pointsWords, seriesWords } from './chart-words.js';
import { type EventMark, marksSeries } from './event-marks.js';

export interface ChartQuestion {
  readonly kind: ChartKind;
  readonly model: GridModel;
  readonly measures: readonly ShownMeasure[];
  readonly ink: ChartInk;
  readonly language: Language;
  /** What the chart is of, with which its description for those who do not see it begins; its measures if absent. */
  readonly title?: string;
  /** What happened along the columns. */
  readonly marks?: readonly EventMark[];
  /** What stands below an axis of months from now. */
  readonly monthsName: string;
}

/** The chart of what the table shows; null where this kind of chart has nothing to draw. */
export function chartOption(question: ChartQuestion): EChartsOption | null {
  const { kind, model, measures } = question;
  const [first] = measures;
  const asked = { title: measures.map(({ header }) => header).join(', '), ...question };
  if (!first || kind === 'none') return null;
  if (kind === 'scatter') return measures.length < 2 ? null : scatter(asked);
  if (kind === 'cohort') return cohort(asked, first);
  if (kind === 'curve') {
    const curves = measures.map((_, i) => curveData(model, i)).find((data) => data.series.length > 0);
    return curves
      ? lines(asked, curves, { ...first, info: { ...first.info, unit: 'ratio', type: 'float', format: 'percent' } })
      : null;
  }
  return lines(asked, seriesData(model, 0), first);
}

/** Lines that lie far from zero may leave it out, which the caption then says; lengths (bars, areas) never do. */
export function cutsAxis(kind: ChartKind, data: ChartData): boolean {
  if (kind !== 'line' && kind !== 'curve') return false;
  const bands = data.series.flatMap(({ band = [] }) => band.flatMap((one) => (one ? [one.low, one.high] : [])));
  const values = [...data.series.flatMap((one) => one.values).filter((value) => value !== null), ...bands];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least > 0 && least > 0.6 * most;
}

/** An axis of months from now: named, with a label each half year. */
const monthsAhead = (ink: ChartInk, name: string) => ({
  name,
  nameLocation: 'middle' as const,
  nameGap: 26,
  axisLabel: { color: ink.faint, fontSize: 11, interval: (at: number) => (at + 1) % 6 === 0 },
});

function lines(
  { kind, ink, language, title = '', marks = [], monthsName }: ChartQuestion,
  data: ChartData,
  measure: ShownMeasure,
): EChartsOption | null {
  if (data.series.length === 0 || data.categories.length === 0) return null;
  const stacked = stacks(kind, measure.additive) && data.series.length > 1;
  const bar = kind === 'bar';
  const names = data.series.length > 1;
  const plainSeries = (one: ChartSeries) => ({
    name: one.name || measure.title,
    type: bar ? ('bar' as const) : ('line' as const),
    data: bar ? barItems(one.values, data.ahead) : [...one.values],
    ...(stacked ? { stack: 'all' } : {}),
    ...(kind === 'area' ? { areaStyle: { opacity: stacked ? 0.75 : 0.14 } } : {}),
    ...(bar
      ? { barMaxWidth: 34 }
      : { symbolSize: 5, showSymbol: data.categories.length <= 36, lineStyle: { width: 2 } }),
    emphasis: { focus: 'series' as const },
  });
  const ahead = bar || stacked ? null : data.ahead;
  const series = data.series.flatMap((one, at) =>
    ahead === undefined || ahead === null
      ? [plainSeries(one)]
      : aheadSeries(plainSeries(one), one, ahead, `band ${at}`, ink.series[at % ink.series.length] as string),
  );
  return {
    ...chartBase(ink, seriesWords(title, data, measure, language)),
    grid: { left: 12, right: 18, top: names ? 40 : 18, bottom: kind === 'curve' ? 24 : 8, containLabel: true },
    ...(names
      ? {
          legend: {
            type: 'scroll',
            ...legendLook(ink),
            data: data.series.map(({ name }) => name),
            pageTextStyle: { color: ink.faint },
          },
        }
      : {}),
    tooltip: {
      ...tooltipLook(ink),
      trigger: 'axis',
      valueFormatter: (value) => formatValue(Array.isArray(value) ? null : (value as number), measure.info, language),
      axisPointer: { type: bar ? 'shadow' : 'line' },
    },
    xAxis: {
      type: 'category',
      data: [...data.categories],
      boundaryGap: bar,
      ...axisLook(ink),
      ...(kind === 'curve' ? monthsAhead(ink, monthsName) : {}),
      splitLine: { show: false },
    },
    // Bars and areas are lengths, so they start at zero; lines may zoom in, and the caption says so.
    yAxis: {
      type: 'value',
      ...(cutsAxis(kind, data) ? { scale: true } : {}),
      ...axisLook(ink),
      axisLabel: {
        color: ink.faint,
        fontSize: 11,
        formatter: (value: number) => formatShort(value, measure.info, language),
      },
    },
    series: marks.length > 0 && kind !== 'curve' ? [...series, marksSeries(marks, ink)] : series,
  };
}

function scatter({ model, measures, ink, language, title = '' }: ChartQuestion): EChartsOption | null {
  const points = scatterData(model);
  const [x, y, size] = measures;
  if (points.length === 0 || !x || !y) return null;
  const largest = Math.max(...points.map((point) => point.size ?? 0), 1);
  const across = points.map((point) => point.x);
  const middle = (Math.min(...across) + Math.max(...across)) / 2;
  const wordsOf = (point: (typeof points)[number]): readonly string[] => [
    `${x.title}: ${formatValue(point.x, x.info, language)}`,
    `${y.title}: ${formatValue(point.y, y.info, language)}`,
    ...(size && point.size !== null ? [`${size.title}: ${formatValue(point.size, size.info, language)}`] : []),
  ];
  const axis = (measure: ShownMeasure) => ({
    type: 'value' as const,
    scale: true,
    name: measure.header,
    ...axisLook(ink),
    axisLabel: {
      color: ink.faint,
      fontSize: 11,
      formatter: (value: number) => formatShort(value, measure.info, language),
    },
  });
  return {
    ...chartBase(
      ink,
      pointsWords(
        title,
        points.map((point) => `${point.name}: ${wordsOf(point).join(', ')}`),
      ),
    ),
    grid: { left: 12, right: 26, top: 36, bottom: 26, containLabel: true },
    tooltip: {
      ...tooltipLook(ink),
      formatter: (given) => {
        const point = points[Array.isArray(given) ? 0 : given.dataIndex];
        return point ? [point.name, ...wordsOf(point)].join('\n') : '';
      },
    },
    xAxis: { ...axis(x), nameLocation: 'middle', nameGap: 28 },
    yAxis: { ...axis(y), nameTextStyle: { color: ink.faint, fontSize: 11, align: 'left' } },
    series: [
      {
        type: 'scatter',
        data: points.map((point) => ({
          name: point.name,
          value: [point.x, point.y],
          // Names stay inside the frame: to the left of points on the right.
          label: { position: point.x > middle ? ('left' as const) : ('right' as const) },
          symbolSize: size && point.size !== null ? 6 + 26 * Math.sqrt(Math.max(0, point.size) / largest) : 10,
        })),
        itemStyle: { opacity: 0.75 },
        label: { show: points.length <= 40, formatter: '{b}', color: ink.faint, fontSize: 10 },
        labelLayout: { hideOverlap: true, moveOverlap: 'shiftY' },
      },
    ],
  };
}

function cohort({ model, ink, language, title = '' }: ChartQuestion, measure: ShownMeasure): EChartsOption | null {
  const { columns, rows, points } = cohortData(model, 0);
  if (points.length === 0) return null;
  const values = points.map((point) => point[2]);
  return {
    ...chartBase(
      ink,
      pointsWords(
        title,
        points.map(
          ([x, y, value]) => `${rows[y] ?? ''}, ${columns[x] ?? ''}: ${formatValue(value, measure.info, language)}`,
        ),
      ),
    ),
    grid: { left: 12, right: 18, top: 30, bottom: 56, containLabel: true },
    tooltip: {
      ...tooltipLook(ink),
      formatter: (given) => {
        const point = points[Array.isArray(given) ? 0 : given.dataIndex];
        return point
          ? `${rows[point[1]] ?? ''} · ${columns[point[0]] ?? ''}\n${formatValue(point[2], measure.info, language)}`
          : '';
      },
    },
    xAxis: { type: 'category', data: [...columns], ...axisLook(ink), splitLine: { show: false } },
    yAxis: { type: 'category', data: [...rows], inverse: true, ...axisLook(ink), splitLine: { show: false } },
    visualMap: {
      min: Math.min(...values),
      max: Math.max(...values),
      orient: 'horizontal',
      left: 'center',
      bottom: 4,
      itemHeight: 140,
      itemWidth: 12,
      text: [
        formatShort(Math.max(...values), measure.info, language),
        formatShort(Math.min(...values), measure.info, language),
      ],
      textStyle: { color: ink.faint, fontSize: 11 },
      inRange: { color: [...ink.heat] },
    },
    series: [
      {
        type: 'heatmap',
        data: points.map((point) => [...point]),
        itemStyle: { borderColor: ink.paper, borderWidth: 1 },
      },
    ],
  };
}

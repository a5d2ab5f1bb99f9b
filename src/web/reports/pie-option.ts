import type { EChartsOption } from 'echarts';
import { type ChartData, leafLines } from '../charts/chart-data.js';
import type { ChartInk } from '../charts/chart-ink.js';
import { chartBase, tooltipLook } from '../charts/chart-look.js';
import { seriesWords } from '../charts/chart-words.js';
import { formatShort, formatValue, type Language } from '../i18n/format.js';
import type { GridModel } from '../pivot/grid-model.js';
import type { ShownMeasure } from '../pivot/shown-measure.js';

/** Parts of a whole, so only of a measure that adds up and has no negative part; null otherwise. */
export function pieOption(
  title: string,
  model: GridModel,
  measure: ShownMeasure | undefined,
  ink: ChartInk,
  language: Language,
): EChartsOption | null {
  if (!measure?.additive) return null;
  const [columns, [row]] = [leafLines(model.columns), leafLines(model.rows)];
  const parts = columns.map((column) => ({
    name: column.label,
    value: row ? Number(model.value(row, column, 0) ?? 0) : 0,
  }));
  if (parts.length === 0 || parts.some(({ value }) => !(value >= 0))) return null;
  return {
    ...chartBase(ink, seriesWords(title, partsData(parts), measure, language)),
    tooltip: {
      ...tooltipLook(ink),
      valueFormatter: (value) => formatValue(Array.isArray(value) ? null : (value as number), measure.info, language),
    },
    series: [
      {
        type: 'pie',
        radius: ['42%', '72%'],
        center: ['50%', '52%'],
        data: parts,
        itemStyle: { borderColor: ink.paper, borderWidth: 2 },
        label: {
          color: ink.text,
          fontSize: 11,
          formatter: ({ name, value, percent }) =>
            `${name}  ${formatShort(Number(value), measure.info, language)} (${Math.round(percent ?? 0)}%)`,
        },
        labelLine: { lineStyle: { color: ink.line } },
      },
    ],
  };
}

const partsData = (parts: readonly { readonly name: string; readonly value: number }[]): ChartData => ({
  categories: parts.map(({ name }) => name),
  series: [{ name: '', values: parts.map(({ value }) => value) }],
  of: 1,
});

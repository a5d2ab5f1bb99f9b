import type { EChartsOption } from 'echarts';
import { leafLines } from '../browse/chart-data.js';
import type { ChartInk } from '../browse/chart-ink.js';
import type { GridModel } from '../browse/grid-model.js';
import type { ShownMeasure } from '../browse/shown-measure.js';
import { formatShort, formatValue, type Language } from '../i18n/format.js';

/** Parts of a whole, so only of a measure that adds up and has no negative part; null otherwise. */
export function pieOption(
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
    color: [...ink.series],
    backgroundColor: ink.paper,
    textStyle: { color: ink.text, fontFamily: ink.font },
    animationDuration: 200,
    aria: { enabled: true },
    tooltip: {
      renderMode: 'richText',
      backgroundColor: ink.paper,
      borderColor: ink.line,
      textStyle: { color: ink.text, fontSize: 12 },
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

import type { LineSeriesOption } from 'echarts';
import type { ChartInk } from './chart-ink.js';

/** What stands at a place of a time axis. */
export interface EventMark {
  readonly at: number;
  readonly title: string;
}

interface Dated {
  readonly title: string;
  readonly firstDay: string;
  readonly lastDay: string;
}

/** Each event at the month that it begins in, or at the first month shown where it began before; not where none of its days is shown. */
export function eventMarks(months: readonly string[], events: readonly Dated[]): readonly EventMark[] {
  return events.flatMap(({ title, firstDay, lastDay }) => {
    const at = months.findIndex((month) => month >= firstDay.slice(0, 7));
    return at >= 0 && (months[at] as string) <= lastDay.slice(0, 7) ? [{ at, title }] : [];
  });
}

/** Upright lines named by what happened there; events of one month share a line. */
export function marksSeries(marks: readonly EventMark[], ink: ChartInk): LineSeriesOption {
  const places = [...new Set(marks.map(({ at }) => at))];
  return {
    type: 'line',
    data: [],
    markLine: {
      symbol: 'none',
      silent: true,
      lineStyle: { color: ink.faint, type: 'dotted' },
      label: { position: 'insideEndTop', color: ink.faint, fontSize: 11, width: 180, overflow: 'truncate' },
      data: places.map((place) => ({
        xAxis: place,
        label: {
          formatter: marks
            .filter(({ at }) => at === place)
            .map(({ title }) => title)
            .join(' · '),
        },
      })),
    },
  };
}

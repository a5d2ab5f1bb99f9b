import { formatValue, type Language } from '../i18n/format.js';
import type { ChartData } from './chart-data.js';

/** So many points of a series are read out; of longer ones the first, the lowest, the highest and the last. */
const READ_OUT = 24;

/** A chart of series for somebody who does not see it: every series with its figures as the table writes them. */
export function seriesWords(
  title: string,
  data: ChartData,
  { info }: { readonly info: Parameters<typeof formatValue>[1] },
  language: Language,
): string {
  const told = data.series.map(({ name, values }) => {
    const points = pointsToTell(values).map(
      (at) => `${data.categories[at] ?? ''} ${formatValue(values[at], info, language)}`,
    );
    return `${name ? `${name}: ` : ''}${points.join(', ')}`;
  });
  return [title, ...told].join('. ');
}

/** A chart of single points or squares: each with its figures. */
export const pointsWords = (title: string, points: readonly string[]): string =>
  [title, points.slice(0, 4 * READ_OUT).join('; ')].join('. ');

/** Positions of the values to tell, in their order. */
export function pointsToTell(values: readonly (number | null)[]): readonly number[] {
  const known = values.flatMap((value, at) => (value === null ? [] : [{ value, at }]));
  if (known.length <= READ_OUT) return known.map(({ at }) => at);
  const least = known.reduce((a, b) => (b.value < a.value ? b : a));
  const most = known.reduce((a, b) => (b.value > a.value ? b : a));
  const ends = [known[0], known.at(-1)].flatMap((one) => (one ? [one.at] : []));
  return [...new Set([...ends, least.at, most.at])].sort((a, b) => a - b);
}

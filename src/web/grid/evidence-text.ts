import type { ColumnInfo } from '../api/types.js';
import { formatValue } from '../i18n/format.js';
import type { PageWords } from '../i18n/use-words.js';
import type { Evidence } from '../pivot/evidence.js';

/** How much can be read from a figure, in words: `95%: 0.4%–3.1% · of 150 · few`. */
export function evidenceText(
  { count, small, low, high }: Evidence,
  info: ColumnInfo,
  { t, language }: PageWords,
): string {
  const counted: ColumnInfo = { ...info, format: 'integer', unit: null, type: 'integer' };
  const parts = [
    low === null || high === null
      ? []
      : [t('grid.interval', { low: formatValue(low, info, language), high: formatValue(high, info, language) })],
    count === null ? [] : [t('grid.counted', { count: formatValue(count, counted, language) })],
    small ? [t('grid.few')] : [],
  ];
  return parts.flat().join(' · ');
}

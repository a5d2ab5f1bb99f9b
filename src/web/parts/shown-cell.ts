import type { Cell, ColumnInfo } from '../api/types.js';
import { formatCount, formatInstant, formatPeriod, formatValue, type Language } from '../i18n/format.js';
import { codeName } from '../i18n/members.js';

export const isFigure = (column: ColumnInfo): boolean =>
  ['integer', 'decimal', 'float'].includes(column.type) && column.unit !== null;

/** A cell of a row as it is read: months as months, days as days, figures with their decimals. */
export function shownCell(cell: Cell, column: ColumnInfo, language: Language, grain: string | null = null): string {
  if (cell === null) return '–';
  if (column.type === 'date') return formatPeriod(String(cell), grain === 'month' ? 'month' : 'day', language);
  if (column.type === 'timestamp') return formatInstant(String(cell), language);
  if (isFigure(column)) return formatValue(cell, column, language);
  if (typeof cell === 'boolean') return cell ? (language === 'zh' ? '是' : 'Yes') : language === 'zh' ? '否' : 'No';
  if (typeof cell === 'number') return Number.isInteger(cell) ? String(cell) : formatCount(cell, language);
  return codeName(column.name, cell, language) ?? String(cell);
}

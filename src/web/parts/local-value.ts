import type { Cell } from '../api/types.js';
import type { Language } from '../i18n/format.js';

/** A cell of a row in the reader's language: where the row has the member's Chinese name beside it, a Chinese reader gets that. */
export function localValue(
  columns: readonly { readonly name: string }[],
  row: readonly Cell[],
  at: number,
  language: Language,
): Cell {
  const local = language === 'zh' ? columns.findIndex((column) => column.name === `${columns[at]?.name}_zh`) : -1;
  return (local < 0 ? null : row[local]) || (row[at] ?? null);
}

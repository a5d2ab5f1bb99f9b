import type { AnswerColumn, Cell } from '../semantic/contract/answer.js';

export type SheetCell = string | number | null;

/** Numbers as numbers where a spreadsheet holds them exactly, else as text. */
export function cellOf(cell: Cell, column: AnswerColumn | undefined): SheetCell {
  if (cell === null || typeof cell === 'number') return cell;
  const isNumeric = column?.type === 'integer' || column?.type === 'decimal' || column?.type === 'float';
  if (typeof cell === 'string' && isNumeric) return cell.replaceAll(/\D/g, '').length <= 15 ? Number(cell) : cell;
  return safe(typeof cell === 'string' ? cell : JSON.stringify(cell));
}

/** Text that a spreadsheet would take for a formula, full-width signs included, gets an apostrophe in front. */
export function safe(text: string): string {
  return /^(\s*[=+\-@＝＋－＠]|[\t\r\n])/.test(text) ? `'${text}` : text;
}

import type { AnswerColumn, Cell } from '../semantic/answer.js';

export type SheetCell = string | number | null;

/** Numbers as numbers where a spreadsheet holds them exactly, else as text. */
export function cellOf(cell: Cell, column: AnswerColumn | undefined): SheetCell {
  if (cell === null || typeof cell === 'number') return cell;
  const isNumeric = column?.type === 'integer' || column?.type === 'decimal' || column?.type === 'float';
  if (typeof cell === 'string' && isNumeric && cell.replaceAll(/\D/g, '').length <= 15) return Number(cell);
  return safe(typeof cell === 'string' ? cell : JSON.stringify(cell));
}

/** Text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function safe(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

import xlsx, { type RowInfo } from '@e965/xlsx';
import type { SemanticAnswer } from '../semantic/contract/answer.js';
import { pivotRows } from './pivot-rows.js';
import { type ItemAnswer, receiptOf } from './run.js';
import { cellOf, type SheetCell, safe } from './sheet-cell.js';

export const FORMATS = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type ExportFormat = keyof typeof FORMATS;
export const EXPORT_FORMATS = Object.keys(FORMATS) as readonly ExportFormat[];

/** A report's answers as one file: in XLSX a sheet an item, in CSV one table after the other, each under its title. */
export function exportReport(title: string, answers: readonly ItemAnswer[], format: ExportFormat): Buffer {
  return format === 'csv' ? csvOf(answers) : workbookOf(title, answers);
}

function csvOf(answers: readonly ItemAnswer[]): Buffer {
  const tables = answers.map((one) => {
    const lines = [[safe(headOf(one))], ...tableOf(one).map((row) => row.map((cell) => (cell === null ? '' : cell)))];
    return lines.map((row) => row.map((cell) => quoted(String(cell))).join(',')).join('\r\n');
  });
  // The mark in front makes spreadsheets read UTF-8.
  return Buffer.from(`\ufeff${tables.join('\r\n\r\n')}\r\n`, 'utf8');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function workbookOf(title: string, answers: readonly ItemAnswer[]): Buffer {
  const book = xlsx.utils.book_new();
  book.Props = { Title: title };
  const used = new Set(['history']);
  answers.forEach((one, i) => {
    const head = [[safe(headOf(one))], []];
    const sheet = xlsx.utils.aoa_to_sheet([...head, ...tableOf(one)].map((row) => row.map(fitting)));
    // Rows fold as they are nested.
    if (one.pivot)
      sheet['!rows'] = [...head.map(() => 0), ...pivotRows(one.pivot).map(({ depth }) => depth)].map(
        (level): RowInfo => ({ level }),
      );
    xlsx.utils.book_append_sheet(book, sheet, sheetName(one.title || 'Text', i, used));
  });
  // A workbook has a sheet at least, a report need not have an item.
  if (answers.length === 0) xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([[safe(title)]]), 'Report');
  return xlsx.write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer;
}

/** What a cell of a sheet holds at most. */
const LONGEST_CELL = 32_767;

function fitting(cell: SheetCell): SheetCell {
  if (typeof cell !== 'string' || cell.length <= LONGEST_CELL) return cell;
  const told = `… (${cell.length} characters)`;
  return `${cutAt(cell, LONGEST_CELL - told.length)}${told}`;
}

/**
 * Sheet names have at most 31 characters, none of : \ / ? * [ ], no apostrophe at an end, and differ whatever the case;
 * History is a spreadsheet's own.
 */
function sheetName(title: string, index: number, used: Set<string>): string {
  const ends = /^['\s]+|['\s]+$/g;
  const plain = title.replaceAll(/[:\\/?*[\]\p{Cc}]/gu, ' ').replaceAll(ends, '') || `Item ${index + 1}`;
  for (let n = 0; ; n++) {
    const suffix = n === 0 ? '' : ` (${index + n})`;
    const name = `${cutAt(plain, 31 - suffix.length).replaceAll(ends, '')}${suffix}`;
    if (used.has(name.toLowerCase())) continue;
    used.add(name.toLowerCase());
    return name;
  }
}

/** No more characters than these, and no half of one. */
function cutAt(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

function headOf(item: ItemAnswer): string {
  const { title, text, error } = item;
  if (text !== null) return text;
  if (error) return `${title}: ${error.message}`;
  const receipt = receiptOf(item);
  const cut = receipt && !receipt.complete ? `; not complete: ${receipt.incompleteBecause}` : '';
  return `${title} (snapshot ${receipt?.snapshot}${cut})`;
}

/** What is compared with another period has it in rows of its own, told by a column in front. */
function tableOf({ answer, before, pivot }: ItemAnswer): (string | number | null)[][] {
  if (pivot) return pivotRows(pivot).map(({ cells }) => [...cells]);
  if (!answer) return [];
  const { columns } = answer;
  const heads = columns.map((column) => safe(column.unit ? `${column.title} (${column.unit})` : column.title));
  const rowsOf = ({ rows }: SemanticAnswer) => rows.map((row) => row.map((cell, i) => cellOf(cell, columns[i])));
  if (!before) return [heads, ...rowsOf(answer)];
  const told = (period: string, rows: readonly (string | number | null)[][]) => rows.map((row) => [period, ...row]);
  return [['Period', ...heads], ...told('now', rowsOf(answer)), ...told('before', rowsOf(before))];
}

import xlsx from '@e965/xlsx';
import type { AnswerColumn, Cell, SemanticAnswer } from '../semantic/answer.js';
import type { ItemAnswer } from './run.js';

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
  const used = new Set<string>();
  answers.forEach((one, i) => {
    const rows = [[safe(headOf(one))], [], ...tableOf(one)];
    xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet(rows), sheetName(one.title || 'Text', i, used));
  });
  return xlsx.write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer;
}

/** Sheet names have at most 31 characters, none of : \ / ? * [ ], and differ whatever the case. */
function sheetName(title: string, index: number, used: Set<string>): string {
  const plain =
    title
      .replaceAll(/[:\\/?*[\]]/g, ' ')
      .trim()
      .replace(/^'|'$/g, '')
      .slice(0, 26) || `Item ${index + 1}`;
  const name = used.has(plain.toLowerCase()) ? `${plain} (${index + 1})` : plain;
  used.add(name.toLowerCase());
  return name;
}

function headOf({ title, text, error, answer }: ItemAnswer): string {
  if (text !== null) return text;
  if (error) return `${title}: ${error.message}`;
  const receipt = answer?.receipt;
  const cut = receipt && !receipt.complete ? `; not complete: ${receipt.incompleteBecause}` : '';
  return `${title} (snapshot ${receipt?.snapshot}${cut})`;
}

/** What is compared with another period has it in rows of its own, told by a column in front. */
function tableOf({ answer, before }: ItemAnswer): (string | number | null)[][] {
  if (!answer) return [];
  const { columns } = answer;
  const heads = columns.map((column) => safe(column.unit ? `${column.title} (${column.unit})` : column.title));
  const rowsOf = ({ rows }: SemanticAnswer) => rows.map((row) => row.map((cell, i) => cellOf(cell, columns[i])));
  if (!before) return [heads, ...rowsOf(answer)];
  const told = (period: string, rows: readonly (string | number | null)[][]) => rows.map((row) => [period, ...row]);
  return [['Period', ...heads], ...told('now', rowsOf(answer)), ...told('before', rowsOf(before))];
}

/** Numbers as numbers where a spreadsheet holds them exactly, else as text. */
function cellOf(cell: Cell, column: AnswerColumn | undefined): string | number | null {
  if (cell === null || typeof cell === 'number') return cell;
  const isNumeric = column?.type === 'integer' || column?.type === 'decimal' || column?.type === 'float';
  if (typeof cell === 'string' && isNumeric && cell.replaceAll(/\D/g, '').length <= 15) return Number(cell);
  return safe(typeof cell === 'string' ? cell : JSON.stringify(cell));
}

/** Text that a spreadsheet would take for a formula gets an apostrophe in front. */
function safe(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

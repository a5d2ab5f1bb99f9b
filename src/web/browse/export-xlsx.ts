import { type CellObject, utils, type WorkSheet, write } from '@e965/xlsx';
import { type Sheet, type SheetCell, safeText } from '../pivot/export-shape.js';

// Loaded only when somebody exports.

function cellObject(cell: SheetCell): CellObject | null {
  if (cell === null) return null;
  // A text cell never runs; the quote also protects whoever saves it as CSV later.
  return 'number' in cell ? { t: 'n', v: cell.number, z: cell.format } : { t: 's', v: safeText(cell.text) };
}

export function xlsxOf(sheet: Sheet, name: string): Uint8Array<ArrayBuffer> {
  const worksheet: WorkSheet = {};
  const width = Math.max(...sheet.rows.map((row) => row.length), 1);
  sheet.rows.forEach((row, r) =>
    row.forEach((cell, c) => {
      const object = cellObject(cell);
      if (object) worksheet[utils.encode_cell({ r, c })] = object;
    }),
  );
  worksheet['!ref'] = utils.encode_range({ s: { r: 0, c: 0 }, e: { r: sheet.rows.length - 1, c: width - 1 } });
  worksheet['!merges'] = sheet.merges.map(({ row, first, last }) => ({
    s: { r: row, c: first },
    e: { r: row, c: last },
  }));
  worksheet['!cols'] = Array.from({ length: width }, (_, c) => ({ wch: c === 0 ? sheet.nameWidth : 14 }));
  worksheet['!rows'] = sheet.outline.map((level) => ({ level }));
  const book = utils.book_new();
  utils.book_append_sheet(book, worksheet, name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31) || 'Tenure');
  return new Uint8Array(write(book, { type: 'array', bookType: 'xlsx', compression: true }) as ArrayBuffer);
}

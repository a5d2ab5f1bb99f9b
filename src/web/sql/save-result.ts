import { saveBlob } from '../parts/save-file.js';
import { csvText, safeText } from '../pivot/export-shape.js';
import { isNumeric, type SqlAnswer } from './run-sql.js';

/** The rows as CSV: figures to the last digit as Postgres wrote them, text that no spreadsheet runs as a formula. */
export function resultCsv({ columns, rows }: Pick<SqlAnswer, 'columns' | 'rows'>): string {
  const figure = columns.map(({ type }) => isNumeric(type));
  return csvText([
    columns.map(({ name }) => safeText(name)),
    ...rows.map((row) => row.map((cell, at) => (cell === null ? '' : figure[at] ? cell : safeText(cell)))),
  ]);
}

export function saveResult(answer: SqlAnswer): void {
  const name = `tenure-sql-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.csv`;
  saveBlob(new Blob([resultCsv(answer)], { type: 'text/csv;charset=utf-8' }), name);
}

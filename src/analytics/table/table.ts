import { Refusal } from '../refusal.js';

/** Numbers, one a row; NaN is a missing value. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  readonly values: Float64Array;
}

/** Categories, one a row: an index into `levels`, or -1 for a missing value. */
export interface CategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  readonly levels: readonly string[];
  readonly codes: Int32Array;
}

export type Column = NumberColumn | CategoryColumn;

/** Columns of equal length. What one row is, the caller knows. */
export interface Table {
  readonly rowCount: number;
  readonly columns: readonly Column[];
}

export function findColumn(table: Table, name: string): Column {
  const found = table.columns.find((column) => column.name === name);
  if (!found) {
    const names = table.columns.map((column) => column.name).join(', ');
    throw new Refusal(`There is no column "${name}".`, `The columns are: ${names}.`);
  }
  return found;
}

/** The column of that name as numbers; refused when it holds text. */
export function findNumbers(table: Table, name: string): Float64Array {
  const column = findColumn(table, name);
  if (column.kind === 'category') {
    throw new Refusal(`Column "${name}" is not numeric: it holds "${column.levels[0] ?? ''}".`);
  }
  return column.values;
}

/** One cell as text, the way a file would spell it; null for a missing value. */
export function cellText(column: Column, row: number): string | null {
  if (column.kind === 'category') return column.levels[column.codes[row] ?? -1] ?? null;
  const value = column.values[row] ?? Number.NaN;
  return Number.isNaN(value) ? null : String(value);
}

/** The rows at the given positions, in their order. */
export function selectRows(table: Table, rows: ArrayLike<number>): Table {
  return { rowCount: rows.length, columns: table.columns.map((column) => selectColumn(column, rows)) };
}

function selectColumn(column: Column, rows: ArrayLike<number>): Column {
  if (column.kind === 'category') {
    const codes = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = column.codes[rows[i] as number] as number;
    return { ...column, codes };
  }
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i] as number] as number;
  return { ...column, values };
}

/** The table without the named columns; a name that is not there is refused. */
export function withoutColumns(table: Table, names: readonly string[]): Table {
  for (const name of names) findColumn(table, name);
  return { rowCount: table.rowCount, columns: table.columns.filter((column) => !names.includes(column.name)) };
}

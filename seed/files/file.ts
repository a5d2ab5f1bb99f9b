/** A file of the sample operator: how the engine writes it. Its name is also that of its source in etl/sources/sample. */
export interface SeedFile {
  readonly name: string;
  /** TSVRaw: lines as the query makes them. */
  readonly format: 'CSVWithNames' | 'JSONEachRow' | 'Parquet' | 'TSVRaw';
  readonly ending: 'csv' | 'jsonl' | 'parquet' | 'xml';
  /** Written in pieces of months when there are many rows; the query then has @FROM and @TO. */
  readonly monthly: boolean;
  /** Rows come sorted, so that the same seed gives the same bytes. */
  readonly query: string;
  /** Lines appended as they are, after the good ones: what the ETL has to find. */
  readonly dirty?: readonly DirtyLine[];
  /** How many of the first rows are written a second time. */
  readonly duplicates?: number;
}

export interface DirtyLine {
  readonly line: string;
  readonly column: string;
  /** The quarantine's reason; null for a row that is odd but loads, such as one of an unknown customer. */
  readonly reason: string | null;
  /** row: kept out; value: loaded without it. */
  readonly severity: 'row' | 'value' | 'loads';
}

export const bad = (line: string, column: string, reason: string): DirtyLine => ({
  line,
  column,
  reason,
  severity: 'row',
});

export function csv(
  name: string,
  query: string,
  more: Partial<Pick<SeedFile, 'monthly' | 'dirty' | 'duplicates'>> = {},
): SeedFile {
  return { name, format: 'CSVWithNames', ending: 'csv', monthly: false, query, ...more };
}

/** A small table written out: rows of text cells under the names. */
export function table(name: string, columns: readonly string[], rows: readonly (readonly string[])[]): SeedFile {
  const cells = rows.map((row) => `(${row.map((cell) => `'${cell.replaceAll("'", "\\'")}'`).join(', ')})`);
  const select = columns.map((column, index) => `row.${index + 1} AS ${column}`);
  return csv(name, `SELECT ${select.join(', ')} FROM (SELECT arrayJoin([${cells.join(', ')}]) AS row)`);
}

/** Written in pieces of months, with types of its own. */
export function parquet(name: string, query: string): SeedFile {
  return { name, format: 'Parquet', ending: 'parquet', monthly: true, query };
}

import { type Fragment, identifier, join, sql, unsafeRaw } from '../../src/warehouse/sql.js';
import type { SourceSpec } from '../source/spec.js';
import { code } from './column-sql.js';

/** A file as the engine is to read it. */
export interface Readable {
  readonly path: string;
  /** Columns in the file's order. */
  readonly columns: readonly string[];
  readonly format: 'csv' | 'jsonl' | 'parquet';
  /** JSON key that holds the line in the file that these lines were made from. */
  readonly lineKey?: string;
}

/**
 * The file's records as text: one column for each declared column, `_line` (the header is line 1) and `_shape`, what is
 * wrong with the record as a whole, as a place in REASONS.
 */
export function readSql(file: Readable, spec: SourceSpec): Fragment {
  switch (file.format) {
    case 'csv':
      return csv(file, spec);
    case 'jsonl':
      return jsonLines(file, spec);
    case 'parquet':
      return sql`SELECT ${join(spec.columns.map((name) => sql`toString(${identifier(name)}) AS ${identifier(name)}`))},
        _row_number + 1 AS _line, ${code('')} AS _shape FROM file(${quoted(file.path)}, 'Parquet')`;
  }
}

/** How the engine must be told to read it: goes behind the whole statement. */
export function readSettings(file: Readable, spec: SourceSpec): Fragment {
  if (file.format !== 'csv') return sql`input_format_parallel_parsing = 0`;
  return sql`input_format_parallel_parsing = 0, format_csv_delimiter = ${quoted(spec.separator)},
    input_format_csv_allow_variable_number_of_columns = 1, input_format_csv_empty_as_default = 0,
    format_csv_null_representation = '\\\\no value\\\\', input_format_csv_use_best_effort_in_schema_inference = 0`;
}

// Positions, not names: a cell too many shows in _overflow, a cell too few is null, and any header will do.
function csv(file: Readable, spec: SourceSpec): Fragment {
  const cells = file.columns.map((_, index) => `c${index + 1}`);
  const structure = [...cells, '_overflow'].map((cell) => `${cell} Nullable(String)`).join(', ');
  const cell = (name: string) => {
    const position = identifier(`c${file.columns.indexOf(name) + 1}`);
    return spec.encoding === 'gbk' ? sql`convertCharset(ifNull(${position}, ''), 'GBK', 'UTF-8')` : position;
  };
  const last = identifier(`c${file.columns.length}`);
  return sql`SELECT ${join(spec.columns.map((name) => sql`${cell(name)} AS ${identifier(name)}`))},
    _row_number + 1 AS _line,
    multiIf(isNotNull(_overflow), ${code('too many columns')}, isNull(${last}), ${code('too few columns')}, ${code('')}) AS _shape
    FROM file(${quoted(file.path)}, 'CSV', ${quoted(structure)})
    WHERE _row_number > 0 AND NOT (isNull(${last}) AND ifNull(c1, '') = '')`;
}

function jsonLines(file: Readable, spec: SourceSpec): Fragment {
  const type = `Tuple(${spec.columns.map((name, index) => `${escapedName(name, index)} Nullable(String)`).join(', ')})`;
  const record = (index: number) => sql`tupleElement(_record, ${unsafeRaw(String(index + 1))})`;
  return sql`SELECT ${join(spec.columns.map((name, index) => sql`${record(index)} AS ${identifier(name)}`))}, _line, _shape
    FROM (SELECT JSONExtract(line, ${quoted(type)}) AS _record, ${file.lineKey ? sql`JSONExtractUInt(line, ${quoted(file.lineKey)})` : sql`_row_number + 1`} AS _line,
      if(isValidJSON(line) AND startsWith(trimLeft(line), '{'), ${code('')}, ${code('not a JSON object')}) AS _shape
      FROM file(${quoted(file.path)}, 'LineAsString', 'line String') WHERE trimBoth(line) != '')`;
}

function escapedName(name: string, index: number): string {
  if (name.includes('`') || name.includes('\\')) throw new Error(`column ${index}: a JSON key with \` or \\`);
  return `\`${name}\``;
}

/** Text as a SQL string literal, for places where a parameter cannot stand (table functions, settings). */
export function quoted(text: string): Fragment {
  return unsafeRaw(`'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '')}'`);
}

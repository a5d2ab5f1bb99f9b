import { availableParallelism } from 'node:os';
import { type Fragment, identifier, join, sql, unsafeRaw } from '../../src/warehouse/sql.js';
import type { SourceSpec } from '../source/spec.js';
import { code } from './column-sql.js';

/** A file as the engine is to read it. */
export interface Readable {
  readonly path: string;
  /** Columns in the file's order. */
  readonly columns: readonly string[];
  readonly format: 'csv' | 'jsonl' | 'parquet';
  /** The engine's types of the columns, where the file itself has types. */
  readonly types?: ReadonlyMap<string, string>;
  /** JSON key that holds the line in the file that these lines were made from. */
  readonly lineKey?: string;
}

/** The engine's format of a file. */
const FORMATS = { csv: 'CSV', jsonl: 'LineAsString', parquet: 'Parquet' } as const;

/** How the engine gets the file: it opens it itself, or is sent it as the statement's body, for a server elsewhere. */
export type Way = 'opened' | 'sent';

/**
 * The file's records as text: one column for each declared column, `_line` (the header is line 1) and `_shape`, what is
 * wrong with the record as a whole, as a place in REASONS.
 */
export function readSql(file: Readable, spec: SourceSpec, way: Way): Fragment {
  switch (file.format) {
    case 'csv':
      return csv(file, spec, way);
    case 'jsonl':
      return jsonLines(file, spec, way);
    case 'parquet':
      return parquet(file, spec, way);
  }
}

/** The rows of the file with `_row`, counted from 0. What is sent is read by one thread, so that rows come in order. */
function rowsOf(file: Readable, way: Way, structure: string | undefined): Fragment {
  if (way === 'sent') return sql`(SELECT *, rowNumberInAllBlocks() AS _row FROM input(${quoted(structure ?? '')}))`;
  const shape = structure === undefined ? sql`` : sql`, ${quoted(structure)}`;
  return sql`(SELECT *, _row_number AS _row FROM file(${quoted(file.path)}, '${unsafeRaw(FORMATS[file.format])}'${shape}))`;
}

/** What goes behind the whole statement, so that the engine reads the file as it is meant. */
export function readClauses(file: Readable, spec: SourceSpec, way: Way): Fragment {
  const threads = unsafeRaw(String(availableParallelism()));
  const order = sql`input_format_parallel_parsing = 0, ${way === 'sent' ? sql`max_threads = 1, max_insert_threads = 1, input_format_parquet_preserve_order = 1` : sql`max_insert_threads = ${threads}`}`;
  const csvRules = sql`, format_csv_delimiter = ${quoted(spec.separator)}, input_format_csv_allow_variable_number_of_columns = 1,
    input_format_csv_empty_as_default = 0, format_csv_null_representation = '\\\\no value\\\\',
    input_format_csv_use_best_effort_in_schema_inference = 0`;
  const format = way === 'sent' ? sql` FORMAT ${unsafeRaw(FORMATS[file.format])}` : sql``;
  return sql`${order}${file.format === 'csv' ? csvRules : sql``}${format}`;
}

function parquet(file: Readable, spec: SourceSpec, way: Way): Fragment {
  const text = spec.columns.map((name) => sql`toString(${rawColumn(name)}) AS ${identifier(name)}, ${rawColumn(name)}`);
  const raw = spec.columns.map((name) => sql`${identifier(name)} AS ${rawColumn(name)}`);
  const structure = spec.columns
    .map((name) => `${identifier(name).text} ${file.types?.get(name) ?? 'String'}`)
    .join(', ');
  return sql`SELECT ${join(text)}, _line, _shape FROM (SELECT ${join(raw)}, _row + 1 AS _line, ${code('')} AS _shape
    FROM ${rowsOf(file, way, way === 'sent' ? structure : undefined)})`;
}

/** A Parquet column as the file has it, before it is made text. */
export function rawColumn(name: string): Fragment {
  return identifier(`_raw ${name}`);
}

// Positions, not names: a cell too many shows in _overflow, a cell too few is null, and any header will do.
function csv(file: Readable, spec: SourceSpec, way: Way): Fragment {
  const cells = file.columns.map((_, index) => `c${index + 1}`);
  const structure = [...cells, '_overflow'].map((cell) => `${cell} Nullable(String)`).join(', ');
  const cell = (name: string) => {
    const position = identifier(`c${file.columns.indexOf(name) + 1}`);
    return spec.encoding === 'gbk' ? sql`convertCharset(ifNull(${position}, ''), 'GBK', 'UTF-8')` : position;
  };
  const last = identifier(`c${file.columns.length}`);
  return sql`SELECT ${join(spec.columns.map((name) => sql`${cell(name)} AS ${identifier(name)}`))},
    _row + 1 AS _line,
    multiIf(isNotNull(_overflow), ${code('too many columns')}, isNull(${last}), ${code('too few columns')}, ${code('')}) AS _shape
    FROM ${rowsOf(file, way, structure)}
    WHERE _row > 0 AND NOT (isNull(${last}) AND ifNull(c1, '') = '')`;
}

function jsonLines(file: Readable, spec: SourceSpec, way: Way): Fragment {
  const type = `Tuple(${spec.columns.map((name, index) => `${escapedName(name, index)} Nullable(String)`).join(', ')})`;
  const record = (index: number) => sql`tupleElement(_record, ${unsafeRaw(String(index + 1))})`;
  return sql`SELECT ${join(spec.columns.map((name, index) => sql`${record(index)} AS ${identifier(name)}`))}, _line, _shape
    FROM (SELECT JSONExtract(line, ${quoted(type)}) AS _record, ${file.lineKey ? sql`JSONExtractUInt(line, ${quoted(file.lineKey)})` : sql`_row + 1`} AS _line,
      if(isValidJSON(line) AND startsWith(trimLeft(line), '{'), ${code('')}, ${code('not a JSON object')}) AS _shape
      FROM ${rowsOf(file, way, 'line String')} WHERE trimBoth(line) != '')`;
}

function escapedName(name: string, index: number): string {
  if (name.includes('`') || name.includes('\\')) throw new Error(`column ${index}: a JSON key with \` or \\`);
  return `\`${name}\``;
}

/** Text as a SQL string literal, for places where a parameter cannot stand (table functions, settings). */
export function quoted(text: string): Fragment {
  return unsafeRaw(`'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '')}'`);
}

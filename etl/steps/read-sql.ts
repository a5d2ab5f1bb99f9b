import { availableParallelism } from 'node:os';
import { type Fragment, identifier, join, sql, unsafeRaw } from '../../src/warehouse/sql.js';
import { conversionOf } from '../source/encoding.js';
import type { SourceSpec } from '../source/spec.js';
import { code } from './column-sql.js';
import type { Zones } from './time-sql.js';

/** A file as the engine is to read it. */
export interface Readable {
  readonly path: string;
  /** Columns in the file's order. */
  readonly columns: readonly string[];
  readonly format: 'csv' | 'jsonl' | 'parquet';
  /** The engine's types of the columns, where the file itself has types. */
  readonly types?: ReadonlyMap<string, string>;
  /** Columns that are instants in the file. */
  readonly instants?: ReadonlySet<string>;
  /** csv: lines of the file before the first record. */
  readonly skippedLines?: number;
  /** JSON key that holds the line in the file that these lines were made from. */
  readonly lineKey?: string;
  /** JSON key that holds what is wrong with the record, as a place in REASONS; 0 where nothing is. */
  readonly shapeKey?: string;
}

/** The engine's format of a file. */
const FORMATS = { csv: 'CSV', jsonl: 'LineAsString', parquet: 'Parquet' } as const;

const NO_RECORD = unsafeRaw('toUInt32(0)');

/** How the engine gets the file: it opens it itself, or is sent it as the statement's body, for a server elsewhere. */
export type Way = 'opened' | 'sent';

export interface Reading {
  readonly zones: Zones;
  readonly way: Way;
  /** Whether `_record` is to be a hash of the whole record, rather than 0. */
  readonly toldApart: boolean;
}

/**
 * The file's records as text: one column for each declared column, `_line` (the header is line 1), `_shape`, what is
 * wrong with the record as a whole, as a place in REASONS, and `_record`.
 */
export function readSql(file: Readable, spec: SourceSpec, reading: Reading): Fragment {
  switch (file.format) {
    case 'csv':
      return csv(file, spec, reading);
    case 'jsonl':
      return jsonLines(file, spec, reading);
    case 'parquet':
      return parquet(file, spec, reading);
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
    input_format_csv_use_best_effort_in_schema_inference = 0,${/\s/.test(spec.separator) ? sql` input_format_csv_allow_whitespace_or_tab_as_delimiter = 1,` : sql``} input_format_csv_skip_first_lines = ${unsafeRaw(String(file.skippedLines ?? 1))}`;
  const format = way === 'sent' ? sql` FORMAT ${unsafeRaw(FORMATS[file.format])}` : sql``;
  return sql`${order}${file.format === 'csv' ? csvRules : sql``}${format}`;
}

// An instant's text is its time in the source's zone, as any other text of the source is meant.
function parquet(file: Readable, spec: SourceSpec, { zones, way, toldApart }: Reading): Fragment {
  const text = spec.columns.map((name) => {
    const raw = rawColumn(name);
    const shown = file.instants?.has(name) ? sql`toTimeZone(${raw}, ${zones.source})` : raw;
    return sql`toString(${shown}) AS ${identifier(name)}, ${raw}`;
  });
  const raw = spec.columns.map((name) => sql`${identifier(name)} AS ${rawColumn(name)}`);
  const structure = spec.columns
    .map((name) => `${identifier(name).text} ${file.types?.get(name) ?? 'String'}`)
    .join(', ');
  const record = toldApart
    ? sql`toUInt32(cityHash64(${join(spec.columns.map((name) => rawColumn(name)))}))`
    : NO_RECORD;
  return sql`SELECT ${join(text)}, _line, _shape, ${record} AS _record FROM (SELECT ${join(raw)}, _row + 1 AS _line, ${code('')} AS _shape
    FROM ${rowsOf(file, way, way === 'sent' ? structure : undefined)})`;
}

/** A Parquet column as the file has it, before it is made text. */
export function rawColumn(name: string): Fragment {
  return identifier(`_raw ${name}`);
}

// Positions, not names: a cell too many shows in _overflow, a cell too few is null, and any header will do.
function csv(file: Readable, spec: SourceSpec, { way, toldApart }: Reading): Fragment {
  const cells = file.columns.map((_, index) => `c${index + 1}`);
  const structure = [...cells, '_overflow'].map((cell) => `${cell} Nullable(String)`).join(', ');
  const cell = (name: string) => {
    const position = identifier(`c${file.columns.indexOf(name) + 1}`);
    return conversionOf(spec) === 'cells' ? sql`convertCharset(ifNull(${position}, ''), 'GBK', 'UTF-8')` : position;
  };
  const last = identifier(`c${file.columns.length}`);
  return sql`SELECT ${join(spec.columns.map((name) => sql`${cell(name)} AS ${identifier(name)}`))},
    ${toldApart ? sql`toUInt32(cityHash64(${join(cells.map((name) => sql`ifNull(${identifier(name)}, '')`))}))` : NO_RECORD} AS _record,
    _row + ${unsafeRaw(String((file.skippedLines ?? 1) + 1))} AS _line,
    multiIf(isNotNull(_overflow), ${code('too many columns')}, isNull(${last}), ${code('too few columns')}, ${code('')}) AS _shape
    FROM ${rowsOf(file, way, structure)}
    WHERE NOT (isNull(${last}) AND ifNull(c1, '') = '')`;
}

function jsonLines(file: Readable, spec: SourceSpec, { way, toldApart }: Reading): Fragment {
  const type = `Tuple(${spec.columns.map((name, index) => `${escapedName(name, index)} Nullable(String)`).join(', ')})`;
  const record = (index: number) => sql`tupleElement(_parsed, ${unsafeRaw(String(index + 1))})`;
  return sql`SELECT ${join(spec.columns.map((name, index) => sql`${record(index)} AS ${identifier(name)}`))}, _line, _shape, _record
    FROM (SELECT ${toldApart ? sql`toUInt32(cityHash64(replaceRegexpOne(line, '"_line":[0-9]+,?', '')))` : NO_RECORD} AS _record, JSONExtract(line, ${quoted(type)}) AS _parsed, ${file.lineKey ? sql`JSONExtractUInt(line, ${quoted(file.lineKey)})` : sql`_row + 1`} AS _line,
      ${file.shapeKey ? sql`JSONExtractUInt(line, ${quoted(file.shapeKey)}) != 0 ? toUInt8(JSONExtractUInt(line, ${quoted(file.shapeKey)})) : ` : sql``}if(isValidJSON(line) AND startsWith(trimLeft(line), '{'), ${code('')}, ${code('not a JSON object')}) AS _shape
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

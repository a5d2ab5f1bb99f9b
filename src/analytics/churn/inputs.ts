import { dayText } from '../table/day.js';
import { formatText } from '../table/number-format.js';
import { findReadings, latestDay, type Reading, type ReadingOptions, readColumn } from '../table/reading.js';
import { type Column, findColumn, type Table } from '../table/table.js';
import { findFeatures } from './binning.js';
import { findSums, sumOf } from './sums.js';

/** Why a column is no input. */
export type NotUsed =
  | 'label'
  | 'id'
  | 'excluded'
  | 'empty'
  | 'constant'
  | 'too many members'
  | 'rare values'
  | 'ambiguous date';

/** What became of one column of a table: how it is read, or why it is no input. */
export interface ColumnUse {
  readonly column: string;
  readonly used: boolean;
  /** Absent where it cannot be read. */
  readonly as?: 'number' | 'category' | 'age in days' | 'sum';
  /** Absent where it is used. */
  readonly why?: NotUsed;
  /** Different values, missing ones aside. */
  readonly values: number;
  readonly missing: number;
  /** For people: the format of its numbers, texts taken as missing, what else was noticed. */
  readonly note: string;
}

export interface InputOptions extends ReadingOptions {
  readonly label: string;
  readonly id?: string | undefined;
  readonly exclude: readonly string[];
  /** Columns to use although they look like an id. */
  readonly keep: readonly string[];
  /** Day that ages are counted to, as days since 1970-01-01; the latest of all dates when absent. */
  readonly asOf?: number | undefined;
}

export interface Inputs {
  /** The columns that are inputs, read. */
  readonly table: Table;
  readonly uses: readonly ColumnUse[];
  /** How the inputs are read, by name. */
  readonly readings: ReadonlyMap<string, Reading>;
  /** The day that ages are counted to; null where no input is a date. */
  readonly asOf: number | null;
}

/** Reads a table of texts and chooses the columns that can be inputs: not the label, ids, constants and texts that nothing is told by. */
export function findInputs(texts: Table, options: InputOptions): Inputs {
  for (const name of [
    options.label,
    ...(options.id === undefined ? [] : [options.id]),
    ...options.exclude,
    ...options.keep,
  ])
    findColumn(texts, name);
  const all = findReadings(texts, options);
  const isLeft = (name: string) => name === options.label || name === options.id || options.exclude.includes(name);
  const dated = texts.columns.flatMap((column) => {
    const reading = all.get(column.name);
    return column.kind === 'category' && reading?.as === 'age' && !isLeft(column.name)
      ? [latestDay(column, reading)]
      : [];
  });
  const latest = Math.max(...dated);
  const asOf = options.asOf ?? (Number.isFinite(latest) ? latest : null);
  const inputs: Column[] = [];
  const readings = new Map<string, Reading>();
  const uses = texts.columns.map((column): ColumnUse => {
    const reading = all.get(column.name) ?? { as: 'category', isCode: false };
    const read = readColumn(column, reading, asOf ?? 0);
    const { values, missing } = countsOf(read);
    const why = whyNot(read, reading, values, missing, options);
    if (why === null) {
      inputs.push(read);
      readings.set(column.name, reading);
    }
    const note = noteOf(reading, why, values, asOf);
    return {
      column: column.name,
      used: why === null,
      ...(reading.as === 'ambiguous date' ? {} : { as: reading.as === 'age' ? 'age in days' : reading.as }),
      ...(why === null ? {} : { why }),
      values,
      missing,
      note,
    };
  });
  const table = { rowCount: texts.rowCount, columns: inputs };
  const sums = findSums(
    table,
    Int32Array.from({ length: texts.rowCount }, (_, row) => row),
  ).map(({ name, parts }) => {
    const column = sumOf(
      name,
      parts.map((part) => findColumn(table, part)),
      texts.rowCount,
    );
    return { column: name, used: true, as: 'sum', ...countsOf(column), note: `of ${parts.join(', ')}` } as const;
  });
  const isDated = [...readings.values()].some(({ as }) => as === 'age');
  return { table, uses: [...uses, ...sums], readings, asOf: isDated ? asOf : null };
}

/** The same inputs from another table of texts; a column that it lacks is refused. */
export function readInputs(texts: Table, readings: ReadonlyMap<string, Reading>, asOf: number | null): Table {
  const columns = [...readings].map(([name, reading]) => readColumn(findColumn(texts, name), reading, asOf ?? 0));
  return { rowCount: texts.rowCount, columns };
}

/** The latest day among the dates of a table's inputs; null where there is none. */
export function latestOf(texts: Table, readings: ReadonlyMap<string, Reading>): number | null {
  const days = [...readings].flatMap(([name, reading]) => {
    const column = findColumn(texts, name);
    return reading.as === 'age' && column.kind === 'category' ? [latestDay(column, reading)] : [];
  });
  const latest = Math.max(...days);
  return Number.isFinite(latest) ? latest : null;
}

function whyNot(
  column: Column,
  reading: Reading,
  values: number,
  missing: number,
  options: InputOptions,
): NotUsed | null {
  const { name } = column;
  if (name === options.label) return 'label';
  if (name === options.id) return 'id';
  if (options.exclude.includes(name)) return 'excluded';
  if (reading.as === 'ambiguous date') return 'ambiguous date';
  if (values === 0) return 'empty';
  const length = column.kind === 'number' ? column.values.length : column.codes.length;
  if (values === 1 && missing === 0) return 'constant';
  if (!options.keep.includes(name) && reading.as !== 'age' && isId(column, values, length - missing)) return 'id';
  const rows = Int32Array.from({ length }, (_, row) => row);
  if (findFeatures({ rowCount: length, columns: [column] }, rows).length > 0) return null;
  return values > 20 ? 'too many members' : 'rare values';
}

const ID_NAME =
  /(^|[^a-z])(id|ids|uuid|guid|msisdn|imsi|imei|iccid|phone|mobile|(customer|account|subscriber|contract|card|phone|invoice|order|client)[ _-]?(no|nr|num|number|key|code))$|[a-z](ID|Id|Uuid|Guid)$|编号|号码|手机号|账号|卡号/;
/** Fewer rows than this may well differ in everything. */
const FEWEST_ROWS = 30;

/** Nearly every row has its own whole number or text, or many do and the name says that it is an id. */
function isId(column: Column, values: number, known: number): boolean {
  const isNamed = ID_NAME.test(column.name) || ID_NAME.test(column.name.toLowerCase());
  if (known < FEWEST_ROWS) return isNamed && values === known;
  if (column.kind === 'category') return values >= known * 0.95 || (isNamed && values > 50 && values >= known * 0.2);
  const numbers = column.values.filter((value) => !Number.isNaN(value));
  if (!numbers.every(Number.isInteger)) return false;
  if (isNamed) return values > 50 && values >= known * 0.02;
  if (values < known) return false;
  // A run of numbers without gaps, or long ones of one length such as telephone numbers: rows counted, not measured.
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of numbers) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const digits = String(most).length;
  return most - least < values * 1.05 || (least > 0 && digits >= 8 && String(least).length === digits);
}

function countsOf(column: Column): { values: number; missing: number } {
  if (column.kind === 'category') {
    return {
      values: new Set(column.codes).size - (column.codes.includes(-1) ? 1 : 0),
      missing: count(column.codes, (code) => code < 0),
    };
  }
  const missing = count(column.values, Number.isNaN);
  return { values: new Set(column.values).size - (missing > 0 ? 1 : 0), missing };
}

function count(values: ArrayLike<number>, test: (value: number) => boolean): number {
  let found = 0;
  for (let i = 0; i < values.length; i++) if (test(values[i] as number)) found++;
  return found;
}

function noteOf(reading: Reading, why: NotUsed | null, values: number, asOf: number | null): string {
  const parts: string[] = [];
  if (why === 'id') parts.push('names rows, tells nothing of new ones; --keep it if it does');
  if (why === 'too many members') parts.push(`${values} values, none of them frequent`);
  if (why === 'rare values') parts.push('no value has enough rows');
  if (why === 'ambiguous date') parts.push('day and month cannot be told apart: give --date-order dmy or mdy');
  if (reading.as === 'number') {
    const format = formatText(reading.format);
    if (format !== '') parts.push(format);
    if (reading.isAmbiguous) parts.push(`1,234 could be either; read with a decimal ${reading.format.decimal}`);
  }
  if (reading.as === 'age' && why === null && asOf !== null) parts.push(`days before ${dayText(asOf)}`);
  if ((reading.as === 'number' || reading.as === 'age') && reading.odd.length > 0)
    parts.push(`taken as missing: ${reading.odd.map((text) => `"${text}"`).join(', ')}`);
  if (reading.as === 'category' && reading.isCode) parts.push('codes with leading zeros');
  return parts.join('; ');
}

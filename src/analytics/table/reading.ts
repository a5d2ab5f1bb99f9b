import { isMissingText } from './column-builder.js';
import { type DateOrder, dateOrders, parseDay } from './day.js';
import { type DecimalSign, formatOf, type NumberFormat, PLAIN, parseNumber } from './number-format.js';
import type { CategoryColumn, Column, Table } from './table.js';

/** How the texts of one column are read. `odd`: the few texts among numbers or dates that are none, taken as missing. */
export type Reading =
  | {
      readonly as: 'number';
      readonly format: NumberFormat;
      readonly isAmbiguous: boolean;
      readonly odd: readonly string[];
    }
  | { readonly as: 'age'; readonly order: DateOrder; readonly odd: readonly string[] }
  /** Dates of which nobody can tell day from month. */
  | { readonly as: 'ambiguous date' }
  | { readonly as: 'category'; readonly isCode: boolean };

export interface ReadingOptions {
  /** Where day and month cannot be told apart. */
  readonly dateOrder?: DateOrder | undefined;
}

/** A share of the rows that may be texts among numbers, of so many spellings at most. */
const ODD_SHARE = 0.05;
const ODD_TEXTS = 3;
const FEWEST_VALUES = 10;
/** Days that stand for "none" or "for ever". */
const NO_DAY = /^(0000-00-00|9999-12-31|1900-01-01|00000000|99991231)/;

/**
 * How each column of texts is to be read. A column whose numbers could have either decimal sign (`1,234`) is read as the others
 * of the table are.
 */
export function findReadings(table: Table, options: ReadingOptions = {}): Map<string, Reading> {
  const columns = table.columns.filter((column) => column.kind === 'category');
  const looks = columns.map((column) => look(column, table.rowCount));
  const surely = (decimal: DecimalSign, sign: string) =>
    looks.some(
      ({ formats, known }) =>
        formats.length === 1 && formats[0]?.decimal === decimal && known.some((text) => text.includes(sign)),
    );
  const usual: DecimalSign = surely('comma', ',') && !surely('point', '.') ? 'comma' : 'point';
  return new Map(columns.map((column, i) => [column.name, readingOf(looks[i] as Look, usual, options)]));
}

interface Look {
  readonly known: readonly string[];
  readonly odd: readonly string[];
  readonly noDays: readonly string[];
  readonly formats: readonly NumberFormat[];
  readonly orders: readonly DateOrder[];
}

function look(column: CategoryColumn, rowCount: number): Look {
  const texts = column.levels.map((level) => level.trim());
  const known = [...new Set(texts.filter((text) => !isMissingText(text)))];
  const isValue = (text: string) =>
    parseNumber(text, 'point') !== null ||
    parseNumber(text, 'comma') !== null ||
    (parseDay(text, 'dmy') ?? parseDay(text, 'mdy')) !== null;
  const noDays = known.filter((text) => NO_DAY.test(text));
  const strange = known.filter((text) => !isValue(text) && !noDays.includes(text));
  const odd = mayBeOdd(strange, texts, column, rowCount, known.length) ? strange : [];
  const values = odd.length === 0 ? known : known.filter((text) => !odd.includes(text));
  const days = values.filter((text) => !noDays.includes(text));
  const formats = (['point', 'comma'] as const).flatMap((decimal) => formatOf(values, decimal) ?? []);
  return { known: values, odd, noDays, formats, orders: days.length === 0 ? [] : dateOrders(days) };
}

function mayBeOdd(
  strange: readonly string[],
  texts: readonly string[],
  { codes }: CategoryColumn,
  rowCount: number,
  known: number,
): boolean {
  if (strange.length === 0 || strange.length > ODD_TEXTS || known - strange.length < FEWEST_VALUES) return false;
  const isStrange = texts.map((text) => strange.includes(text));
  return codes.reduce((sum, code) => sum + (isStrange[code] ? 1 : 0), 0) <= rowCount * ODD_SHARE;
}

function readingOf(
  { known, odd, noDays, formats, orders }: Look,
  usual: DecimalSign,
  options: ReadingOptions,
): Reading {
  const isCompact = known.every((text) => /^\d{8}$/.test(text));
  if (orders.length > 0 && known.length > 0 && (formats.length === 0 || (isCompact && known.length >= 5))) {
    const order = orders.length === 1 ? orders[0] : options.dateOrder;
    return order === undefined ? { as: 'ambiguous date' } : { as: 'age', order, odd: [...odd, ...noDays] };
  }
  const width = known[0]?.length;
  const isCode =
    known.length > 1 &&
    known.some((text) => /^0\d/.test(text)) &&
    known.every((text) => /^\d+$/.test(text) && text.length === width);
  const [first] = formats;
  if (known.length === 0) return { as: 'number', format: PLAIN, isAmbiguous: false, odd: [] };
  if (first === undefined || isCode) return { as: 'category', isCode };
  const format = formats.find((one) => one.decimal === usual) ?? first;
  const differs =
    formats.length > 1 && known.some((text) => parseNumber(text, 'point')?.value !== parseNumber(text, 'comma')?.value);
  return { as: 'number', format: differs || formats.length === 1 ? format : first, isAmbiguous: differs, odd };
}

/** The latest day of a column read as dates; −∞ where it has none. */
export function latestDay(column: CategoryColumn, reading: Reading & { as: 'age' }): number {
  return daysOf(column, reading).reduce((latest, day) => (day > latest ? day : latest), Number.NEGATIVE_INFINITY);
}

/** The column as it is to be read: numbers, ages in days before `asOf`, or trimmed categories. */
export function readColumn(column: Column, reading: Reading, asOf: number): Column {
  const { name } = column;
  if (column.kind === 'number') return column;
  const spread = (values: ArrayLike<number>) =>
    Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : (values[code] as number)));
  if (reading.as === 'number') {
    const values = column.levels.map((level) => {
      const text = level.trim();
      return isMissingText(text) ? Number.NaN : (parseNumber(text, reading.format.decimal)?.value ?? Number.NaN);
    });
    return { kind: 'number', name, values: spread(values) };
  }
  if (reading.as === 'age') {
    const ages = Float64Array.from(daysOf(column, reading), (day) => (Number.isFinite(day) ? asOf - day : Number.NaN));
    return { kind: 'number', name, values: spread(ages) };
  }
  const texts = column.levels.map((level) => level.trim());
  const levels = [...new Set(texts.filter((text) => !isMissingText(text)))].sort();
  const place = new Map(levels.map((level, i) => [level, i]));
  const codes = texts.map((text) => place.get(text) ?? -1);
  return {
    kind: 'category',
    name,
    levels,
    codes: column.codes.map((code) => (code < 0 ? -1 : (codes[code] as number))),
  };
}

/** By level: days since 1970-01-01, −∞ where the text is no day. */
function daysOf({ levels }: CategoryColumn, { order, odd }: Reading & { as: 'age' }): number[] {
  return levels.map((level) => {
    const text = level.trim();
    return odd.includes(text) || NO_DAY.test(text)
      ? Number.NEGATIVE_INFINITY
      : (parseDay(text, order) ?? Number.NEGATIVE_INFINITY);
  });
}

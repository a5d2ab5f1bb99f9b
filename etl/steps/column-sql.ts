import { type Fragment, identifier, join, sql, unsafeRaw } from '../../src/warehouse/sql.js';
import { type Converted, type ConvertedTo, convert } from '../source/conversions.js';
import type { Mapping } from '../source/mapping.js';
import type { TargetColumn } from '../targets.js';
import { type TimeKind, timeOfInstant, timeOfText, type Zones } from './time-sql.js';

/** What can be wrong with a value or a record; staged rows hold the place in this list. */
export const REASONS = [
  '',
  'missing',
  'blank',
  'unknown code',
  'wrong encoding',
  'too long',
  'not a number',
  'too many decimals',
  'neither yes nor no',
  'not a date',
  'not a time',
  'out of range',
  'too many columns',
  'too few columns',
  'not a JSON object',
  'broken quote',
] as const;
export type Reason = (typeof REASONS)[number];

export function codeOf(reason: Reason): number {
  return REASONS.indexOf(reason);
}

/** A reason as SQL. */
export function code(reason: Reason): Fragment {
  return unsafeRaw(`toUInt8(${codeOf(reason)})`);
}

/**
 * One staged column on its way: `m_N` its trimmed text, `t_N` its typed value (null when unreadable), `r_N` what is wrong. Most
 * rows are good, so that `clean` is asked first and the reason only of rows where it does not hold for every column.
 */
export interface ColumnSql {
  /** What the problem calls it. */
  readonly name: string;
  readonly text: Fragment;
  /** `u_N` and `v_N`, where the mapping converts texts: the reason why one could not be converted, else 0, and that text. */
  readonly unconverted: { readonly reason: Fragment; readonly text: Fragment } | undefined;
  readonly typed: Fragment;
  /** Cheap; where it holds there is nothing to say of the value. It may fail for a good one. */
  readonly clean: Fragment;
  readonly reason: Fragment;
  readonly value: Fragment;
  readonly personal: boolean;
  /** Whether a value that cannot be read keeps the row out; one that is missing always does, a reported blank never. */
  readonly rejects: boolean;
}

const TOO_LONG = 4000;
const BLANK = { accept: '', report: 'blank', reject: 'missing' } as const;

export interface ColumnContext {
  readonly zones: Zones;
  /** The engine's type of the mapping's expression over the source's texts. */
  readonly type?: string | undefined;
  /** The file's own column where the mapping is that column as it is, and no text need be made of it. */
  readonly native?: NativeColumn | undefined;
}

/** The stages of one mapped column. The mapping's expression has been checked against the allow-list. */
export function columnSql(
  index: number,
  column: TargetColumn,
  mapping: Mapping,
  { zones, type, native }: ColumnContext,
): ColumnSql {
  const { sql: converted, conversions } = convert(mapping.sql);
  const expression = sql`(\n${unsafeRaw(converted)}\n)`;
  const unconverted = unconvertedIn(conversions);
  const u = identifier(`u_${index}`);
  const m = identifier(`m_${index}`);
  const t = identifier(`t_${index}`);
  const blank = column.required ? 'reject' : mapping.blank;
  const min = mapping.min ?? column.min;
  const max = mapping.max ?? column.max;
  const bad = badReason(column, m, t);
  const outside =
    column.kind === 'text' || (min === undefined && max === undefined)
      ? sql`0`
      : sql`(${min === undefined ? sql`0` : sql`${t} < ${min}`} OR ${max === undefined ? sql`0` : sql`${t} > ${max}`})`;
  const codeUnknown = mapping.codes ? sql`NOT has(${Object.keys(mapping.codes)}, ${m})` : sql`0`;
  const instant = isTime(column.kind) && isInstant(type) ? timeOfInstant(column.kind, expression, zones) : undefined;
  const nativeTyped = mapping.codes ? undefined : (instant ?? (native && nativeValue(column, native, zones)));
  const read =
    nativeTyped ?? typedValue(column, mapping.codes ? coded(m, mapping.codes) : m, mapping.dateFormats, zones);
  return {
    name: column.name,
    text: sql`trimBoth(ifNull(toString(${expression}), ''))`,
    unconverted,
    typed: read,
    clean: sql`(${nativeTyped ? sql`isNotNull(${t})` : cleanText(column, m, t, blank === 'accept')} AND NOT ifNull(${outside}, 0) AND NOT (${codeUnknown})${unconverted ? sql` AND ${u} = 0` : sql``})`,
    reason: sql`multiIf(${unconverted ? sql`${u} != 0, ${u}, ` : sql``}${m} = '', ${code(BLANK[blank])}, ${codeUnknown}, ${code('unknown code')}, ${bad},
      ifNull(${outside}, 0), ${code('out of range')}, ${code('')})`,
    value: column.blank
      ? sql`ifNull(${t}, ${unsafeRaw(column.blank)})`
      : sql`ifNull(${t}, defaultValueOfTypeName(${column.type}))`,
    personal: column.personal ?? false,
    rejects: column.required === true || mapping.bad === 'reject',
  };
}

const UNCONVERTED: Readonly<Record<ConvertedTo, Reason>> = {
  number: 'not a number',
  day: 'not a date',
  moment: 'not a time',
};

/** Of texts that are not blank and that a mapping's conversions can make nothing of: the reason, else 0, and the text. */
function unconvertedIn(conversions: Converted['conversions']): ColumnSql['unconverted'] {
  if (conversions.length === 0) return undefined;
  const each = conversions.map(({ call, text, to }) => {
    const given = sql`trimBoth(ifNull(toString((\n${unsafeRaw(text)}\n)), ''))`;
    return { given, to, isLost: sql`isNull((\n${unsafeRaw(call)}\n)) AND ${given} != ''` };
  });
  return {
    reason: sql`multiIf(${join(each.map(({ isLost, to }) => sql`${isLost}, ${code(UNCONVERTED[to])}`))}, ${code('')})`,
    text: sql`multiIf(${join(each.map(({ isLost, given }) => sql`${isLost}, ${given}`))}, '')`,
  };
}

function isTime(kind: TargetColumn['kind']): kind is TimeKind {
  return kind === 'day' || kind === 'month' || kind === 'moment';
}

/** Whether values of the engine's type are instants. */
function isInstant(type: string | undefined): boolean {
  return /^(Nullable\()?DateTime/.test(type ?? '');
}

/** A column of a file that has types of its own (Parquet): the expression that reads it, and its type. */
export interface NativeColumn {
  readonly raw: Fragment;
  readonly type: string;
}

/** The typed value straight from the file's, where nothing can be lost on the way; undefined where it must go by its text. */
function nativeValue(column: TargetColumn, { raw, type }: NativeColumn, zones: Zones): Fragment | undefined {
  const own = /^Nullable\((.*)\)$/.exec(type)?.[1] ?? type;
  const decimals = /^Decimal\(\d+, (\d+)\)$/.exec(own)?.[1];
  const isWhole = /^U?Int(8|16|32|64)$/.test(own);
  if (isTime(column.kind) && isInstant(own)) return timeOfInstant(column.kind, raw, zones);
  switch (column.kind) {
    case 'number':
      return isWhole && column.type !== 'Float64' ? sql`accurateCastOrNull(${raw}, ${column.type})` : undefined;
    case 'decimal':
      return isWhole || (decimals !== undefined && Number(decimals) <= scaleOf(column.type))
        ? sql`accurateCastOrNull(${raw}, ${column.type})`
        : undefined;
    case 'day':
      if (own !== 'Date' && own !== 'Date32') return undefined;
      // The engine would wrap what Date has no room for.
      return sql`if(${raw} BETWEEN toDate32('1990-01-01') AND toDate32('2149-06-06'), toDate(${raw}), NULL)`;
    default:
      return undefined;
  }
}

function cleanText(column: TargetColumn, m: Fragment, t: Fragment, isBlankGood: boolean): Fragment {
  switch (column.kind) {
    case 'text':
      return sql`${isBlankGood ? sql`1` : sql`${m} != ''`} AND isValidUTF8(${m}) AND position(${m}, '\uFFFD') = 0 AND length(${m}) <= ${column.longest ?? TOO_LONG}`;
    case 'decimal':
      return sql`isNotNull(${t}) AND (position(${m}, '.') = 0 OR length(${m}) - position(${m}, '.') <= ${scaleOf(column.type)})
        AND position(${m}, 'e') = 0 AND position(${m}, 'E') = 0`;
    case 'number':
    case 'flag':
      return sql`isNotNull(${t})`;
    default:
      return sql`isNotNull(${t}) AND toYear(${t}) >= 1990`;
  }
}

function coded(m: Fragment, codes: Readonly<Record<string, string>>): Fragment {
  return sql`transform(${m}, ${Object.keys(codes)}, ${Object.values(codes)}, ${m})`;
}

function typedValue(column: TargetColumn, m: Fragment, formats: readonly string[], zones: Zones): Fragment {
  switch (column.kind) {
    case 'text':
      return sql`CAST(nullIf(${m}, ''), 'Nullable(String)')`;
    case 'number':
      return column.type === 'Float64'
        ? sql`if(isFinite(toFloat64OrNull(${m})), toFloat64OrNull(${m}), NULL)`
        : sql`accurateCastOrNull(${m}, ${column.type})`;
    case 'decimal':
      return sql`accurateCastOrNull(${m}, ${column.type})`;
    case 'flag':
      return sql`CAST(multiIf(lower(${m}) IN ('1', 'true', 'yes', 'y', '是'), 1, lower(${m}) IN ('0', 'false', 'no', 'n', '否'), 0, NULL),
        'Nullable(Bool)')`;
    case 'day':
    case 'month':
    case 'moment':
      return timeOfText(column.kind, m, formats, zones);
  }
}

/** Conditions and reasons, as arguments of multiIf. */
function badReason(column: TargetColumn, m: Fragment, t: Fragment): Fragment {
  switch (column.kind) {
    case 'text':
      return sql`NOT isValidUTF8(${m}) OR position(${m}, '\uFFFD') > 0, ${code('wrong encoding')},
        length(${m}) > ${column.longest ?? TOO_LONG}, ${code('too long')}`;
    case 'number':
      return sql`isNull(${t}), ${code('not a number')}`;
    case 'decimal':
      // The engine cuts off what does not fit. Few values have that many digits, so few are read a second time.
      return sql`isNull(${t}), ${code('not a number')},
        if((position(${m}, '.') > 0 AND length(${m}) - position(${m}, '.') > ${scaleOf(column.type)}) OR positionCaseInsensitive(${m}, 'e') > 0,
          ifNull(accurateCastOrNull(${m}, 'Decimal(38, 12)') != ${t}, 0), 0), ${code('too many decimals')}`;
    case 'flag':
      return sql`isNull(${t}), ${code('neither yes nor no')}`;
    case 'day':
    case 'month':
      return sql`isNull(${t}), ${code('not a date')}, toYear(${t}) < 1990, ${code('out of range')}`;
    case 'moment':
      return sql`isNull(${t}), ${code('not a time')}, toYear(${t}) < 1990, ${code('out of range')}`;
  }
}

function scaleOf(decimal: string): number {
  return Number(/, (\d+)\)$/.exec(decimal)?.[1] ?? 0);
}

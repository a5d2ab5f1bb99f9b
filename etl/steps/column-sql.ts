import { type Fragment, identifier, sql, unsafeRaw } from '../../src/warehouse/sql.js';
import type { Mapping } from '../source/spec.js';
import type { TargetColumn } from '../targets.js';

/** One staged column on its way: `m_N` its trimmed text, `t_N` its typed value (null when unreadable), `r_N` what is wrong. */
export interface ColumnSql {
  /** What the problem calls it. */
  readonly name: string;
  readonly text: Fragment;
  readonly typed: Fragment;
  readonly reason: Fragment;
  readonly value: Fragment;
  readonly personal: boolean;
  /** Whether a problem keeps the row out; a problem of a blank may be milder than one of a bad value. */
  readonly fatal: Fragment;
}

const TOO_LONG = 4000;

/** The three stages of one mapped column. The mapping's expression has been checked against the allow-list. */
export function columnSql(index: number, column: TargetColumn, mapping: Mapping, zone: string): ColumnSql {
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
  return {
    name: column.name,
    text: sql`trimBoth(ifNull(toString((
${unsafeRaw(mapping.from)}
)), ''))`,
    typed: typedValue(column, mapping.codes ? coded(m, mapping.codes) : m, zone),
    reason: sql`multiIf(${m} = '', ${blank === 'accept' ? sql`''` : sql`${blank === 'reject' ? 'missing' : 'blank'}`},
      ${codeUnknown}, 'unknown code', ${bad}, ifNull(${outside}, 0), 'out of range', '')`,
    value: column.blank
      ? sql`ifNull(${t}, ${unsafeRaw(column.blank)})`
      : sql`ifNull(${t}, defaultValueOfTypeName(${column.type}))`,
    personal: column.personal ?? false,
    fatal: sql`if(${m} = '', ${blank === 'reject'}, ${column.required === true || mapping.bad === 'reject'})`,
  };
}

function coded(m: Fragment, codes: Readonly<Record<string, string>>): Fragment {
  return sql`transform(${m}, ${Object.keys(codes)}, ${Object.values(codes)}, ${m})`;
}

function typedValue(column: TargetColumn, m: Fragment, zone: string): Fragment {
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
      return sql`toDate(parseDateTimeOrNull(${m}, '%Y-%m-%d', 'UTC'))`;
    case 'month':
      return sql`toStartOfMonth(toDate(parseDateTimeOrNull(if(length(${m}) = 7, concat(${m}, '-01'), ${m}), '%Y-%m-%d', 'UTC')))`;
    case 'moment':
      return sql`toTimeZone(parseDateTimeOrNull(if(length(${m}) = 10, concat(${m}, ' 00:00:00'), replaceOne(${m}, 'T', ' ')),
        '%Y-%m-%d %H:%i:%s', ${zone}), 'UTC')`;
  }
}

/** Condition and reason, as two arguments of multiIf. */
function badReason(column: TargetColumn, m: Fragment, t: Fragment): Fragment {
  switch (column.kind) {
    case 'text':
      return sql`NOT isValidUTF8(${m}) OR position(${m}, '\uFFFD') > 0, 'wrong encoding', length(${m}) > ${TOO_LONG}, 'too long'`;
    case 'number':
      return sql`isNull(${t}), 'not a number'`;
    case 'decimal':
      return sql`isNull(${t}), 'not a number', ifNull(accurateCastOrNull(${m}, 'Decimal(38, 12)') != ${t}, 0), 'too many decimals'`;
    case 'flag':
      return sql`isNull(${t}), 'neither yes nor no'`;
    case 'day':
    case 'month':
      return sql`isNull(${t}), 'not a date', toYear(${t}) < 1990, 'out of range'`;
    case 'moment':
      return sql`isNull(${t}), 'not a time', toYear(${t}) < 1990, 'out of range'`;
  }
}

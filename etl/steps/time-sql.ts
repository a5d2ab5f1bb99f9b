import { type Fragment, join, sql, unsafeRaw } from '../../src/warehouse/sql.js';

/** Zones of a load: what naive times of the source are in, and what days and months of the warehouse are meant in. */
export interface Zones {
  readonly source: string;
  readonly operator: string;
}

export type TimeKind = 'day' | 'month' | 'moment';

const CLOCK = String.raw`([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?`;
const OFFSET = String.raw` ?([Zz]|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?)`;
// Our own constants, spelt into the statement: bound ones would be many.
const DATE_AND_TIME = unsafeRaw(`'^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]${CLOCK}(${OFFSET})?$'`);
const ENDS_IN_OFFSET = unsafeRaw(`':[0-9]{2}([.,][0-9]+)?${OFFSET}$'`);

/** Years that a Date and a DateTime have room for. */
const ROOM = { day: [1970, 2148], month: [1970, 2148], moment: [1970, 2105] } as const;

/**
 * A day, month or instant from text; null where it cannot be read. Declared formats are tried in their order, then ISO 8601: a
 * date alone is never moved; a time with Z or an offset is that instant; any other is a time of the source's zone.
 */
export function timeOfText(kind: TimeKind, text: Fragment, formats: readonly string[], zones: Zones): Fragment {
  const declared = formats.map((format) => ofFormat(kind, text, format, zones));
  const iso = { day: isoDay, month: isoMonth, moment: isoMoment }[kind](text, zones);
  return declared.length === 0 ? iso : sql`coalesce(${join([...declared, iso])})`;
}

/** A day, month or instant from a value that the engine knows as an instant already. */
export function timeOfInstant(kind: TimeKind, instant: Fragment, { operator }: Zones): Fragment {
  const [first, last] = ROOM[kind].map((year) => unsafeRaw(String(year)));
  const inRoom = sql`if(toYear(${instant}, 'UTC') BETWEEN ${first} AND ${last}, ${instant}, NULL)`;
  switch (kind) {
    case 'day':
      return sql`toDate(${inRoom}, ${operator})`;
    case 'month':
      return sql`toStartOfMonth(toDate(${inRoom}, ${operator}))`;
    case 'moment':
      return sql`toDateTime(${inRoom}, 'UTC')`;
  }
}

// Read back, since the engine takes the 30th of February for the 1st of March. What is no plain date is looked at twice.
function isoDay(m: Fragment, zones: Zones): Fragment {
  return sql`ifNull(if(toString(toDateOrNull(${m})) = ${m}, toDateOrNull(${m}), NULL), ${dayOfTime(m, zones)})`;
}

function isoMonth(m: Fragment, zones: Zones): Fragment {
  return sql`ifNull(toStartOfMonth(toDate(parseDateTimeOrNull(if(length(${m}) = 7, concat(${m}, '-01'), ${m}), '%Y-%m-%d', 'UTC'))),
    toStartOfMonth(${dayOfTime(m, zones)}))`;
}

function isoMoment(m: Fragment, zones: Zones): Fragment {
  return sql`ifNull(
    toTimeZone(parseDateTimeOrNull(if(length(${m}) = 10, concat(${m}, ' 00:00:00'), replaceOne(${m}, 'T', ' ')), '%Y-%m-%d %H:%i:%s', ${zones.source}), 'UTC'),
    if(length(${m}) > 10, ${timeOfInstant('moment', instantOf(m, zones), zones)}, NULL))`;
}

/** The day of a text with a time: the text's own, unless its zone is another than the operator's. */
function dayOfTime(m: Fragment, zones: Zones): Fragment {
  const own = sql`toDateOrNull(substring(${m}, 1, 10))`;
  const isElsewhere = zones.source === zones.operator ? sql`match(${m}, ${ENDS_IN_OFFSET})` : sql`1`;
  return sql`if(length(${m}) > 10, if(isNull(${instantOf(m, zones)}), NULL,
    if(${isElsewhere}, ${timeOfInstant('day', instantOf(m, zones), zones)}, ${own})), NULL)`;
}

function instantOf(m: Fragment, { source }: Zones): Fragment {
  const plain = sql`replaceRegexpOne(replaceOne(${m}, ',', '.'), ' ?(UTC|GMT|z)$', 'Z')`;
  return sql`if(match(${m}, ${DATE_AND_TIME}), parseDateTime64BestEffortOrNull(${plain}, 3, ${source}), NULL)`;
}

function ofFormat(kind: TimeKind, m: Fragment, format: string, zones: Zones): Fragment {
  if (format === 'unix' || format === 'unix_ms') {
    const digits = format === 'unix' ? sql`toInt64OrNull(${m}) * 1000` : sql`toInt64OrNull(${m})`;
    const whole = sql`if(match(${m}, '^[0-9]{1,14}$'), ${digits}, NULL)`;
    return timeOfInstant(kind, sql`fromUnixTimestamp64Milli(${whole}, 'UTC')`, zones);
  }
  if (format === 'excel') return ofSpreadsheet(kind, m, zones);
  const hasClock = /[Hhkm]|%[HkhIiTRrlLp]/.test(format.replaceAll(/'[^']*'/g, ''));
  const within = hasClock && (kind === 'moment' || zones.source !== zones.operator);
  const parsed = sql`${parser(format)}(${m}, ${pattern(format)}, ${within || kind === 'moment' ? zones.source : 'UTC'})`;
  if (kind === 'moment') return sql`toTimeZone(${parsed}, 'UTC')`;
  const day = within ? sql`toDate(${parsed}, ${zones.operator})` : sql`toDate(${parsed}, 'UTC')`;
  return kind === 'day' ? day : sql`toStartOfMonth(${day})`;
}

/** Days since 1899-12-30, the time of day behind the point. */
function ofSpreadsheet(kind: TimeKind, m: Fragment, zones: Zones): Fragment {
  const days = sql`if(match(${m}, '^[0-9]{1,6}([.][0-9]+)?$'), toFloat64OrNull(${m}), NULL)`;
  const day = sql`toDate(addDays(toDate32('1970-01-01'), toInt32(floor(${days})) - 25569))`;
  if (kind === 'day') return day;
  if (kind === 'month') return sql`toStartOfMonth(${day})`;
  const seconds = sql`toInt64(round((${days} - floor(${days})) * 86400))`;
  return sql`toTimeZone(parseDateTimeOrNull(toString(addSeconds(toDateTime(toString(${day}), 'UTC'), ${seconds})), '%Y-%m-%d %H:%i:%s', ${zones.source}), 'UTC')`;
}

function parser(format: string): Fragment {
  return unsafeRaw(format.includes('%') ? 'parseDateTimeOrNull' : 'parseDateTimeInJodaSyntaxOrNull');
}

/** Patterns are those of the engine; DD and YYYY, as spreadsheets write them, are taken for dd and yyyy. */
function pattern(format: string): string {
  return format.includes('%') ? format : format.replaceAll('D', 'd').replaceAll('Y', 'y');
}

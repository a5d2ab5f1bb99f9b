import { bound, MOVABLE, type PgType, type Translated, translated } from './types.js';

/** Parts of a day. The engine's week begins on Monday as 1, Postgres's dow on Sunday as 0. */
const FIELDS: Readonly<Record<string, readonly [string, string]>> = {
  year: ['toYear(', ')'],
  isoyear: ['toISOYear(', ')'],
  quarter: ['toQuarter(', ')'],
  month: ['toMonth(', ')'],
  week: ['toISOWeek(', ')'],
  day: ['toDayOfMonth(', ')'],
  dow: ['(toDayOfWeek(', ') % 7)'],
  isodow: ['toDayOfWeek(', ')'],
};
const FIELD_NAMES: Readonly<Record<string, string>> = {
  years: 'year',
  y: 'year',
  months: 'month',
  mon: 'month',
  weeks: 'week',
  w: 'week',
  days: 'day',
  d: 'day',
  quarters: 'quarter',
  qtr: 'quarter',
};

/** The day on which the unit that holds a day begins: by the engine's own function, which knows 1970 to 2149 alone. */
const STARTS: Readonly<Record<string, string>> = {
  day: 'toDate',
  month: 'toStartOfMonth',
  quarter: 'toStartOfQuarter',
  year: 'toStartOfYear',
};

type Parts = Translated['parts'];

/** The same for any day up to 2299. */
const WIDE_STARTS: Readonly<Record<string, (day: Parts) => Parts>> = {
  day: (day) => day,
  week: (day) => ['subtractDays(toDate32(', ...day, '), toDayOfWeek(', ...day, ') - 1)'],
  month: (day) => ['makeDate32(toYear(', ...day, '), toMonth(', ...day, '), 1)'],
  quarter: (day) => ['makeDate32(toYear(', ...day, '), 3 * toQuarter(', ...day, ') - 2, 1)'],
  year: (day) => ['makeDate32(toYear(', ...day, '), 1, 1)'],
};

export function fieldOf(name: string, day: Translated, gives: PgType): Translated | undefined {
  if (name === 'doy') {
    // Counted, since the engine's own function is one short on the last day that it knows.
    const parts = [
      '(toInt32(toDate32(',
      ...day.parts,
      ')) - toInt32(makeDate32(toYear(',
      ...day.parts,
      '), 1, 1)) + 1)',
    ];
    return number(parts, gives);
  }
  const [before, after] = FIELDS[FIELD_NAMES[name] ?? name] ?? [];
  return before === undefined ? undefined : number([before, ...day.parts, after ?? ''], gives);
}

function number(parts: Parts, gives: PgType): Translated {
  return translated(gives, gives === 'float8' ? ['toFloat64(', ...parts, ')'] : parts, { digits: 4 });
}

export function startOf(unit: string, day: Translated): Translated | undefined {
  const name = FIELD_NAMES[unit] ?? unit;
  const start = day.movable === MOVABLE ? STARTS[name] : undefined;
  const parts = start === undefined ? WIDE_STARTS[name]?.(day.parts) : [`${start}(`, ...day.parts, ')'];
  const gives = day.type === 'timestamp' ? 'timestamp' : 'timestamptz';
  return parts && translated(gives, parts, day.movable === undefined ? {} : { movable: day.movable - 366 });
}

/** Letters of to_char that formatDateTime has alike. */
const LETTERS: Readonly<Record<string, string>> = {
  YYYY: '%Y',
  MM: '%m',
  DD: '%d',
  Q: '%Q',
  Mon: '%b',
  Dy: '%a',
  IW: '%V',
  IYYY: '%G',
  DDD: '%j',
  YY: '%y',
  FMMonth: '%M',
  FMDay: '%W',
};
/** Of the time of day, which a day has none of. */
const CLOCK: Readonly<Record<string, string>> = { HH24: '%H', MI: '%i', SS: '%S' };
const TOKEN = /"([^"\\%]*)"|IYYY|YYYY|YY(?!Y)|FMMonth|FMDay|HH24|MI|MM|SS(?!S)|DDD|DD|IW|Mon|Dy|Q|[-/.,: ]/y;

/** A format of to_char in the engine's letters; undefined when it holds others. */
export function dayFormat(format: string, clock = false): string | undefined {
  let engine = '';
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < format.length) {
    const match = TOKEN.exec(format);
    if (!match) return undefined;
    const ofClock = CLOCK[match[0]];
    engine += match[1] ?? LETTERS[match[0]] ?? (clock ? ofClock : ofClock && '00') ?? match[0];
  }
  return engine === '' ? undefined : engine;
}

export function formatted(day: Translated, format: string): Translated | undefined {
  const engine = dayFormat(format);
  return engine === undefined
    ? undefined
    : translated('text', ['formatDateTime(', ...day.parts, ', ', bound(engine, 'String'), ')']);
}

/** The parts of an interval that Postgres keeps apart, too. */
export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly seconds: number;
}

const IN_MONTHS: Readonly<Record<string, number>> = { year: 12, mon: 1, month: 1 };
const IN_DAYS: Readonly<Record<string, number>> = { week: 7, day: 1 };
const IN_SECONDS: Readonly<Record<string, number>> = { hour: 3600, minute: 60, min: 60, second: 1, sec: 1 };
/** Bits of INTERVAL '3' MONTH in the parse tree. */
const TYPMODS: Readonly<Record<number, string>> = { 4: 'year', 2: 'month', 8: 'day', 1024: 'hour', 2048: 'minute' };
export function readInterval(text: string, typmod: number | undefined): Interval | undefined {
  if (typmod !== undefined) {
    const unit = TYPMODS[typmod];
    return unit !== undefined && /^\s*[+-]?\d{1,5}\s*$/.test(text)
      ? readInterval(`${text} ${unit}`, undefined)
      : undefined;
  }
  if (!/^(\s*[+-]?\d{1,5}\s*[a-z]+)+\s*$/i.test(text)) return undefined;
  let months = 0;
  let days = 0;
  let seconds = 0;
  for (const [, count, name = ''] of text.matchAll(/([+-]?\d+)\s*([a-z]+)/gi)) {
    const unit = name.toLowerCase().replace(/s$/, '');
    const inMonths = IN_MONTHS[unit];
    const inDays = IN_DAYS[unit];
    const inSeconds = IN_SECONDS[unit];
    if (inMonths === undefined && inDays === undefined && inSeconds === undefined) return undefined;
    months += Number(count) * (inMonths ?? 0);
    days += Number(count) * (inDays ?? 0);
    seconds += Number(count) * (inSeconds ?? 0);
  }
  return { months, days, seconds };
}

/** A day moved: by months first, cut at the month's end, then by days, as Postgres does. */
export function moved(
  day: Translated,
  { months, days }: Pick<Interval, 'months' | 'days'>,
  sign: 1 | -1,
  gives: PgType,
): Translated | undefined {
  const movable = (day.movable ?? 0) - 31 * Math.abs(months) - Math.abs(days);
  if (movable <= 0) return undefined;
  const wide = ['toDate32(', ...day.parts, ')'];
  const byMonths = months === 0 ? wide : ['addMonths(', ...wide, `, ${sign * months})`];
  return translated(gives, days === 0 ? byMonths : ['addDays(', ...byMonths, `, ${sign * days})`], { movable });
}

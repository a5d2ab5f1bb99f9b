import { dayFormat, type Interval } from './days.js';
import { bound, kindOf, type PgType, type Translated, translated } from './types.js';

/** Buckets of a point in time, in the operator's zone: the semantic layer makes them. */
const BY_DAYS = new Set(['day', 'week', 'month', 'quarter', 'year']);
const CLOCK: Readonly<Record<string, string>> = { hour: 'toHour(', minute: 'toMinute(' };
const IN_SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600 };

const MICROS = 1_000_000;
const UTC = bound('UTC', 'String');

/** Zones of which the engines do not tell the same: the Pacific ones once left out a day, others changed their rules of late. */
const DIFFERENT_ZONES: ReadonlySet<string> = new Set([
  'America/Tijuana',
  'America/Vancouver',
  'Asia/Tehran',
  'Pacific/Apia',
  'Pacific/Enderbury',
  'Pacific/Fakaofo',
  'Pacific/Kiritimati',
  'Pacific/Kwajalein',
]);
/** Zones by names that both engines have. */
export const SHARED_ZONES: ReadonlySet<string> = new Set([
  ...Intl.supportedValuesOf('timeZone').filter((zone) => !DIFFERENT_ZONES.has(zone)),
  'UTC',
  'GMT',
  'Etc/UTC',
  'Asia/Kolkata',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Yangon',
]);

type Parts = Translated['parts'];

/** date_trunc of a point in time to days or more, as a day. */
export function momentStart(unit: string, member: string, gives: PgType): Translated | undefined {
  return BY_DAYS.has(unit) ? translated(gives, ['toDate(', { member, granularity: unit }, ')']) : undefined;
}

/** The hour or minute of a point in time. */
export function clockField(field: string, member: string, gives: PgType): Translated | undefined {
  const engine = CLOCK[field];
  return engine === undefined
    ? undefined
    : translated(gives, [engine, { member, granularity: field }, ')'], { digits: 2 });
}

/**
 * A point in time as the operator's clock shows it, to the millisecond as the semantic layer gives it (Postgres's timestamp), which the
 * engine holds as if the clock were that of UTC; a timestamptz it holds as what it is.
 */
export function clockOf(member: string): Parts {
  return shifted(['toDateTime64(', { member }, ', 3)'], ['timeZoneOffset(', { member, granularity: 'second' }, ')']);
}

/** A day as its midnight. */
export function midnight(day: Translated): Translated {
  const movable = day.movable === undefined ? {} : { movable: day.movable };
  return translated('moment', ['toDateTime64(', ...day.parts, ', 6, ', UTC, ')'], movable);
}

/** The day that a clock shows. */
export function dayOf(moment: Translated, gives: PgType): Translated {
  return translated(gives, ['toDate32(', ...moment.parts, ')'], moment.movable ? { movable: moment.movable } : {});
}

/** date_trunc to a unit shorter than a day; its longer ones are those of the day. */
export function momentTruncated(unit: string, moment: Translated): Translated | undefined {
  const seconds = IN_SECONDS[unit];
  if (seconds === undefined) return undefined;
  const micros = ['toUnixTimestamp64Micro(', ...moment.parts, ')'];
  const parts = [
    'fromUnixTimestamp64Micro(',
    ...micros,
    ' - positiveModulo(',
    ...micros,
    `, ${seconds * MICROS}), `,
    UTC,
    ')',
  ];
  return { ...moment, parts };
}

/** The hour, minute or second of a clock, or the seconds since 1970. */
export function momentField(field: string, moment: Translated, gives: PgType): Translated | undefined {
  const micros = ['toUnixTimestamp64Micro(', ...moment.parts, ')'];
  const engine = CLOCK[field];
  if (engine !== undefined && moment.type === 'moment') {
    const parts = [engine, ...moment.parts, ')'];
    return translated(gives, gives === 'float8' ? ['toFloat64(', ...parts, ')'] : parts, { digits: 2 });
  }
  if (field === 'epoch' && gives === 'float8') return translated(gives, ['(', ...micros, ` / ${MICROS})`]);
  if (gives !== 'numeric' || (field !== 'epoch' && (field !== 'second' || moment.type !== 'moment'))) return undefined;
  const counted = field === 'epoch' ? micros : ['positiveModulo(', ...micros, `, ${60 * MICROS})`];
  return translated('numeric', ['(toDecimal128(', ...counted, `, 6) / ${MICROS})`], {
    digits: field === 'epoch' ? 11 : 2,
    scale: 6,
  });
}

/** to_char of a point in time. */
export function momentFormatted(moment: Translated, format: string): Translated | undefined {
  const engine = dayFormat(format, true);
  return engine === undefined || moment.type !== 'moment'
    ? undefined
    : translated('text', ['formatDateTime(', ...moment.parts, ', ', bound(engine, 'String'), ')']);
}

/** A clock moved by months, cut at the month's end, then by days, then by seconds. */
export function momentMoved(
  moment: Translated,
  { months, days, seconds }: Interval,
  sign: 1 | -1,
): Translated | undefined {
  const movable =
    (moment.movable ?? 0) - 31 * Math.abs(months) - Math.abs(days) - Math.ceil(Math.abs(seconds) / 86_400);
  if (movable <= 0 || (moment.type === 'instant' && (months !== 0 || days !== 0))) return undefined;
  let { parts } = moment;
  if (months !== 0) parts = ['addMonths(', ...parts, `, ${sign * months})`];
  if (days !== 0) parts = ['addDays(', ...parts, `, ${sign * days})`];
  if (seconds !== 0) parts = ['addSeconds(', ...parts, `, ${sign * seconds})`];
  return { ...moment, parts, movable };
}

/** x AT TIME ZONE zone: a clock of that zone as the point in time, or a point in time as the clock of that zone. */
export function atTimeZone(zone: string, value: Translated): Translated | undefined {
  if (!SHARED_ZONES.has(zone)) return undefined;
  const movable = { movable: (value.movable ?? 0) - 1 };
  if (value.type === 'instant') return translated('moment', shifted(value.parts, offset(zone, value.parts)), movable);
  const clock = kindOf(value) === 'day' && value.type === 'timestamp' ? midnight(value) : value;
  return clock.type === 'moment' ? translated('instant', instantOf(zone, clock.parts), movable) : undefined;
}

/**
 * As Postgres decides it: a clock that shows a time twice or never means the later of the two points in time that the
 * offsets before and after the change make of it.
 */
function instantOf(zone: string, clock: Parts): Parts {
  const before = offset(zone, ['addDays(', ...clock, ', -1)']);
  const after = offset(zone, ['addDays(', ...clock, ', 1)']);
  const first = shifted(clock, ['negate(', ...before, ')']);
  const second = shifted(clock, ['negate(', ...after, ')']);
  const isFirst: Parts = [...offset(zone, first), ' = ', ...before];
  const isSecond: Parts = [...offset(zone, second), ' = ', ...after];
  const later = shifted(clock, ['negate(least(', ...before, ', ', ...after, '))']);
  const alternatives: Parts[] = [
    [...before, ' = ', ...after, ', ', ...first, ', '],
    [...isFirst, ' and not(', ...isSecond, '), ', ...first, ', '],
    [...isSecond, ' and not(', ...isFirst, '), ', ...second, ', '],
  ];
  return ['multiIf(', ...alternatives.flat(), ...later, ')'];
}

/** Seconds that the clocks of a zone are ahead of UTC. */
function offset(zone: string, point: Parts): Parts {
  return ['timeZoneOffset(toTimeZone(', ...point, ', ', bound(zone, 'String'), '))'];
}

function shifted(point: Parts, seconds: Parts): Parts {
  return ['addSeconds(toDateTime64(', ...point, ', 6, ', UTC, '), ', ...seconds, ')'];
}

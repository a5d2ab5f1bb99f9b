import { type PgType, type Translated, translated } from './types.js';

/** Buckets of a point in time, in the operator's zone: the semantic layer makes them. */
const BY_DAYS = new Set(['day', 'week', 'month', 'quarter', 'year']);
const CLOCK: Readonly<Record<string, string>> = { hour: 'toHour(', minute: 'toMinute(' };

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

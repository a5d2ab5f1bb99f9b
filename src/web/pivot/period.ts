import type { Granularity, Scalar } from '../api/types.js';

// Calendar arithmetic on ISO dates (`YYYY-MM-DD`): days and months are dates that no time zone moves.

export interface Delta {
  readonly count: number;
  readonly unit: 'day' | 'month';
}

export const MONTHS_IN: Readonly<Record<'month' | 'quarter' | 'year', number>> = { month: 1, quarter: 3, year: 12 };

export const dateOf = (value: Scalar): string => String(value).slice(0, 10);

const fromIso = (iso: string): Date => new Date(`${iso}T00:00:00Z`);
const toIso = (date: Date): string => date.toISOString().slice(0, 10);

export function shiftDate(iso: string, delta: Delta): string {
  const date = fromIso(iso);
  if (delta.unit === 'day') {
    date.setUTCDate(date.getUTCDate() + delta.count);
    return toIso(date);
  }
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + delta.count);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return toIso(date);
}

/** The last day of a range moves with the day after it, so that month ends stay month ends. */
export function shiftRangeEnd(iso: string, delta: Delta): string {
  const after = shiftDate(iso, { count: 1, unit: 'day' });
  return shiftDate(shiftDate(after, delta), { count: -1, unit: 'day' });
}

export function bucketStart(iso: string, granularity: Granularity): string {
  const date = fromIso(iso);
  if (granularity === 'day') return iso;
  if (granularity === 'week') {
    date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
    return toIso(date);
  }
  const month = date.getUTCMonth();
  const first = granularity === 'year' ? 0 : granularity === 'quarter' ? month - (month % 3) : month;
  return toIso(new Date(Date.UTC(date.getUTCFullYear(), first, 1)));
}

/** First and last day of the bucket that starts on this day. */
export function bucketRange(start: string, granularity: Granularity): readonly [string, string] {
  return [start, shiftDate(shiftDate(start, bucketLength(granularity)), { count: -1, unit: 'day' })];
}

export function bucketLength(granularity: Granularity): Delta {
  if (granularity === 'day') return { count: 1, unit: 'day' };
  if (granularity === 'week') return { count: 7, unit: 'day' };
  return { count: MONTHS_IN[granularity], unit: 'month' };
}

export const negated = (delta: Delta): Delta => ({ ...delta, count: -delta.count });

/** Whole months from the first day of one month to the last bucket of another, both included. */
export function monthsBetween(from: string, to: string): number {
  const [a, b] = [fromIso(from), fromIso(to)];
  return (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth() + 1;
}

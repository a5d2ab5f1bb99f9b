/**
 * Days and months are Dates of the operator's zone. Cube wraps every time dimension in the query's time zone, which moves
 * a Date to the day before or after; what the model marks with `meta.grain: day` or `month` is therefore kept out of it.
 */
export type CalendarGrain = 'day' | 'month';

export interface MemberDefinition {
  readonly meta?: { readonly grain?: unknown } | null;
  readonly type?: string;
}

export function calendarGrain(definition: MemberDefinition | undefined): CalendarGrain | undefined {
  const grain = definition?.meta?.grain;
  return grain === 'day' || grain === 'month' ? grain : undefined;
}

const BUCKETS: Readonly<Record<string, (date: string) => string>> = {
  day: (date) => date,
  week: (date) => `toMonday(${date})`,
  month: (date) => `toStartOfMonth(${date})`,
  quarter: (date) => `toStartOfQuarter(${date})`,
  year: (date) => `toStartOfYear(${date})`,
};

/** A Date's bucket as a Date; undefined where a Date has no such bucket (hours of a day, weeks of a month). */
export function calendarBucket(date: string, grain: CalendarGrain, granularity: string): string | undefined {
  if (grain === 'month' && (granularity === 'month' || granularity === 'day')) {
    return granularity === 'month' ? date : undefined;
  }
  if (grain === 'month' && granularity === 'week') return undefined;
  return Object.hasOwn(BUCKETS, granularity) ? BUCKETS[granularity]?.(date) : undefined;
}

/** `2024-01-31` of any spelling of a day that filters use. */
export function dayOf(value: string): string {
  return value.slice(0, 10);
}

import type { FeedFigures } from './figures.js';

/** Loads that a feed must have had before anything of it is called strange, and loads looked back at. */
export const FEWEST_LOADS = 5;
export const LOADS_BACK = 30;

/** A value this many standard deviations (as the median deviation tells them) from the median is strange … */
const DEVIATIONS = 5;
/** … unless it is within this share of the median, or, for shares of blanks, this far from it. */
const ALWAYS_FINE = 0.3;
const BLANKS_FINE = 0.1;

/**
 * In what a load is far from those of its feed before, in words; nothing for a feed that is too young. Rows are compared by file, sums
 * by row, blanks as shares. The median and the median absolute deviation are used, so that one strange load before hides none.
 */
export function alarmsOf(now: FeedFigures, before: readonly FeedFigures[]): string[] {
  if (before.length < FEWEST_LOADS) return [];
  const alarms: string[] = [];
  const compare = (
    what: string,
    of: (figures: FeedFigures) => number | undefined,
    fine: (middle: number) => number,
    shown: (value: number) => string,
  ) => {
    const value = of(now);
    const past = before.flatMap((one) => of(one) ?? []);
    if (value === undefined || past.length < FEWEST_LOADS) return;
    const middle = median(past);
    const spread = 1.4826 * median(past.map((one) => Math.abs(one - middle)));
    if (Math.abs(value - middle) > Math.max(DEVIATIONS * spread, fine(middle)))
      alarms.push(`${now.subject}: ${what} ${shown(value)}, usually ${shown(middle)}`);
  };
  const share = (middle: number) => Math.abs(middle) * ALWAYS_FINE;
  compare('rows a file', ({ rows, files }) => rows / Math.max(1, files), share, plain);
  if (now.rows > 0)
    for (const name of Object.keys(now.sums))
      compare(
        `${name} a row`,
        ({ sums, rows }) => (rows > 0 && name in sums ? (sums[name] ?? 0) / rows : undefined),
        share,
        plain,
      );
  for (const name of Object.keys(now.blanks))
    compare(
      `${name} blank in`,
      ({ blanks, rows }) => (rows > 0 ? blanks[name] : undefined),
      () => BLANKS_FINE,
      percent,
    );
  return alarms;
}

const HOUR = 3_600_000;
const PERIODS = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR, month: 31 * 24 * HOUR } as const;
/** A feed is late when it has been silent for this many of its periods. */
const LATE_AFTER = 1.5;

export interface FeedTimes {
  readonly source: string;
  /** When it was loaded, the newest first. */
  readonly loadedAt: readonly Date[];
  readonly expectedEvery: string | null;
}

/** Since when the next file of a feed has been due; null where it is not late, or nothing tells how often it comes. */
export function lateSince({ loadedAt, expectedEvery }: FeedTimes, now: Date): Date | null {
  const [last] = loadedAt;
  const period = periodOf(loadedAt, expectedEvery);
  if (!last || period === null || now.getTime() - last.getTime() <= LATE_AFTER * period) return null;
  return new Date(last.getTime() + period);
}

function periodOf(loadedAt: readonly Date[], expectedEvery: string | null): number | null {
  if (expectedEvery !== null && expectedEvery in PERIODS) return PERIODS[expectedEvery as keyof typeof PERIODS];
  if (loadedAt.length <= FEWEST_LOADS) return null;
  // Loads within an hour of each other are one delivery in several runs.
  const gaps = loadedAt
    .slice(1)
    .map((one, index) => (loadedAt[index]?.getTime() ?? 0) - one.getTime())
    .filter((gap) => gap >= HOUR / 2);
  return gaps.length < FEWEST_LOADS - 1 ? null : median(gaps);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function plain(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)}%`;
}

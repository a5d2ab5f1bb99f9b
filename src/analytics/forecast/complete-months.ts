import { type CalendarDate, daysIn, type Month, readDate } from '../month.js';

/**
 * The last month of some rows where it is not over yet, else null. Either of two signs is enough: the day `asOf` (as
 * 2026-03-15) lies in it and is not its last; its rows end days earlier than those of any month before it.
 */
export function incompleteMonth(dates: readonly CalendarDate[], asOf: string | null): Month | null {
  const lastDays = new Map<Month, number>();
  let last = Number.NEGATIVE_INFINITY;
  for (const { month, day } of dates) {
    last = Math.max(last, month);
    if (day !== null) lastDays.set(month, Math.max(lastDays.get(month) ?? 0, day));
  }
  if (!Number.isFinite(last)) return null;
  if (asOf !== null) {
    const now = readDate(asOf);
    if (now.month === last && now.day !== daysIn(last)) return last;
  }
  // How many days before a month's end its rows stopped; three days' grace for weekends.
  const earlier = [...lastDays].filter(([month]) => month < last).map(([month, day]) => daysIn(month) - day);
  const end = lastDays.get(last);
  if (end === undefined || earlier.length === 0) return null;
  return daysIn(last) - end > Math.max(...earlier) + 3 ? last : null;
}

import { Refusal } from './refusal.js';

/** A calendar month as a whole number: months since January of the year 0. Neighbouring months differ by 1. */
export type Month = number;

const DATE = /^(\d{4})-(\d{2})(?:-(\d{2}))?(?:[T ].*)?$/;

export interface CalendarDate {
  readonly month: Month;
  /** Day of the month; null where the text names a month alone. */
  readonly day: number | null;
}

/** Reads `2026-03`, `2026-03-15` and `2026-03-15 08:00:00`. Refuses anything else. */
export function readDate(text: string): CalendarDate {
  const [, year, month, day] = DATE.exec(text.trim()) ?? [];
  const m = Number(month);
  const d = day === undefined ? null : Number(day);
  if (year === undefined || m < 1 || m > 12 || (d !== null && (d < 1 || d > daysIn(Number(year) * 12 + m - 1))))
    throw new Refusal(`"${text}" is no date.`, 'Write dates as 2026-03-15, or months as 2026-03.');
  return { month: Number(year) * 12 + m - 1, day: d };
}

export function monthText(month: Month): string {
  return `${String(yearOf(month)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
}

export function yearOf(month: Month): number {
  return Math.floor(month / 12);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

// Counted and not asked of Date: forecasts of hundreds of cells ask by the ten thousand.
export function daysIn(month: Month): number {
  const year = yearOf(month);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month % 12 === 1 && isLeap ? 29 : (DAYS[month % 12] as number);
}

/** Weekday of the month's first day, 0 for Monday (Sakamoto's rule). */
function firstWeekday(month: Month): number {
  const year = yearOf(month) - (month % 12 < 2 ? 1 : 0);
  const shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month % 12] as number;
  return (year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + shift) % 7;
}

/** Mondays to Fridays of the month, whatever holidays say. */
export function weekdaysIn(month: Month): number {
  const first = firstWeekday(month);
  let count = 20;
  for (let extra = 28; extra < daysIn(month); extra++) if ((first + extra) % 7 < 5) count++;
  return count;
}

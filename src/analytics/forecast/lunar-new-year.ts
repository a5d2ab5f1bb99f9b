import { type Month, yearOf } from '../month.js';

const FIRST_YEAR = 1970;

/**
 * Days from 20 January to the first day of the lunar year, 1970 to 2070. By the rule of the Chinese standard
 * GB/T 33661: the second new moon after the winter solstice (the third where a leap month stands between), both in
 * Beijing time. New moons after Meeus, Astronomical Algorithms, chapter 49; solstices after chapter 25. A table and not
 * the platform's Chinese calendar, which errs where the new moon falls within minutes of midnight (2027, 2030).
 */
const DAYS_AFTER_20_JANUARY = [
  17, 7, 26, 14, 3, 22, 11, 29, 18, 8, 27, 16, 5, 24, 13, 31, 20, 9, 28, 17, 7, 26, 15, 3, 21, 11, 30, 18, 8, 27, 16, 4,
  23, 12, 2, 20, 9, 29, 18, 6, 25, 14, 3, 21, 11, 30, 19, 8, 27, 16, 5, 23, 12, 2, 21, 9, 28, 17, 6, 24, 14, 3, 22, 11,
  30, 19, 8, 26, 15, 4, 23, 12, 2, 21, 10, 28, 17, 6, 25, 13, 3, 22, 12, 30, 19, 8, 26, 15, 4, 23, 13, 1, 20, 9, 28, 16,
  6, 25, 14, 3, 22,
];

/** The eve and the six days after New Year's Day's eve: the week in which offices and shops stand still. */
const HOLIDAY_DAYS = 7;
/** Days of January from the 20th on. */
const LEFT_OF_JANUARY = 12;

/** Day of the year's first lunar day as days after 20 January; null outside 1970 to 2070. */
export function lunarNewYear(year: number): number | null {
  return DAYS_AFTER_20_JANUARY[year - FIRST_YEAR] ?? null;
}

/** Share of the New Year week (from the eve on) that falls into the month: 0 to 1, and 0 outside January and February. */
export function newYearShare(month: Month): number {
  const kind = month % 12;
  if (kind > 1) return 0;
  const day = lunarNewYear(yearOf(month));
  if (day === null) return 0;
  const inJanuary = Math.min(HOLIDAY_DAYS, Math.max(0, LEFT_OF_JANUARY - (day - 1)));
  return (kind === 0 ? inJanuary : HOLIDAY_DAYS - inJanuary) / HOLIDAY_DAYS;
}

/** Mean share of January over the table: what the season of January and February holds already. */
const MEAN_OF_JANUARY =
  DAYS_AFTER_20_JANUARY.reduce((sum, _, i) => sum + newYearShare((FIRST_YEAR + i) * 12), 0) /
  DAYS_AFTER_20_JANUARY.length;

/**
 * The moving part of the holiday: the month's share less the mean share of its calendar month, so that what comes back
 * every year stays with the season (Bell and Hillmer 1983, as in X-13ARIMA-SEATS). Sums to 0 over a year.
 */
export function newYearEffect(month: Month): number {
  const kind = month % 12;
  if (kind > 1 || lunarNewYear(yearOf(month)) === null) return 0;
  return newYearShare(month) - (kind === 0 ? MEAN_OF_JANUARY : 1 - MEAN_OF_JANUARY);
}

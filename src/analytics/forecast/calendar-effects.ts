import { daysIn, type Month, weekdaysIn } from '../month.js';
import { factor, solve } from '../statistics/cholesky.js';
import { inverseDiagonal } from '../statistics/inverse.js';
import { newYearEffect } from './lunar-new-year.js';
import { centredAverage, SEASON } from './season.js';

/** Months that an estimate needs: four turns of the year, since New Year moves from one to the next. */
export const CALENDAR_NEEDS = 48;
/** An effect is used from this t statistic on. */
const CLEAR = 2.5;

export type EffectName = 'newYear' | 'workingDays';

export interface CalendarEffect {
  readonly name: EffectName;
  /** What one unit of the regressor adds on the scale of the model (in logarithms: about the relative change). */
  readonly coefficient: number;
  readonly standardError: number;
  readonly t: number;
  /** False where the effect is too weak to tell: then the forecast leaves it out. */
  readonly isUsed: boolean;
}

/** Weekdays against weekend days, 0 where every weekday comes equally often (X-13's `td1coef`). */
function balanceOf(month: Month): number {
  const weekdays = weekdaysIn(month);
  return weekdays - 2.5 * (daysIn(month) - weekdays);
}

/** Mean balance of January … December over 28 years, after which the Gregorian calendar's weekdays come round. */
const MEAN_BALANCE = Array.from({ length: SEASON }, (_, kind) => {
  const years = Array.from({ length: 28 }, (_, year) => balanceOf((2000 + year) * 12 + kind));
  return years.reduce((sum, one) => sum + one, 0) / years.length;
});

/** Working days beyond what the month's season holds already, in days. */
export function workingDayEffect(month: Month): number {
  return balanceOf(month) - (MEAN_BALANCE[month % SEASON] as number);
}

const REGRESSORS: readonly { name: EffectName; of: (month: Month) => number }[] = [
  { name: 'newYear', of: newYearEffect },
  { name: 'workingDays', of: workingDayEffect },
];

/**
 * Effects of the moving New Year and of working days: what a centred yearly average leaves of the series is regressed on
 * a mean for every calendar month and on the regressors. Empty with fewer than 48 months.
 */
export function calendarEffects(values: readonly number[], start: Month): CalendarEffect[] {
  if (values.length < CALENDAR_NEEDS) return [];
  const trend = centredAverage(values);
  const rows = values.flatMap((value, t) => {
    const level = trend[t] as number;
    return Number.isNaN(level) ? [] : [{ month: start + t, left: value - level }];
  });
  const within = withinMonths(rows.map(({ month, left }) => ({ month, value: left })));
  // Before 1970 the table knows no New Year: its regressor never moves and is left out.
  const moving = REGRESSORS.map(({ name, of }) => ({
    name,
    column: withinMonths(rows.map(({ month }) => ({ month, value: of(month) }))),
  })).filter(({ column }) => dot(column, column) > 1e-9);
  const columns = moving.map(({ column }) => column);
  const size = columns.length;
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    right[i] = dot(columns[i] as number[], within);
    for (let j = 0; j < size; j++) normal[i * size + j] = dot(columns[i] as number[], columns[j] as number[]);
  }
  if (!factor(normal, size)) return [];
  const coefficients = solve(normal, size, right);
  const residual = within.reduce((sum, value, row) => {
    const fitted = columns.reduce((at, column, i) => at + (coefficients[i] as number) * (column[row] as number), 0);
    return sum + (value - fitted) ** 2;
  }, 0);
  const variance = residual / Math.max(1, rows.length - SEASON - size);
  const inverse = inverseDiagonal(normal, size);
  return moving.map(({ name }, i) => {
    const coefficient = coefficients[i] as number;
    const standardError = Math.sqrt(variance * (inverse[i] as number));
    const t = standardError > 0 ? coefficient / standardError : coefficient === 0 ? 0 : Infinity * coefficient;
    return { name, coefficient, standardError, t, isUsed: Math.abs(t) >= CLEAR };
  });
}

/** What the used effects add in a month. */
export function effectIn(effects: readonly CalendarEffect[], month: Month): number {
  return effects.reduce((sum, { name, coefficient, isUsed }) => {
    const of = REGRESSORS.find((one) => one.name === name)?.of;
    return isUsed && of ? sum + coefficient * of(month) : sum;
  }, 0);
}

/** Values less the mean of their calendar month. */
function withinMonths(rows: readonly { month: Month; value: number }[]): number[] {
  const sums = new Float64Array(SEASON);
  const counts = new Float64Array(SEASON);
  for (const { month, value } of rows) {
    sums[month % SEASON] = (sums[month % SEASON] as number) + value;
    counts[month % SEASON] = (counts[month % SEASON] as number) + 1;
  }
  return rows.map(({ month, value }) => value - (sums[month % SEASON] as number) / (counts[month % SEASON] as number));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

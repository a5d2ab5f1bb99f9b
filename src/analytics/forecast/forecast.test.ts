import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { daysIn, type Month, monthText, readDate, weekdaysIn } from '../month.js';
import { seededRandom } from '../random.js';
import { maseOf, smapeOf } from './accuracy.js';
import { forecastSeries } from './forecast.js';
import { countInterval } from './interval.js';
import { lunarNewYear, newYearEffect, newYearShare } from './lunar-new-year.js';
import { fitTheta, thetaAhead } from './theta.js';
import { judge } from './trial.js';

const START = readDate('2019-01').month;

/** Months of growth, a season, a holiday that costs `holiday` of its month, and 2% noise. */
function planted(months: number, holiday: number, start: Month = START): number[] {
  const random = seededRandom(7);
  return Array.from({ length: months }, (_, t) => {
    const month = start + t;
    const season = 1 + 0.1 * Math.sin((2 * Math.PI * (month % 12)) / 12);
    const noise = 1 + 0.02 * (random() + random() + random() - 1.5);
    return 1000 * 1.005 ** t * season * (1 - holiday * newYearShare(month)) * noise;
  });
}

it('counts days and weekdays as the calendar does', () => {
  for (let month = 1999 * 12; month < 2032 * 12; month++) {
    const [year, kind] = [Math.floor(month / 12), month % 12];
    const days = new Date(Date.UTC(year, kind + 1, 0)).getUTCDate();
    const weekdays = Array.from({ length: days }, (_, d) => new Date(Date.UTC(year, kind, d + 1)).getUTCDay());
    expect([daysIn(month), weekdaysIn(month)]).toEqual([days, weekdays.filter((day) => day % 6 !== 0).length]);
  }
});

it('knows the New Year as the platform’s Chinese calendar does, but for two new moons at midnight', () => {
  const calendar = new Intl.DateTimeFormat('en-u-ca-chinese', { month: 'numeric', day: 'numeric', timeZone: 'UTC' });
  const others: number[] = [];
  for (let year = 1970; year <= 2070; year++) {
    const day = new Date(Date.UTC(year, 0, 20 + (lunarNewYear(year) as number)));
    const parts = Object.fromEntries(calendar.formatToParts(day).map(({ type, value }) => [type, value]));
    if (parts.month !== '1' || parts.day !== '1') others.push(year);
  }
  expect(others.filter((year) => year !== 2027 && year !== 2030)).toEqual([]);
  // 2027-02-06, 2030-02-03 and 2034-02-19 (after a leap eleventh month).
  expect([2027, 2030, 2034].map(lunarNewYear)).toEqual([17, 14, 30]);
  const [january, february] = [readDate('2025-01').month, readDate('2025-02').month];
  // Eve on 28 January 2025: four days of the week lie in January.
  expect(newYearShare(january)).toBeCloseTo(4 / 7, 12);
  expect(newYearEffect(january) + newYearEffect(february)).toBeCloseTo(0, 12);
});

it('measures errors as written', () => {
  expect(smapeOf([100, 0], [50, 0])).toBeCloseTo((200 * 50) / 150 / 2, 12);
  const history = Array.from({ length: 24 }, (_, t) => (t < 12 ? 10 : 14));
  expect(maseOf(history, [20, 20], [18, 14])).toBeCloseTo((2 + 6) / 2 / 4, 12);
});

it('runs Theta along half the slope of a straight line', () => {
  const line = Array.from({ length: 30 }, (_, t) => 5 + 2 * t);
  const theta = fitTheta(line);
  expect(theta.slope).toBeCloseTo(2, 10);
  const ahead = thetaAhead(theta, 30, 3);
  expect((ahead[2] as number) - (ahead[1] as number)).toBeCloseTo(1, 10);
});

it('finds a planted New Year in 60 months, and says on 24 that the season is unknown', () => {
  const long = forecastSeries({ values: planted(60, 0.2), start: START, kind: 'amount' }, { horizon: 14 });
  const effect = long.model?.calendar.find(({ name }) => name === 'newYear');
  expect(effect?.isUsed).toBe(true);
  expect(effect?.coefficient).toBeCloseTo(Math.log(1 - 0.2), 1);
  expect(long.model?.season.state).toBe('found');
  const truth = planted(74, 0.2).slice(60);
  expect(
    smapeOf(
      truth,
      long.months.map(({ value }) => value),
    ),
  ).toBeLessThan(4);
  const none = forecastSeries({ values: planted(60, 0), start: START, kind: 'amount' }, { horizon: 2 });
  expect(none.model?.calendar.some(({ isUsed }) => isUsed)).toBe(false);
  const short = forecastSeries({ values: planted(24, 0.2), start: START, kind: 'amount' }, { horizon: 2 });
  expect(short.model?.season.state).toBe('unknown');
  expect(short.notes).toEqual(expect.arrayContaining(['season-unknown', 'calendar-unknown']));
});

it('knows working days where no New Year is in the table', () => {
  const early = forecastSeries({ values: planted(60, 0, 1950 * 12), start: 1950 * 12, kind: 'amount' }, { horizon: 2 });
  expect(early.model?.calendar.map(({ name }) => name)).toEqual(['workingDays']);
  expect(early.notes).not.toContain('calendar-unknown');
});

it('finds no season in noise and none in 12 months, with a wider band there', () => {
  const random = seededRandom(3);
  const noise = Array.from({ length: 60 }, () => 100 + 10 * random());
  const long = forecastSeries({ values: noise, start: null, kind: 'amount' }, { horizon: 6 });
  expect(long.notes).toEqual(['no-season']);
  const short = forecastSeries({ values: noise.slice(0, 12), start: null, kind: 'amount' }, { horizon: 6 });
  expect(short.notes).toEqual(['season-unknown']);
  const width = ({ months }: typeof long) => (months[5]?.intervals[1]?.high ?? 0) - (months[5]?.intervals[1]?.low ?? 0);
  expect(width(short)).toBeGreaterThan(width(long));
});

it('keeps counts at 0 or above, small ones as Poisson counts, and rates within 0 and 1', () => {
  // qpois(c(.1, .9), 4) is 2 and 7; qnbinom(c(.025, .975), mu = 4, size = 2) is 0 and 13 (R).
  expect(countInterval(4, 4, 0.8)).toMatchObject({ low: 2, high: 7 });
  expect(countInterval(4, 12, 0.95)).toMatchObject({ low: 0, high: 13 });
  // A forecast of 0 whose errors were not: size 0.5 and mean 0.5 have a variance of 1, and P(X ≤ 2) = 0.950, P(X ≤ 3) = 0.978.
  expect(countInterval(0, 1, 0.95)).toMatchObject({ low: 0, high: 3 });
  expect(countInterval(0, 0, 0.95)).toMatchObject({ low: 0, high: 0 });
  const falling = Array.from({ length: 24 }, (_, t) => Math.max(0, 12 - t));
  const counts = forecastSeries({ values: falling, start: null, kind: 'count' }, { horizon: 12 });
  expect(counts.notes).toContain('below-poisson');
  for (const { value, intervals } of counts.months) {
    expect(value).toBeGreaterThanOrEqual(0);
    for (const { low, high } of intervals)
      expect([low >= 0, Number.isInteger(low), Number.isInteger(high)]).toEqual([true, true, true]);
  }
  const rates = Array.from({ length: 30 }, (_, t) => 0.9 + 0.003 * t);
  const rate = forecastSeries({ values: rates, start: null, kind: 'rate' }, { horizon: 36 });
  for (const { value, intervals } of rate.months) {
    expect(value).toBeLessThanOrEqual(1);
    for (const { low, high } of intervals) expect(low >= 0 && high <= 1 && low <= value && high >= value).toBe(true);
  }
  expect(() => forecastSeries({ values: [0.2, 1.2, 0.3, 0.4], start: null, kind: 'rate' }, { horizon: 1 })).toThrow(
    'rate',
  );
  expect(() => forecastSeries({ values: [1, 2, 3], start: null, kind: 'amount' }, { horizon: 1 })).toThrow(
    'at least 4',
  );
});

it('gives a series that never moves no error and no band', () => {
  const flat = forecastSeries({ values: new Array(24).fill(7), start: START, kind: 'amount' }, { horizon: 3 });
  for (const { value, intervals } of flat.months) {
    expect(value).toBeCloseTo(7, 6);
    expect((intervals[1]?.high ?? 0) - (intervals[1]?.low ?? 0)).toBeLessThan(1e-4);
  }
  expect(flat.backTest?.mase).toBeNull();
  expect(monthText(START)).toBe('2019-01');
});

const trial = path.join(process.env.TENURE_TRIAL_DATA ?? '', 'm3_monthly_half.json');

it.skipIf(!process.env.TENURE_TRIAL_DATA || !existsSync(trial))(
  'forecasts half of the M3 competition’s monthly series (TENURE_TRIAL_DATA)',
  () => {
    const found = judge(JSON.parse(readFileSync(trial, 'utf8')));
    expect(found.series).toBe(714);
    expect(found.smape).toBeLessThanOrEqual(13.45);
    expect(found.mase).toBeLessThanOrEqual(0.845);
    expect(Math.abs(found.coverage80 - 0.8)).toBeLessThanOrEqual(0.03);
    expect(Math.abs(found.coverage95 - 0.95)).toBeLessThanOrEqual(0.03);
  },
  60_000,
);

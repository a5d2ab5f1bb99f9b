import { type Month, monthText } from '../month.js';
import { Refusal } from '../refusal.js';
import {
  type ForecastMonth,
  type ForecastOptions,
  forecastSeries,
  LEAST_MONTHS,
  LEVELS,
  type SeriesForecast,
} from './forecast.js';
import { intervalOf } from './interval.js';
import { reconcile } from './reconcile.js';
import { inRange, meanOf, type SeriesKind, scaleFor } from './scale.js';

/** One cell of a question: its months in line with all others', and which cell it is part of. */
export interface Cell {
  readonly key: string;
  /** Key of the cell that this one is part of; null for one that stands alone or at the top. */
  readonly parent: string | null;
  /** One value a month; NaN before the cell begins, and nowhere else. */
  readonly values: readonly number[];
}

export interface CellsQuestion extends ForecastOptions {
  readonly cells: readonly Cell[];
  /** Month of every cell's first value; null where months have no names. */
  readonly start: Month | null;
  readonly kind: SeriesKind;
}

export interface CellForecast extends SeriesForecast {
  readonly key: string;
  readonly parent: string | null;
  /** The values before reconciliation, where there was one. */
  readonly unreconciled: readonly number[] | null;
}

export interface CellsForecast {
  readonly cells: readonly CellForecast[];
  /** True where every parent is the sum of its children, month by month. */
  readonly isCoherent: boolean;
}

/**
 * Forecasts of all cells of a question, each by itself, and then made to add up along `parent`. This is the one function
 * that a door calls. Refuses a tree of rates, and one whose history does not add up: its measure is not additive.
 */
export function forecastCells(question: CellsQuestion): CellsForecast {
  check(question);
  return settled(
    question,
    question.cells.map((cell) => forecastCell(cell, question)),
  );
}

/** The same, giving way between cells: `pause` may wait, and throws to end the work. */
export async function forecastCellsInTurns(
  question: CellsQuestion,
  pause: () => Promise<void>,
): Promise<CellsForecast> {
  check(question);
  const each: CellForecast[] = [];
  for (const cell of question.cells) {
    each.push(forecastCell(cell, question));
    await pause();
  }
  return settled(question, each);
}

const isTreeOf = (cells: readonly Cell[]): boolean => cells.some(({ parent }) => parent !== null);

function check({ cells, kind }: CellsQuestion): void {
  if (!isTreeOf(cells)) return;
  if (kind === 'rate') throw new Refusal('Rates do not add up: forecast them without a hierarchy.');
  checkHistory(cells);
}

function settled(question: CellsQuestion, each: readonly CellForecast[]): CellsForecast {
  const { cells, kind } = question;
  if (!isTreeOf(cells)) return { cells: each, isCoherent: false };
  const mayBeNegative = kind === 'amount' && cells.some(({ values }) => values.some((value) => value < 0));
  const figures = Array.from({ length: question.horizon }, (_, step) =>
    reconcile(
      each.map(({ key, parent, months, deviations }) => ({
        key,
        parent,
        value: (months[step] as ForecastMonth).value,
        variance: (deviations[step] as number) ** 2,
        mayBeNegative,
      })),
    ),
  );
  return {
    isCoherent: true,
    cells: each.map((cell, c) => ({
      ...cell,
      unreconciled: cell.months.map(({ value }) => value),
      months: cell.months.map((month, step) => moved(month, (figures[step] as number[])[c] as number, mayBeNegative)),
    })),
  };
}

function forecastCell({ key, parent, values }: Cell, question: CellsQuestion): CellForecast {
  const first = values.findIndex((value) => !Number.isNaN(value));
  const known = first < 0 ? [] : values.slice(first);
  const start = question.start === null ? null : question.start + Math.max(0, first);
  const series = { values: known, start, kind: question.kind };
  const found = known.length < LEAST_MONTHS ? flat(known, values.length, question) : forecastSeries(series, question);
  return { key, parent, unreconciled: null, ...found };
}

/** A cell of less than four months: its mean, as uncertain as it is large. */
function flat(known: readonly number[], length: number, question: CellsQuestion): SeriesForecast {
  const { start, kind, horizon, levels = LEVELS } = question;
  const value = known.length > 0 ? inRange(meanOf(known), kind) : 0;
  const scale = scaleFor([value], 'amount');
  const spread = scale.name === 'log' ? 0.7 : Math.abs(value);
  const months = Array.from({ length: horizon }, (_, i) => ({
    step: i + 1,
    month: start === null ? null : monthText(start + length + i),
    value,
    intervals: levels.map((level) => intervalOf(scale.to(value), spread, scale, kind, level)),
  }));
  return { months, backTest: null, model: null, notes: ['too-short'], deviations: months.map(() => Math.abs(value)) };
}

/** The interval goes with its value: by the same factor where all is positive, else by the same step. */
export function moved({ intervals, ...month }: ForecastMonth, value: number, mayBeNegative: boolean): ForecastMonth {
  const isFactor = month.value > 0 && value > 0 && intervals.every(({ low }) => low > 0);
  const at = (bound: number) => {
    const shifted = isFactor ? (bound * value) / month.value : bound + value - month.value;
    return mayBeNegative ? shifted : Math.max(0, shifted);
  };
  return {
    ...month,
    value,
    intervals: intervals.map(({ level, low, high }) => ({ level, low: at(low), high: at(high) })),
  };
}

function checkHistory(cells: readonly Cell[]): void {
  const sums = new Map<string, number[]>();
  for (const { parent, values } of cells) {
    if (parent === null) continue;
    const sum = sums.get(parent) ?? values.map(() => 0);
    values.forEach((value, t) => {
      sum[t] = (sum[t] as number) + (Number.isNaN(value) ? 0 : value);
    });
    sums.set(parent, sum);
  }
  for (const { key, values } of cells) {
    const sum = sums.get(key);
    const size = values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0);
    const off = sum?.findIndex((value, t) => Math.abs(value - ((values[t] as number) || 0)) > 1e-6 * size) ?? -1;
    if (off >= 0)
      throw new Refusal(
        `Month ${off + 1} of "${key}" is not the sum of its parts.`,
        'A measure that does not add up (a distinct count, a ratio) is forecast without a hierarchy.',
      );
  }
}

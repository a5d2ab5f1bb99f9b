import { type Month, monthText } from '../month.js';
import { Refusal } from '../refusal.js';
import { maseOf, mean, smapeOf } from './accuracy.js';
import { type Combination, combine } from './combination.js';
import { type Interval, intervalOf } from './interval.js';
import { type Origin, rollingOrigins, spreadFactor, squaredRatio } from './rolling-origins.js';
import { inRange, type Scale, type ScaleName, type SeriesKind, scaleFor } from './scale.js';

/** Consecutive months of one cell. */
export interface MonthlySeries {
  readonly values: readonly number[];
  /** Month of the first value; null where months have no names: then there are no calendar effects. */
  readonly start: Month | null;
  readonly kind: SeriesKind;
}

export interface ForecastMonth {
  /** 1 is the first month after the history. */
  readonly step: number;
  /** As 2026-03; null for a series without a calendar. */
  readonly month: string | null;
  readonly value: number;
  readonly intervals: readonly Interval[];
}

/** How earlier forecasts of the same series would have done: three origins, all their months together. */
export interface BackTest {
  readonly origins: number;
  /** Forecasts compared. */
  readonly months: number;
  /** Per cent. */
  readonly smape: number;
  /** Null where the history never moves. */
  readonly mase: number | null;
  /** Share of the actual values inside, for each level; each origin's band is scaled by the other two. */
  readonly coverage: readonly { readonly level: number; readonly share: number }[];
}

export type ForecastNote =
  | 'season-unknown'
  | 'no-season'
  | 'calendar-unknown'
  | 'no-back-test'
  | 'below-poisson'
  | 'constant'
  | 'too-short';

export interface SeriesForecast {
  readonly months: readonly ForecastMonth[];
  readonly backTest: BackTest | null;
  /** Everything that makes the numbers: the scale, the members' parameters, the factor of the intervals. Null for `too-short`. */
  readonly model: (Combination & { readonly scale: ScaleName; readonly spreadFactor: number }) | null;
  readonly notes: readonly ForecastNote[];
  /** Standard deviation of each month ahead, in the unit of the series: what reconciliation weighs by. */
  readonly deviations: readonly number[];
}

export interface ForecastOptions {
  /** Months ahead, at least 1. */
  readonly horizon: number;
  /** Levels of the intervals, each between 0 and 1. */
  readonly levels?: readonly number[];
}

export const LEVELS: readonly number[] = [0.8, 0.95];
/** A line and its error need this many months. */
export const LEAST_MONTHS = 4;

/** Forecast of one monthly series with intervals, back-test and parameters. Pure: the same input, the same answer. */
export function forecastSeries(series: MonthlySeries, { horizon, levels = LEVELS }: ForecastOptions): SeriesForecast {
  const { values, start, kind } = series;
  check(series, horizon);
  const scale = scaleFor(values, kind);
  const scaled = values.map(scale.to);
  const { model, ahead, spread } = combine(scaled, start, horizon);
  const origins = rollingOrigins(scaled, start);
  const ratios = origins.map((origin) => squaredRatio(origin, scaled));
  const factor = spreadFactor(ratios, values.length);
  const wide = spread.map((one) => one * factor);
  const months = ahead.map((at, i) => ({
    step: i + 1,
    month: start === null ? null : monthText(start + values.length + i),
    value: inRange(scale.from(at), kind),
    intervals: levels.map((level) => intervalOf(at, wide[i] as number, scale, kind, level)),
  }));
  return {
    months,
    backTest: backTestOf(series, scale, origins, ratios, levels),
    model: { ...model, scale: scale.name, spreadFactor: factor },
    notes: notesOf(series, model, origins.length, months),
    deviations: ahead.map((at, i) => Math.abs(scale.from(at + (wide[i] as number)) - scale.from(at))),
  };
}

function check({ values, kind }: MonthlySeries, horizon: number): void {
  if (!Number.isInteger(horizon) || horizon < 1) throw new Refusal('A forecast looks at least one month ahead.');
  if (values.length < LEAST_MONTHS)
    throw new Refusal(`A forecast needs at least ${LEAST_MONTHS} months; there are ${values.length}.`);
  for (const [i, value] of values.entries()) {
    if (!Number.isFinite(value)) throw new Refusal(`Month ${i + 1} of the series has no value.`);
    if (kind === 'count' && value < 0) throw new Refusal(`Month ${i + 1} has a count below 0 (${value}).`);
    if (kind === 'rate' && (value < 0 || value > 1)) throw new Refusal(`Month ${i + 1} has a rate outside 0 to 1.`);
  }
}

function backTestOf(
  { values, kind }: MonthlySeries,
  scale: Scale,
  origins: readonly Origin[],
  ratios: readonly number[],
  levels: readonly number[],
): BackTest | null {
  if (origins.length === 0) return null;
  const judged = origins.map(({ length, path }, o) => {
    const actual = values.slice(length);
    const forecast = path.ahead.map((at) => inRange(scale.from(at), kind));
    const others = ratios.filter((_, other) => other !== o);
    const factor = spreadFactor(others, length);
    const inside = levels.map((level) =>
      path.ahead.map((at, i) => {
        const { low, high } = intervalOf(at, (path.spread[i] as number) * factor, scale, kind, level);
        const value = actual[i] as number;
        return value >= low && value <= high ? 1 : 0;
      }),
    );
    return { actual, forecast, inside, mase: maseOf(values.slice(0, length), actual, forecast) };
  });
  const mases = judged.flatMap(({ mase }) => (mase === null ? [] : [mase]));
  return {
    origins: origins.length,
    months: judged.reduce((sum, { actual }) => sum + actual.length, 0),
    smape: mean(judged.map(({ actual, forecast }) => smapeOf(actual, forecast))),
    mase: mases.length > 0 ? mean(mases) : null,
    coverage: levels.map((level, i) => ({ level, share: mean(judged.flatMap(({ inside }) => inside[i] as number[])) })),
  };
}

function notesOf(
  { values, start, kind }: MonthlySeries,
  { season, calendar }: Combination,
  origins: number,
  months: readonly ForecastMonth[],
): ForecastNote[] {
  const notes: ForecastNote[] = [];
  if (season.state === 'unknown') notes.push('season-unknown');
  if (season.state === 'none') notes.push('no-season');
  if (start !== null && calendar.length === 0) notes.push('calendar-unknown');
  if (origins === 0) notes.push('no-back-test');
  if (kind === 'count' && mean(values) < 20 && months.some(({ value }) => value < 20)) notes.push('below-poisson');
  if (values.every((value) => value === values[0])) notes.push('constant');
  return notes;
}

import type { Month } from '../month.js';
import { type CalendarEffect, calendarEffects, effectIn } from './calendar-effects.js';
import { type DampedTrend, dampedAhead, fitDampedTrend } from './damped-trend.js';
import { fitHoltWinters, type HoltWinters, holtWintersAhead } from './holt-winters.js';
import { SEASON, type Season, seasonOf } from './season.js';
import { fitTheta, type Theta, thetaAhead } from './theta.js';

/** The members, fitted to a series on its scale; all that makes the forecast can be read from here. */
export interface Combination {
  readonly season: Season;
  readonly calendar: readonly CalendarEffect[];
  readonly theta: Theta;
  readonly dampedTrend: DampedTrend;
  /** Null without a season. */
  readonly holtWinters: HoltWinters | null;
}

export interface Path {
  readonly model: Combination;
  /** Forecast of every month ahead on the scale of the model: the members' plain mean. */
  readonly ahead: readonly number[];
  /** Standard deviation of each by the state-space formula, before any back-test has spoken. */
  readonly spread: readonly number[];
}

/**
 * Theta, the damped trend and, where there is a season, damped Holt-Winters, with equal weights: a mean of simple methods
 * is hard to beat and choosing among them by past errors does not help. `start` is null for series without a calendar.
 */
export function combine(scaled: readonly number[], start: Month | null, horizon: number): Path {
  const n = scaled.length;
  const first = start === null ? 0 : start % SEASON;
  const calendar = start === null ? [] : calendarEffects(scaled, start);
  const isUsed = calendar.some((effect) => effect.isUsed);
  const effectAt = (t: number) => (start !== null && isUsed ? effectIn(calendar, start + t) : 0);
  const clear = isUsed ? scaled.map((value, t) => value - effectAt(t)) : scaled;
  const season = seasonOf(clear, first);
  const indexAt = (t: number) => (season.state === 'found' ? (season.indices[(first + t) % SEASON] as number) : 0);
  const plain = clear.map((value, t) => value - indexAt(t));
  const theta = fitTheta(plain);
  const dampedTrend = fitDampedTrend(plain);
  const holtWinters = season.state === 'found' ? fitHoltWinters(clear, first, season.indices) : null;
  const members = [thetaAhead(theta, n, horizon), dampedAhead(dampedTrend, horizon)].map((path) =>
    path.map((value, step) => value + indexAt(n + step)),
  );
  if (holtWinters) members.push(holtWintersAhead(holtWinters, first + n, horizon));
  const ahead = Array.from({ length: horizon }, (_, step) => {
    const mean = members.reduce((sum, path) => sum + (path[step] as number), 0) / members.length;
    return mean + effectAt(n + step);
  });
  const model = { season, calendar, theta, dampedTrend, holtWinters };
  return { model, ahead, spread: spreadOf(theta, dampedTrend, n, horizon) };
}

/**
 * Root of σ²(1 + Σ c²ⱼ), where cⱼ is what an error of today adds to the forecast j months ahead (Hyndman and others 2008,
 * chapter 6), averaged over both members.
 */
function spreadOf(theta: Theta, damped: DampedTrend, n: number, horizon: number): number[] {
  const variance = (theta.errors + damped.errors) / 2 / Math.max(1, n - 3);
  let sum = 1;
  let [power, trend] = [1, 0];
  return Array.from({ length: horizon }, () => {
    const spread = Math.sqrt(variance * sum);
    power *= damped.phi;
    trend += power;
    sum += ((theta.alpha + damped.alpha + damped.beta * trend) / 2) ** 2;
    return spread;
  });
}

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chiSquareTail } from '../statistics/chi-square.js';
import { kaplanMeier, survivalAt } from './kaplan-meier.js';
import { logRank } from './log-rank.js';
import { attritionOf, fitShiftedBetaGeometric, retentionAt } from './shifted-beta-geometric.js';

const REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241];

it('fits the sBG of Fader and Hardie to the digits published', () => {
  const fit = fitShiftedBetaGeometric(attritionOf(REGULAR));
  expect(fit.alpha).toBeCloseTo(0.70408, 5);
  expect(fit.beta).toBeCloseTo(1.18204, 5);
  expect(fit.logLikelihood).toBeCloseTo(-1680.27, 2);
  const projected = [8, 9, 10, 11, 12].map((t) => Math.round(retentionAt(fit, t) * 10_000) / 100);
  expect(projected).toEqual([22.01, 20.44, 19.12, 17.99, 17]);
});

it('finds the parameters that made a cohort, from any start', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.2, max: 5, noNaN: true }), fc.double({ min: 0.2, max: 5, noNaN: true }), (a, b) => {
      const truth = { alpha: a, beta: b, logLikelihood: 0 };
      const fit = fitShiftedBetaGeometric(attritionOf([0, 1, 2, 3, 4, 5, 6].map((t) => 1e9 * retentionAt(truth, t))));
      expect(fit.alpha).toBeCloseTo(a, 3);
      expect(fit.beta).toBeCloseTo(b, 3);
    }),
    { numRuns: 50 },
  );
});

it('treats one rate for all as the limit of a narrow beta, and refuses what has nothing to project', () => {
  const geometric = fitShiftedBetaGeometric(attritionOf([1000, 900, 810, 729]));
  expect(retentionAt(geometric, 4)).toBeCloseTo(0.6561, 4);
  expect(() => fitShiftedBetaGeometric(attritionOf([10, 10, 10]))).toThrow('Nobody left');
  expect(() => fitShiftedBetaGeometric(attritionOf([10, 0, 0]))).toThrow('Everybody left');
  expect(() => attritionOf([10, 12, 9])).toThrow('rise');
  expect(() => attritionOf([10, Number.NaN, 9])).toThrow('not a count');
});

it('estimates a curve by hand-checked steps, with censored lives', () => {
  const curve = kaplanMeier({ durations: [1, 2, 2, 3, 4], ended: [true, true, false, true, false] });
  expect(curve.points.map((point) => [point.time, point.atRisk, point.survival])).toEqual([
    [1, 5, 0.8],
    [2, 4, expect.closeTo(0.6, 12)],
    [3, 2, expect.closeTo(0.3, 12)],
  ]);
  expect(curve.median).toBe(3);
  expect(survivalAt(curve, 0.5)?.survival).toBe(1);
  expect(survivalAt(curve, 2.9)?.survival).toBeCloseTo(0.6, 12);
});

it('knows nothing after the longest life watched, unless nobody is left', () => {
  const watched = kaplanMeier({ durations: [1, 4], ended: [true, false] });
  expect([4, 4.1].map((time) => survivalAt(watched, time)?.survival ?? null)).toEqual([0.5, null]);
  const over = kaplanMeier({ durations: [1, 4], ended: [true, true] });
  expect(survivalAt(over, 100)).toEqual({ survival: 0, low: 0, high: 0 });
});

it('never rises, stays in [0, 1] and keeps inside its interval', () => {
  const life = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(life, { minLength: 1, maxLength: 80 }), (rows) => {
      const curve = kaplanMeier({ durations: rows.map((row) => row[0]), ended: rows.map((row) => row[1]) });
      let before = 1;
      for (const { survival, low, high } of curve.points) {
        expect(survival <= before && survival >= 0).toBe(true);
        expect(low <= survival + 1e-12 && high >= survival - 1e-12).toBe(true);
        before = survival;
      }
    }),
  );
});

it('compares two groups as the textbook does (Freireich: 6-MP against placebo, chi-square 16.79)', () => {
  const treated = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35];
  const relapsed = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
  const placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];
  const lives = {
    durations: [...treated, ...placebo],
    ended: [...relapsed.map((flag) => flag === 1), ...placebo.map(() => true)],
  };
  const groups = lives.durations.map((_, i) => (i < treated.length ? 0 : 1));
  const test = logRank(lives, groups, 2);
  expect(test.statistic).toBeCloseTo(16.79, 2);
  expect(test.degreesOfFreedom).toBe(1);
  expect(test.pValue).toBeLessThan(1e-4);
  // A third group that says the same as the second halves nobody's rate; a group censored at once says nothing.
  const silent = logRank({ durations: [...lives.durations, 0], ended: [...lives.ended, false] }, [...groups, 2], 3);
  expect(silent.statistic).toBeCloseTo(test.statistic, 9);
});

it('defines a curve where nobody left, and refuses lives without a duration', () => {
  const curve = kaplanMeier({ durations: [3, 4], ended: [false, false] });
  expect(curve).toMatchObject({ count: 2, events: 0, points: [], median: null });
  expect(() => kaplanMeier({ durations: [], ended: [] })).toThrow('no lives');
  expect(() => kaplanMeier({ durations: [-1], ended: [true] })).toThrow('Row 1');
  expect(() => kaplanMeier({ durations: [Number.NaN], ended: [true] })).toThrow('Row 1');
});

it('knows the chi-square tail', () => {
  expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 10);
  expect(chiSquareTail(18.307038053275146, 10)).toBeCloseTo(0.05, 10);
  expect(chiSquareTail(2.1673, 7)).toBeCloseTo(0.95, 4);
  expect(chiSquareTail(0, 3)).toBe(1);
});

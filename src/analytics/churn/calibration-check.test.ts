import { expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { checkCalibration } from './calibration-check.js';
import { aucInterval, liftInterval } from './intervals.js';
import { areaUnderCurve, topDecileLift } from './metrics.js';

/** Outcomes drawn by the odds `shift + slope · told`. */
function drawn(count: number, slope: number, shift: number, seed: number) {
  const random = seededRandom(seed);
  const told = Float64Array.from({ length: count }, () => -3 + 3 * (random() + random() - 1));
  const labels = Uint8Array.from(told, (one) => (random() < 1 / (1 + Math.exp(-shift - slope * one)) ? 1 : 0));
  return { told, labels };
}

it('tells calibration in the large apart from the slope', () => {
  // A slope of 0.86 about the mean: the joint intercept would be far below 0 though as many left as were expected.
  const { told, labels } = drawn(40_000, 0.86, -0.24, 5);
  const found = checkCalibration(told, labels);
  expect(Math.abs((found.slope as number) - 0.86)).toBeLessThan(0.05);
  expect(found.slopeInterval?.high).toBeLessThan(1);
  expect(Math.abs(found.inTheLarge as number)).toBeLessThan(0.1);
  // The shift makes the sum right.
  const sum = told.reduce((all, one) => all + 1 / (1 + Math.exp(-one - (found.inTheLarge as number))), 0);
  expect(sum).toBeCloseTo(found.actual, 4);
});

it('has intervals that hold the truth about as often as they say', () => {
  const inside = { large: 0, slope: 0, auc: 0, lift: 0, expected: 0 };
  const whole = drawn(200_000, 1, 0, 99);
  const [auc, lift] = [areaUnderCurve(whole.told, whole.labels), topDecileLift(whole.told, whole.labels)];
  const runs = 200;
  for (let seed = 0; seed < runs; seed++) {
    const { told, labels } = drawn(800, 1, 0, seed);
    const found = checkCalibration(told, labels);
    const holds = (interval: { low: number; high: number } | null, value: number) =>
      interval !== null && interval.low <= value && value <= interval.high ? 1 : 0;
    inside.large += holds(found.inTheLargeInterval, 0);
    inside.slope += holds(found.slopeInterval, 1);
    inside.expected += holds(found.expectedInterval, found.actual);
    inside.auc += holds(aucInterval(told, labels), auc);
    inside.lift += holds(liftInterval(told, labels), lift);
  }
  for (const count of Object.values(inside)) {
    expect(count / runs).toBeGreaterThan(0.9);
    expect(count / runs).toBeLessThan(1);
  }
});

it('gives the DeLong interval by hand', () => {
  // Leavers 3, 2, 4; stayers 1, 2, 0: placements of leavers 1, 5/6, 1, of stayers 1, 5/6, 1; AUC 17/18.
  const interval = aucInterval([3, 2, 4, 1, 2, 0], [1, 1, 1, 0, 0, 0]);
  const variance = (2 * (1 / 18) ** 2 + (1 / 9) ** 2) / 2;
  expect(interval?.low).toBeCloseTo(17 / 18 - 1.959964 * Math.sqrt((2 * variance) / 3), 6);
  expect(interval?.high).toBe(1);
});

it('has no slope nor shift where they are not defined', () => {
  expect(checkCalibration([-1, -2, -3], [0, 0, 0])).toMatchObject({ inTheLarge: null, slope: null, actual: 0 });
  expect(checkCalibration([-1, -2, 1, 2], [0, 0, 1, 1])).toMatchObject({ slope: null, slopeInterval: null });
  expect(checkCalibration([-1, -1, -1, -1], [0, 0, 1, 0]).slope).toBeNull();
  expect(aucInterval([1, 2], [0, 1])).toBeNull();
  expect(liftInterval([1, 2], [0, 0])).toBeNull();
});

import { expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { wilson } from '../statistics/wilson.js';
import { type ArmSums, adjustedDifference } from './adjusted-difference.js';
import { alwaysValid } from './always-valid.js';
import { benjaminiHochberg } from './benjamini-hochberg.js';
import { fieller } from './fieller.js';
import { newcombe } from './newcombe.js';
import { sampleRatio } from './sample-ratio.js';
import { armMean, welch } from './welch.js';

it('gives Wilson’s interval: examples of Newcombe 1998, method 3', () => {
  const rounded = (s: number, n: number) => [wilson(s, n).low, wilson(s, n).high].map((x) => Number(x.toFixed(4)));
  expect(rounded(81, 263)).toEqual([0.2553, 0.3662]);
  expect(rounded(15, 148)).toEqual([0.0624, 0.1605]);
  expect(rounded(0, 20)).toEqual([0, 0.1611]);
  expect(rounded(1, 29)).toEqual([0.0061, 0.1718]);
});

it('gives Newcombe’s interval of a difference: his example 56/70 against 48/80, method 10', () => {
  const { difference, low, high } = newcombe({ successes: 56, trials: 70 }, { successes: 48, trials: 80 });
  expect(difference).toBeCloseTo(0.2, 12);
  expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.0524', '0.3339']);
});

it('gives Welch’s interval: Student’s sleep data', () => {
  // t.test(extra ~ group, sleep) in R: t = -1.8608, df = 17.776, p = 0.07939, -3.3654832 to 0.2054832.
  const arm = (values: number[]) =>
    armMean(
      values.length,
      values.reduce((s, v) => s + v, 0),
      values.reduce((s, v) => s + v * v, 0),
    );
  const found = welch(
    arm([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]),
    arm([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]),
  );
  expect(found.difference / found.standardError).toBeCloseTo(-1.86081346749, 10);
  expect(found.degreesOfFreedom).toBeCloseTo(17.7764735162, 9);
  expect(found.pValue).toBeCloseTo(0.0793941401874, 10);
  expect(found.low).toBeCloseTo(-3.36548323071, 9);
  expect(found.high).toBeCloseTo(0.205483230712, 9);
});

it('adjusts a difference as two regressions read at one point', () => {
  const y = [3.1, 4.0, 5.2, 6.9, 7.1, 8.8, 2.0, 2.9, 4.4, 4.1, 6.2, 6.0, 7.5];
  const x = [1, 2, 3, 4, 5, 6, 1, 2, 3, 3.5, 5, 5.5, 7];
  const z = [2, 1, 5, 3, 2, 4, 1, 3, 2, 5, 4, 4, 1];
  const sums = (from: number, to: number, covariates: number[][]): ArmSums => {
    const dot = (a: number[], b: number[]) => a.slice(from, to).reduce((s, v, i) => s + v * (b[from + i] as number), 0);
    const ones = y.map(() => 1);
    const columns = covariates;
    return {
      count: to - from,
      y: dot(y, ones),
      yy: dot(y, y),
      x: columns.map((c) => dot(c, ones)),
      xy: columns.map((c) => dot(c, y)),
      xx: columns.flatMap((a) => columns.map((b) => dot(a, b))),
    };
  };
  // R: predict(lm(y ~ x, arm), means of all, se.fit = TRUE) for both arms; lm(y ~ t * I(x - mean(x)))'s coefficient of t.
  const one = adjustedDifference(sums(0, 6, [x]), sums(6, 13, [x]));
  expect(one.difference).toBeCloseTo(1.4896721165, 9);
  expect(one.standardError).toBeCloseTo(0.192403770784, 9);
  const two = adjustedDifference(sums(0, 6, [x, z]), sums(6, 13, [x, z]));
  expect(two.difference).toBeCloseTo(1.48642101569, 9);
  expect(two.standardError).toBeCloseTo(0.21213886677, 9);
});

it('solves Fieller’s equation at its bounds, and says where there is no interval', () => {
  const means = { numerator: 12, denominator: 4, numeratorVariance: 1, denominatorVariance: 0.25, covariance: 0.1 };
  const found = fieller(means, 1.96);
  expect(found.kind).toBe('interval');
  if (found.kind === 'all') throw new Error('no interval');
  for (const rho of [found.low, found.high])
    expect((12 - 4 * rho) ** 2).toBeCloseTo(1.96 ** 2 * (1 - 0.2 * rho + 0.25 * rho ** 2), 8);
  expect(found.low < 3 && found.high > 3).toBe(true);
  expect(fieller({ ...means, denominator: 0.2 }, 1.96).kind).toBe('outside');
  expect(fieller({ ...means, numerator: 0.5, denominator: 0.2 }, 1.96).kind).toBe('all');
});

it('finds the sample-ratio mismatch of Kohavi, Tang and Xu (2020), chapter 21', () => {
  // chisq.test(c(821588, 815482)): p = 1.8e-6.
  const found = sampleRatio([821_588, 815_482], [0.5, 0.5]);
  expect(found.pValue).toBeCloseTo(1.82179287262e-6, 14);
  expect(found.isMismatch).toBe(true);
  expect(sampleRatio([203, 797], [0.2, 0.8]).isMismatch).toBe(false);
});

it('adjusts the fifteen p-values of Benjamini and Hochberg 1995: four are found', () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];
  const adjusted = benjaminiHochberg(p);
  expect(adjusted.filter((value) => value <= 0.05)).toHaveLength(4);
  // p.adjust(p, "BH") in R
  [0.0015, 0.003, 0.0095, 0.035625, 0.0603].forEach((value, i) => void expect(adjusted[i]).toBeCloseTo(value, 12));
  expect(benjaminiHochberg([...p].reverse())).toEqual([...adjusted].reverse());
});

it('keeps false alarms below 5% however often it is looked at, and the interval agrees with the p-value', () => {
  const random = seededRandom(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let [alarms, plain] = [0, 0];
  for (let trial = 0; trial < 1000; trial++) {
    let sum = 0;
    let [isAlarm, isPlain] = [false, false];
    for (let n = 1; n <= 300; n++) {
      sum += normal();
      if (n % 10 > 0) continue;
      const { low, high, pValue } = alwaysValid(sum / n, 1 / Math.sqrt(n), 0.2);
      expect(pValue <= 0.05).toBe(low > 0 || high < 0);
      isAlarm ||= pValue <= 0.05;
      isPlain ||= Math.abs(sum / Math.sqrt(n)) > 1.96;
    }
    alarms += Number(isAlarm);
    plain += Number(isPlain);
  }
  expect(alarms / 1000).toBeLessThanOrEqual(0.05);
  expect(plain / 1000).toBeGreaterThan(0.2);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trialFile } from '../../../test/support/trial-data.js';
import { readCsv } from '../../commands/csv-table.js';
import { seededRandom } from '../random.js';
import { Refusal } from '../refusal.js';
import { findNumbers } from '../table/table.js';
import { expectedPurchases, fitBgNbd, hypergeometric, probabilityAlive } from './bg-nbd.js';
import { expectedSpend, fitGammaGamma } from './gamma-gamma.js';

const cdnow = trialFile('cdnow_summary_spend.csv');

describe.skipIf(!cdnow)('CDNOW', () => {
  test('BG/NBD gives the published parameters and the published prediction', async () => {
    const table = await readCsv(cdnow as string);
    const model = fitBgNbd({
      frequency: findNumbers(table, 'x'),
      recency: findNumbers(table, 't_x'),
      age: findNumbers(table, 'T'),
    });
    expect(model.r).toBeCloseTo(0.2426, 4);
    expect(model.alpha).toBeCloseTo(4.414, 2);
    expect(model.a).toBeCloseTo(0.793, 3);
    expect(model.b).toBeCloseTo(2.426, 3);
    expect(model.logLikelihood).toBeCloseTo(-9582.4, 1);
    expect(model.isAtBound).toBe(false);
    // Fader, Hardie and Lee, "Implementing the BG/NBD model in Excel": E[Y(39) | x = 2, t_x = 30.43, T = 38.86] = 1.226.
    expect(expectedPurchases(model, 2, 30.43, 38.86, 39)).toBeCloseTo(1.226, 3);
  });

  test('Gamma-Gamma gives the published parameters', async () => {
    const table = await readCsv(cdnow as string);
    const model = fitGammaGamma(findNumbers(table, 'x'), findNumbers(table, 'zbar'));
    expect(model.customers).toBe(946);
    // Fader and Hardie 2013: p = 6.25, q = 3.74, γ = 15.44 on the same 946 customers.
    expect(model.p).toBeCloseTo(6.25, 2);
    expect(model.q).toBeCloseTo(3.74, 1);
    expect(model.v).toBeCloseTo(15.44, 1);
  });
});

test('parameters are found again from simulated customers', () => {
  const random = seededRandom(11);
  const exponential = (rate: number) => -Math.log(1 - random()) / rate;
  const histories = Array.from({ length: 4000 }, () => {
    // gamma(2, 4) and beta(1, 3) by sums of exponentials and order statistics.
    const rate = exponential(4) + exponential(4);
    const leaving = Math.min(random(), random(), random());
    const age = 30 + 10 * random();
    let [time, last, count] = [exponential(rate), 0, 0];
    while (time <= age) {
      last = time;
      count++;
      if (random() < leaving) break;
      time += exponential(rate);
    }
    return { frequency: count, recency: last, age };
  });
  const model = fitBgNbd({
    frequency: histories.map((h) => h.frequency),
    recency: histories.map((h) => h.recency),
    age: histories.map((h) => h.age),
  });
  expect(model.r / 2).toBeGreaterThan(0.88);
  expect(model.r / 2).toBeLessThan(1.12);
  expect(model.alpha / 4).toBeGreaterThan(0.85);
  expect(model.alpha / 4).toBeLessThan(1.15);
  expect(model.a / model.b).toBeGreaterThan(0.28);
  expect(model.a / model.b).toBeLessThan(0.39);
});

test('predictions are probabilities and counts: in range, and more purchases in a longer time', () => {
  const positive = fc.double({ min: 0.05, max: 20, noNaN: true });
  const past = fc.record({
    x: fc.integer({ min: 0, max: 60 }),
    at: fc.double({ min: 0.01, max: 1, noNaN: true }),
    age: positive,
  });
  fc.assert(
    fc.property(positive, positive, positive, positive, past, (r, alpha, a, b, { x, at, age }) => {
      const recency = x === 0 ? 0 : at * age;
      const model = { r, alpha, a, b };
      const alive = probabilityAlive(model, x, recency, age);
      expect(alive).toBeGreaterThanOrEqual(0);
      expect(alive).toBeLessThanOrEqual(1);
      const [short, long] = [1, 5].map((periods) => expectedPurchases(model, x, recency, age, periods)) as [
        number,
        number,
      ];
      expect(short).toBeGreaterThanOrEqual(-1e-9);
      expect(long).toBeGreaterThanOrEqual(short - 1e-9 * Math.max(1, short));
    }),
  );
});

test('2F1 equals closed forms', () => {
  expect(hypergeometric(1, 1, 2, 0.5)).toBeCloseTo(2 * Math.LN2, 12);
  expect(hypergeometric(3, 2, 2, 0.9)).toBeCloseTo(0.1 ** -3, 6);
});

test('expected spend lies between what was seen and the population', () => {
  const model = { p: 6.25, q: 3.74, v: 15.44 };
  const population = (model.p * model.v) / (model.q - 1);
  expect(expectedSpend(model, 0, 0)).toBeCloseTo(population, 9);
  const seen = expectedSpend(model, 5, 100) as number;
  expect(seen).toBeGreaterThan(population);
  expect(seen).toBeLessThan(100);
  expect(expectedSpend({ ...model, q: 0.5 }, 0, 0)).toBeNull();
});

test.each([
  ['nobody came back', [0, 0, 0], [0, 0, 0], [1, 2, 3]],
  ['recency after the end', [1, 0], [5, 0], [4, 4]],
  ['recency without a purchase', [0, 1], [1, 1], [4, 4]],
  ['half a purchase', [0.5, 1], [1, 1], [4, 4]],
  ['blank', [Number.NaN, 1], [1, 1], [4, 4]],
  ['no time', [1, 1], [1, 0], [4, 0]],
])('refuses a history where %s', (_, frequency, recency, age) => {
  expect(() => fitBgNbd({ frequency, recency, age })).toThrow(Refusal);
});

import { expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { fitBgNbd } from './bg-nbd.js';
import { judgeHoldOut } from './hold-out.js';
import { splitPurchases } from './purchases.js';

it('splits purchases at a day: one a day, the first is no repeat, later customers are not there yet', () => {
  const split = splitPurchases(
    {
      customer: ['a', 'a', 'a', 'b', 'a', 'c', 'b'],
      day: [0, 7, 7, 14, 35, 40, 28],
      amount: [5, 3, 4, 1, 9, 2, 6],
    },
    28,
    7,
  );
  expect(split.customers).toEqual(['a', 'b']);
  expect(Array.from(split.history.frequency)).toEqual([1, 1]);
  expect(Array.from(split.history.recency)).toEqual([1, 2]);
  expect(Array.from(split.history.age)).toEqual([4, 2]);
  expect(Array.from(split.spend ?? [])).toEqual([7, 6]);
  expect(Array.from(split.after)).toEqual([1, 0]);
});

it('expects of simulated customers what they then buy, better than if all went on as before', () => {
  // BG/NBD: rates from a gamma distribution, and after each repeat purchase a chance to leave from a beta distribution.
  const random = seededRandom(6);
  const purchases: { customer: string[]; day: number[] } = { customer: [], day: [] };
  const exponential = (rate: number) => -Math.log(1 - random()) / rate;
  for (let c = 0; c < 3000; c++) {
    const rate = exponential(1 / 0.04);
    const leaving = 1 - Math.sqrt(random());
    let day = Math.floor(60 * random());
    for (let isFirst = true; day < 600; isFirst = false) {
      purchases.customer.push(String(c));
      purchases.day.push(Math.floor(day));
      // Leaving follows a repeat purchase, never the first.
      if (!isFirst && random() < leaving) break;
      day += exponential(rate);
    }
  }
  const { history, after } = splitPurchases({ ...purchases, amount: null }, 400, 7);
  const found = judgeHoldOut(fitBgNbd(history), history, after, 200 / 7);
  expect(Math.abs(found.expected / found.actual - 1)).toBeLessThan(0.1);
  expect(found.meanAbsoluteError).toBeLessThan(found.meanAbsoluteErrorAsBefore);
  expect(found.correlation).toBeGreaterThan(0.5);
  expect(found.byFrequency.reduce((sum, { customers }) => sum + customers, 0)).toBe(found.customers);
});

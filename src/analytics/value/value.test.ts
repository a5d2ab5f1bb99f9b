import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../random.js';
import { Refusal } from '../refusal.js';
import { additionProbability, affinityRules, countAffinity, type Holding } from './affinity.js';
import { customerValue } from './components.js';
import { concentration } from './concentration.js';
import { LOYALTY_WEIGHTS, loyaltyIndex } from './loyalty.js';
import { normalised, rangeOf, score } from './score.js';

const TERMS = { horizonMonths: 36, annualDiscountRate: 0.1, windowMonths: 6 };

describe('customer value', () => {
  test('equals a computation by hand', () => {
    const value = customerValue(
      {
        recentMargins: [10, 20, 30],
        monthlyMargin: 25,
        churn: [0.1, 0.2],
        additions: [{ product: 'tv', probability: 0.5, monthlyMargin: 8 }],
      },
      { horizonMonths: 2, annualDiscountRate: 0.21, windowMonths: 1 },
    );
    const [w1, w2] = [1.21 ** (-1 / 12), 1.21 ** (-2 / 12)];
    const stock = 25 * (w1 * 0.9 + w2 * 0.8);
    const incremental = 8 * (w1 * 0.9 * 0.5 + w2 * 0.8 * 0.75);
    expect(value.current).toBe(60);
    expect(value.stock).toBeCloseTo(stock, 12);
    expect(value.incremental).toBeCloseTo(incremental, 12);
    expect(value.lifetime).toBeCloseTo(stock + incremental, 12);
  });

  test('is the sum of its parts, and the stock equals margin less what is lost', () => {
    const amounts = fc.array(fc.double({ min: -500, max: 500, noNaN: true }), { maxLength: 15 });
    const curve = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 36, maxLength: 60 });
    fc.assert(
      fc.property(
        amounts,
        fc.double({ min: -50, max: 300, noNaN: true }),
        curve,
        (recentMargins, monthlyMargin, churn) => {
          const additions = [{ product: 'tv', probability: 0.3, monthlyMargin: 5 }];
          const value = customerValue({ recentMargins, monthlyMargin, churn, additions }, TERMS);
          expect(value.lifetime).toBe(value.stock + value.incremental);
          expect(value.customer).toBe(value.current + value.lifetime);
          let [all, lost] = [0, 0];
          for (let t = 1; t <= 36; t++) {
            const w = 1.1 ** (-t / 12);
            all += w * monthlyMargin;
            lost += w * monthlyMargin * (churn[t - 1] as number);
          }
          expect(value.stock).toBeCloseTo(all - lost, 6);
        },
      ),
    );
  });

  test('of one sure to leave is the past alone', () => {
    const value = customerValue(
      { recentMargins: new Array(24).fill(10), monthlyMargin: 10, churn: new Array(60).fill(1), additions: [] },
      TERMS,
    );
    expect(value).toEqual({ current: 120, stock: 0, incremental: 0, lifetime: 0, customer: 120 });
  });
});

describe('next-product affinity', () => {
  const products = ['voice', 'broadband', 'tv', 'roaming'];

  test('counts support, confidence and lift as their definitions say', () => {
    const holdings: Holding[] = [
      ...Array.from({ length: 40 }, (_, i) => ({ held: ['voice', 'broadband'], added: i < 20 ? ['tv'] : [] })),
      ...Array.from({ length: 60 }, (_, i) => ({ held: ['voice'], added: i < 6 ? ['tv'] : [] })),
    ];
    const counts = countAffinity(holdings, products);
    const rule = affinityRules(counts).find(({ held, next }) => held === 'broadband' && next === 'tv');
    expect(rule).toMatchObject({ support: 0.2, confidence: 0.5, exposed: 40, added: 20 });
    expect(rule?.lift).toBeCloseTo(0.5 / 0.26, 12);
  });

  test('finds planted affinities and no others', () => {
    const random = seededRandom(3);
    const holdings = Array.from({ length: 20_000 }, () => {
      const held = products.filter(() => random() < 0.4);
      const added = products.filter((next) => {
        if (held.includes(next)) return false;
        const isLikely = next === 'tv' && held.includes('broadband');
        return random() < (isLikely ? 0.25 : 0.05);
      });
      return { held, added };
    });
    const counts = countAffinity(holdings, products);
    const strong = affinityRules(counts, { leastLift: 1.3 });
    expect(strong.map(({ held, next }) => `${held}>${next}`)).toEqual(['broadband>tv']);
    expect(additionProbability(new Set(['voice', 'broadband']), 'tv', strong, counts.base)).toBeCloseTo(0.25, 1);
    expect(additionProbability(new Set(['tv']), 'tv', strong, counts.base)).toBe(0);
    expect(additionProbability(new Set(), 'roaming', strong, counts.base)).toBeCloseTo(0.05, 1);
  });

  test('knows nothing of no customers', () => {
    const counts = countAffinity([], products);
    expect(affinityRules(counts)).toEqual([]);
    expect(additionProbability(new Set(['voice']), 'tv', [], counts.base)).toBe(0);
  });
});

describe('value score', () => {
  test('its parts sum to it, and it lies between 0 and 100', () => {
    const weights = [
      { name: 'margin', path: ['value', 'margin'], weight: 0.7, lessIsMore: false },
      { name: 'arrears', path: ['value', 'arrears'], weight: 0.3, lessIsMore: true },
    ];
    const ranges = { margin: { low: 0, high: 100 }, arrears: { low: 0, high: 50 } };
    fc.assert(
      fc.property(fc.double({ noNaN: false }), fc.double({ noNaN: false }), (margin, arrears) => {
        const found = score({ margin, arrears }, weights, ranges);
        expect(found.score).toBeGreaterThanOrEqual(0);
        expect(found.score).toBeLessThanOrEqual(100 + 1e-9);
        expect(found.parts.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(found.score, 12);
      }),
    );
    expect(score({ margin: 100, arrears: 0 }, weights, ranges).score).toBeCloseTo(100, 12);
    expect(score({ margin: 50, arrears: 50 }, weights, ranges).score).toBeCloseTo(35, 12);
    expect(() => score({ margin: 1 }, weights, ranges)).toThrow(Refusal);
  });

  test('a range without width tells nobody apart', () => {
    expect(rangeOf([5, 5, 5])).toEqual({ low: 5, high: 5 });
    expect(normalised(5, rangeOf([5, 5, 5]), false)).toBe(0.5);
    expect(rangeOf([])).toEqual({ low: 0, high: 0 });
  });

  test('loyalty rises with what binds and falls with complaints', () => {
    expect(LOYALTY_WEIGHTS.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    const base = { tenureMonths: 24, contractMonthsLeft: 6, productsHeld: 2, satisfaction: 3, complaints: 1 };
    const index = loyaltyIndex(base);
    expect(loyaltyIndex({ ...base, tenureMonths: 36 })).toBeGreaterThan(index);
    expect(loyaltyIndex({ ...base, complaints: 3 })).toBeLessThan(index);
    expect(
      loyaltyIndex({ tenureMonths: 99, contractMonthsLeft: 24, productsHeld: 9, satisfaction: 5, complaints: 0 }),
    ).toBeCloseTo(100, 9);
    expect(loyaltyIndex({ ...base, satisfaction: Number.NaN })).toBeGreaterThan(0);
  });
});

describe('concentration', () => {
  test('equals the definition of the Gini coefficient written out, and deciles sum to the total', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1, maxLength: 60 }),
        (values) => {
          const found = concentration(values);
          const total = values.reduce((sum, x) => sum + x, 0);
          expect(found.deciles.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(total, 6);
          expect(found.deciles.reduce((sum, { customers }) => sum + customers, 0)).toBe(values.length);
          if (total === 0) {
            expect(found.gini).toBeNull();
            return;
          }
          const differences = values.reduce(
            (sum, x) => sum + values.reduce((inner, y) => inner + Math.abs(x - y), 0),
            0,
          );
          expect(found.gini).toBeCloseTo(differences / (2 * values.length * total), 9);
          expect(found.lorenz[0]).toEqual({ customers: 0, value: 0 });
          expect(found.lorenz.at(-1)?.value).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  test('all alike is 0, one with all is near 1, nothing is undefined', () => {
    expect(concentration(new Float64Array(50).fill(3)).gini).toBeCloseTo(0, 12);
    const [one] = [concentration(Float64Array.from({ length: 100 }, (_, i) => (i === 7 ? 5 : 0)))];
    expect(one.gini).toBeCloseTo(0.99, 12);
    expect(one.deciles[0]).toMatchObject({ decile: 1, customers: 10, share: 1 });
    expect(concentration([])).toMatchObject({ total: 0, gini: null, lorenz: [] });
    expect(concentration([-5, 2])).toMatchObject({ total: -3, gini: null });
  });
});

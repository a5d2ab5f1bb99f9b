import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../random.js';
import { Refusal } from '../refusal.js';
import type { Table } from '../table/table.js';
import { type CostMatrix, costMatrixOf, thresholdOf } from './cost-matrix.js';
import { type DecideInput, decide } from './decide.js';
import { judge, outcomesOf } from './outcomes.js';
import { bestPoint, precisionAt, profitCurve } from './profit-curve.js';

const CAMPAIGN = { contactCost: 10, offerCost: 50, successRate: 0.3, valueAtStake: 1000 };

/** Customers whose probability is true, and features that tell it. */
function customers(count: number, seed: number): { probabilities: Float64Array; labels: Uint8Array; features: Table } {
  const random = seededRandom(seed);
  const first = Float64Array.from({ length: count }, () => random() * 4 - 2);
  const second = Float64Array.from({ length: count }, () => random() * 4 - 2);
  const probabilities = first.map((x, i) => 1 / (1 + Math.exp(2 - x - 0.7 * (second[i] as number))));
  const labels = Uint8Array.from(probabilities, (p) => (random() < p ? 1 : 0));
  const columns = [
    { kind: 'number' as const, name: 'first', values: first },
    { kind: 'number' as const, name: 'second', values: second },
  ];
  return { probabilities, labels, features: { rowCount: count, columns } };
}

function input(count: number, matrix: CostMatrix, seed = 1): DecideInput {
  return {
    ...customers(count, seed),
    matrixOf: () => matrix,
    matrix,
    capacity: Math.round(count / 10),
    folds: 5,
    seed: 1,
  };
}

describe('cost matrix', () => {
  test('of a campaign', () => {
    expect(costMatrixOf(CAMPAIGN)).toEqual({
      contactedChurner: 725,
      contactedStayer: 60,
      missedChurner: 1000,
      leftAlone: 0,
    });
    expect(thresholdOf(costMatrixOf(CAMPAIGN))).toBeCloseTo(60 / 335, 12);
  });

  test('contacting never pays, or always does', () => {
    expect(thresholdOf(costMatrixOf({ ...CAMPAIGN, successRate: 0 }))).toBeNull();
    expect(thresholdOf(costMatrixOf({ ...CAMPAIGN, contactCost: 0, offerCost: 0 }))).toBe(0);
    expect(() => costMatrixOf({ ...CAMPAIGN, successRate: 1.2 })).toThrow(Refusal);
    expect(() => costMatrixOf({ ...CAMPAIGN, valueAtStake: Number.NaN })).toThrow(Refusal);
  });

  test('at its threshold contacting and leaving alone cost the same', () => {
    const campaigns = fc.record({
      contactCost: fc.double({ min: 0.1, max: 50, noNaN: true }),
      offerCost: fc.double({ min: 0, max: 50, noNaN: true }),
      successRate: fc.double({ min: 0.05, max: 1, noNaN: true }),
      valueAtStake: fc.double({ min: 60, max: 5000, noNaN: true }),
    });
    fc.assert(
      fc.property(campaigns, (campaign) => {
        const matrix = costMatrixOf(campaign);
        const p = thresholdOf(matrix);
        if (p === null) return;
        const contacted = p * matrix.contactedChurner + (1 - p) * matrix.contactedStayer;
        expect(contacted).toBeCloseTo(p * matrix.missedChurner + (1 - p) * matrix.leftAlone, 6);
      }),
    );
  });
});

const scored = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.boolean()), { minLength: 1, maxLength: 60 });

test('the best threshold is the best of all, found by trying each', () => {
  fc.assert(
    fc.property(scored, fc.integer({ min: 1, max: 300 }), (rows, fn) => {
      const probabilities = rows.map(([p]) => p / 8);
      const matrix = { contactedChurner: 20, contactedStayer: 30, missedChurner: fn, leftAlone: 0 };
      const outcomes = outcomesOf(
        Uint8Array.from(rows, ([, churned]) => (churned ? 1 : 0)),
        () => matrix,
      );
      const best = bestPoint(profitCurve(outcomes, probabilities));
      const tried = [Number.POSITIVE_INFINITY, ...new Set(probabilities)].map(
        (t) => judge(outcomes, (row) => (probabilities[row] as number) >= t).totalCost,
      );
      expect(best.totalCost).toBeCloseTo(Math.min(...tried), 9);
      const again = judge(
        outcomes,
        (row) => best.threshold !== null && (probabilities[row] as number) >= best.threshold,
      );
      expect(again).toMatchObject({ targeted: best.targeted, churnersReached: best.churnersReached });
      expect(again.profit).toBeCloseTo(best.profit, 9);
    }),
  );
});

test('precision at capacity averages over the ties at the edge', () => {
  const outcomes = outcomesOf(Uint8Array.of(1, 0, 1, 0), () => costMatrixOf(CAMPAIGN));
  expect(precisionAt(outcomes, [0.9, 0.5, 0.5, 0.1], 1)).toBe(1);
  expect(precisionAt(outcomes, [0.9, 0.5, 0.5, 0.1], 2)).toBe(0.75);
  expect(precisionAt(outcomes, [0, 0, 0, 0], 3)).toBe(0.5);
  expect(precisionAt(outcomes, [0.9, 0.5, 0.5, 0.1], 100)).toBe(0.5);
});

describe('decide', () => {
  const found = decide(input(6000, costMatrixOf(CAMPAIGN)));
  const by = Object.fromEntries(found.comparisons.map((one) => [one.strategy, one]));

  test('with true probabilities the best threshold lies near the one of the cost matrix, and costs no more', () => {
    expect(found.threshold).toBeGreaterThan(0.12);
    expect(found.threshold).toBeLessThan(0.25);
    expect(by.costThreshold?.totalCost).toBe(found.totalCost);
    for (const one of found.comparisons.filter(({ strategy }) => ['costMatrix', 'noModel', 'half'].includes(strategy)))
      expect(one.totalCost).toBeGreaterThanOrEqual(found.totalCost);
    expect(found.profit).toBeGreaterThan(0);
    expect(found.targetSize).toBe(by.costThreshold?.targeted);
  });

  test('the alternatives learn: far better than no model, near the true probabilities', () => {
    for (const strategy of ['underSampling', 'adaCost']) {
      expect(by[strategy]?.profit).toBeGreaterThan(0.85 * found.profit);
      expect(by[strategy]?.precisionAtCapacity).toBeGreaterThan(0.85 * (by.costMatrix?.precisionAtCapacity as number));
    }
    expect(by.noModel?.lift ?? 1).toBe(1);
  });

  test('is the same each time', () => {
    expect(decide(input(6000, costMatrixOf(CAMPAIGN)))).toEqual(found);
  });

  test('nobody churned, everybody churned: defined, without alternatives', () => {
    const nobody = decide({ ...input(50, costMatrixOf(CAMPAIGN)), labels: new Uint8Array(50) });
    expect(nobody).toMatchObject({ threshold: null, targetSize: 0, totalCost: 0, profit: 0, churnRate: 0 });
    expect(nobody.comparisons.map(({ lift }) => lift).every((lift) => lift === null)).toBe(true);
    const all = decide({ ...input(50, costMatrixOf(CAMPAIGN)), labels: new Uint8Array(50).fill(1) });
    expect(all).toMatchObject({ targetSize: 50, totalCost: 50 * 725, profit: 50 * 275 });
    expect(all.notes).toHaveLength(1);
    expect(JSON.stringify([nobody, all])).not.toContain('NaN');
  });

  test('refuses what is not a probability', () => {
    const given = input(50, costMatrixOf(CAMPAIGN));
    expect(() => decide({ ...given, probabilities: new Float64Array(50).fill(1.5) })).toThrow(Refusal);
    expect(() => decide({ ...given, probabilities: new Float64Array(50).fill(Number.NaN) })).toThrow(Refusal);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../refusal.js';
import { decomposeChange, decomposeDrivers, decomposeLevel, type GroupPeriod } from './churn-reasons.js';

const REASONS = ['price', 'network', 'moved'];
const NAMES = ['north', 'south', 'east', 'west'];

/** A period of some of four groups, with churners by reason that never exceed the customers. */
const period: fc.Arbitrary<GroupPeriod[]> = fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 4 }).chain((names) =>
  fc.tuple(
    ...names.map((group) =>
      fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(200)).map(([price, network, moved, stayed]) => ({
        group,
        customers: price + network + moved + stayed,
        churnedByReason: Object.fromEntries(REASONS.map((reason, i) => [reason, [price, network, moved][i] as number])),
      })),
    ),
  ),
);

const sum = (shares: readonly { contribution: number }[]) => shares.reduce((total, one) => total + one.contribution, 0);
const rate = (groups: readonly GroupPeriod[]) => {
  const customers = groups.reduce((total, one) => total + one.customers, 0);
  const churned = groups
    .flatMap((one) => Object.values(one.churnedByReason))
    .reduce((total, count) => total + count, 0);
  return customers === 0 ? 0 : churned / customers;
};

describe('a churn rate', () => {
  test('is the sum of its reasons, and of its groups', () => {
    fc.assert(
      fc.property(period, (groups) => {
        const found = decomposeLevel(groups);
        expect(found.churnRate).toBeCloseTo(rate(groups), 12);
        expect(sum(found.reasons)).toBeCloseTo(found.churnRate, 12);
        expect(sum(found.groups)).toBeCloseTo(found.churnRate, 12);
      }),
    );
  });

  test('changes by its reasons and its mix, and by nothing else', () => {
    fc.assert(
      fc.property(period, period, (before, after) => {
        const found = decomposeChange(before, after);
        expect(found.change).toBeCloseTo(rate(after) - rate(before), 12);
        expect(sum(found.reasons) + sum(found.mix)).toBeCloseTo(found.change, 12);
        expect(found.groups.reduce((total, one) => total + one.mix + sum(one.reasons), 0)).toBeCloseTo(
          found.change,
          13,
        );
        const back = decomposeChange(after, before);
        for (const one of found.reasons)
          expect(back.reasons.find(({ name }) => name === one.name)?.contribution).toBeCloseTo(-one.contribution, 12);
      }),
      { numRuns: 300 },
    );
  });

  test('that only shifts between groups is mix alone; one that only rises for price is price alone', () => {
    const group = (name: string, customers: number, price: number) => ({
      group: name,
      customers,
      churnedByReason: { price, network: 0 },
    });
    const shifted = decomposeChange(
      [group('a', 100, 10), group('b', 100, 2)],
      [group('a', 150, 15), group('b', 50, 1)],
    );
    expect(sum(shifted.reasons)).toBeCloseTo(0, 12);
    expect(shifted.change).toBeCloseTo(0.02, 12);
    const dearer = decomposeChange([group('a', 100, 10)], [group('a', 100, 14)]);
    expect(dearer.reasons[0]).toEqual({ name: 'price', contribution: expect.closeTo(0.04, 12) });
    expect(sum(dearer.mix)).toBe(0);
  });

  test('of more churners than customers is refused', () => {
    expect(() => decomposeLevel([{ group: 'a', customers: 1, churnedByReason: { price: 2 } }])).toThrow(Refusal);
  });
});

test("drivers and rest sum to the change of the model's probability", () => {
  const state = fc.record({
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
    contributions: fc.dictionary(
      fc.constantFrom('tenure', 'price', 'complaints'),
      fc.double({ min: -3, max: 3, noNaN: true }),
    ),
  });
  fc.assert(
    fc.property(state, state, (before, after) => {
      const { drivers, rest } = decomposeDrivers(before, after);
      expect(sum(drivers) + rest).toBeCloseTo(after.probability - before.probability, 12);
    }),
  );
});

test('for one customer, whose log-odds are the sum of the contributions, the drivers leave no rest', () => {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const contributions = fc.record({
    tenure: fc.double({ min: -2, max: 2, noNaN: true }),
    price: fc.double({ min: -2, max: 2, noNaN: true }),
  });
  fc.assert(
    fc.property(contributions, contributions, (a, b) => {
      const before = { probability: sigmoid(-1 + a.tenure + a.price), contributions: a };
      const after = { probability: sigmoid(-1 + b.tenure + b.price), contributions: b };
      expect(decomposeDrivers(before, after).rest).toBeCloseTo(0, 9);
    }),
  );
});

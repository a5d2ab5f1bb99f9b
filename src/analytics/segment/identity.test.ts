import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastCostAssignment } from './assignment.js';
import { keepIdentity, movesBetween } from './identity.js';

function permutations(size: number, columns: readonly number[]): number[][] {
  if (size === 0) return [[]];
  return columns.flatMap((c) =>
    permutations(
      size - 1,
      columns.filter((other) => other !== c),
    ).map((rest) => [c, ...rest]),
  );
}

test('the assignment costs the least of all, tried out', () => {
  const matrices = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 })).chain(([rows, more]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: rows + more, maxLength: rows + more }), {
      minLength: rows,
      maxLength: rows,
    }),
  );
  fc.assert(
    fc.property(matrices, (cost) => {
      const columns = (cost[0] as number[]).map((_, c) => c);
      const price = (assignment: readonly number[]) =>
        assignment.reduce((sum, c, r) => sum + (cost[r]?.[c] as number), 0);
      const best = Math.min(...permutations(cost.length, columns).map(price));
      const found = leastCostAssignment(cost);
      expect(new Set(found).size).toBe(cost.length);
      expect(price(found)).toBe(best);
      const turned = leastCostAssignment(columns.map((c) => cost.map((row) => row[c] as number)));
      expect(turned.reduce((sum, r, c) => sum + (r < 0 ? 0 : (cost[r]?.[c] as number)), 0)).toBe(best);
    }),
  );
});

describe('identity', () => {
  const scales = [
    { mean: 0, deviation: 10 },
    { mean: 0, deviation: 1 },
  ];
  const known = [
    { id: 4, name: 'low', means: [0, 0] },
    { id: 9, name: 'high', means: [50, 5] },
  ];

  test('is kept through any order and small drift', () => {
    expect(
      keepIdentity(
        known,
        scales,
        [
          [52, 5.1],
          [1, -0.1],
        ],
        10,
      ),
    ).toMatchObject({ ids: [9, 4], ended: [] });
  });

  test('a far segment is new, one without a continuation has ended', () => {
    const found = keepIdentity(
      known,
      scales,
      [
        [1, 0],
        [100, -9],
      ],
      10,
    );
    expect(found.ids).toEqual([4, 10]);
    expect(found.drift[1]).toBeNull();
    expect(found.ended).toEqual([9]);
  });

  test('a far segment does not take the partner of a near one', () => {
    // Only pairing 0 with id 4 and 1 with id 9 keeps both, although crossing over would cost less than one far pair.
    expect(
      keepIdentity(
        known,
        scales,
        [
          [1000, 0],
          [2, 0],
          [49, 5],
        ],
        10,
      ).ids,
    ).toEqual([10, 4, 9]);
  });

  test('without known segments all are new', () => {
    expect(
      keepIdentity(
        [],
        scales,
        [
          [0, 0],
          [1, 1],
        ],
        1,
      ).ids,
    ).toEqual([1, 2]);
  });
});

test('moves count every customer of either month once', () => {
  const months = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.integer({ min: 1, max: 3 }));
  fc.assert(
    fc.property(months, months, (before, after) => {
      const moves = movesBetween(new Map(Object.entries(before)), new Map(Object.entries(after)));
      const all = new Set([...Object.keys(before), ...Object.keys(after)]);
      expect(moves.reduce((sum, { customers }) => sum + customers, 0)).toBe(all.size);
      const into = moves.filter(({ to }) => to === 2).reduce((sum, { customers }) => sum + customers, 0);
      expect(into).toBe(Object.values(after).filter((segment) => segment === 2).length);
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { trialFile } from '../../../test/support/trial-data.js';
import { readCsv } from '../../commands/csv-table.js';
import { seededRandom } from '../random.js';
import { Refusal } from '../refusal.js';
import { findNumbers } from '../table/table.js';
import { adjustedRandIndex } from './agreement.js';
import { geneticKMeans } from './genetic.js';
import { assign, lloyd } from './lloyd.js';
import { pickPoints, pointsFromColumns } from './points.js';
import { sampleIndices } from './sampling.js';
import { plusPlus } from './seeding.js';
import { segment } from './segment.js';
import { silhouettes } from './silhouette.js';
import { standardise } from './standardise.js';

/** Points around planted centres, with the truth. */
function planted(seed: number, count: number, centres: readonly (readonly number[])[], spread: number) {
  const random = seededRandom(seed);
  const truth = Int32Array.from({ length: count }, () => Math.floor(random() * centres.length));
  const columns = (centres[0] as readonly number[]).map((_, d) =>
    Float64Array.from(
      truth,
      (c) => ((centres[c] as readonly number[])[d] as number) + spread * (random() + random() + random() - 1.5),
    ),
  );
  return { columns, truth };
}

const ibm = trialFile('ibm_telco.csv');

describe.skipIf(!ibm)('IBM: tenure, MonthlyCharges, TotalCharges in four segments', () => {
  test('is within 0.1% of the best of 200 random restarts, and equals an independent computation', async () => {
    const table = await readCsv(ibm as string);
    const columns = ['tenure', 'MonthlyCharges', 'TotalCharges'].map((name) =>
      findNumbers(table, name).map((value) => (Number.isNaN(value) ? 0 : value)),
    );
    const { points } = standardise(columns);
    const random = seededRandom(2024);
    let best = Number.POSITIVE_INFINITY;
    for (let restart = 0; restart < 200; restart++)
      best = Math.min(best, lloyd(points, pickPoints(points, sampleIndices(random, points.count, 4)).values).inertia);
    for (const seed of [1, 2, 3])
      expect(geneticKMeans(points, 4, seededRandom(seed)).inertia).toBeLessThan(best * 1.001);

    const found = segment(['tenure', 'MonthlyCharges', 'TotalCharges'], columns, { k: 4, seed: 7 });
    // From scipy's kmeans2 (best of 60) and a silhouette written out in NumPy.
    expect(found.inertia).toBeCloseTo(4148.474507851897, 5);
    expect(found.silhouette).toBeCloseTo(0.4722878654773119, 9);
    expect(found.sizes).toEqual([2274, 1909, 1703, 1157]);
    expect(found.stability).toBeGreaterThan(0.9);
  });
});

describe('segment', () => {
  const centres = [
    [0, 0, 0],
    [6, 0, 1],
    [0, 6, 2],
    [6, 6, 3],
    [3, 12, 0],
    [12, 3, 6],
  ];

  test('finds planted segments and their number', () => {
    const { columns, truth } = planted(5, 1500, centres, 2.2);
    const found = segment(['a', 'b', 'c'], columns, { k: 'auto', seed: 1 });
    expect(found.k).toBe(6);
    expect(adjustedRandIndex(found.labels, truth)).toBeGreaterThan(0.95);
    expect(found.candidates.map(({ k }) => k)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('gives the same for the same seed, and the same segments from a sample', () => {
    const { columns } = planted(6, 1200, centres, 2.2);
    const once = segment(['a', 'b', 'c'], columns, { k: 6, seed: 3 });
    expect(segment(['a', 'b', 'c'], columns, { k: 6, seed: 3 })).toEqual(once);
    const sampled = segment(['a', 'b', 'c'], columns, { k: 6, seed: 3, searchRows: 400, silhouetteRows: 300 });
    expect(adjustedRandIndex(sampled.labels, once.labels)).toBeGreaterThan(0.98);
    expect(sampled.silhouetteRows).toBe(300);
  });

  test('describes a segment by what distinguishes it, in its own units', () => {
    const { columns } = planted(
      7,
      900,
      [
        [0, 0],
        [10, 0],
      ],
      1,
    );
    const { profile } = segment(['usage', 'age'], columns, { k: 2, seed: 1 });
    expect(new Set(profile.map(({ name }) => name))).toEqual(new Set(['high usage', 'low usage']));
    const high = profile.find(({ name }) => name === 'high usage');
    expect(high?.columns[0]?.mean).toBeCloseTo(10, 0);
    expect(profile.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  test('a constant column separates nobody; all rows alike are one segment', () => {
    const constant = segment(['a', 'b'], [Float64Array.of(1, 1, 5, 5), new Float64Array(4).fill(0.1)], {
      k: 2,
      seed: 1,
    });
    expect(constant).toMatchObject({ k: 2, inertia: 0, sizes: [2, 2], silhouette: 1 });
    const alike = segment(['a'], [Float64Array.of(3, 3, 3)], { k: 1, seed: 1 });
    expect(alike).toMatchObject({ k: 1, inertia: 0, silhouette: 0, sizes: [3] });
  });

  test('refuses what it cannot segment', () => {
    expect(() => segment(['a'], [new Float64Array(0)], { k: 2, seed: 1 })).toThrow(Refusal);
    expect(() => segment(['a'], [Float64Array.of(1, 1, 2)], { k: 3, seed: 1 })).toThrow(Refusal);
    expect(() => segment(['a'], [Float64Array.of(1, 1, 1)], { k: 'auto', seed: 1 })).toThrow(Refusal);
    expect(() => segment(['a'], [Float64Array.of(1, Number.NaN)], { k: 1, seed: 1 })).toThrow(Refusal);
  });
});

const cloud = fc
  .tuple(fc.integer({ min: 3, max: 40 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 1e6 }))
  .map(([count, dimensions, seed]) => {
    const random = seededRandom(seed);
    const columns = Array.from({ length: dimensions }, () => Float64Array.from({ length: count }, () => random() * 10));
    return { points: pointsFromColumns(columns), seed };
  });

test('every point lies with its nearest centroid, and inertia and sizes add up', () => {
  fc.assert(
    fc.property(cloud, fc.integer({ min: 1, max: 3 }), ({ points, seed }, k) => {
      const found = geneticKMeans(points, k, seededRandom(seed));
      const again = assign(points, found.centroids);
      expect(again.labels).toEqual(found.labels);
      expect(again.inertia).toBeCloseTo(found.inertia, 9);
      expect(found.sizes.reduce((sum, size) => sum + size, 0)).toBe(points.count);
      expect(found.sizes.every((size) => size > 0)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('the silhouette equals its definition written out', () => {
  fc.assert(
    fc.property(cloud, ({ points, seed }) => {
      const random = seededRandom(seed + 1);
      const labels = Int32Array.from({ length: points.count }, () => Math.floor(random() * 3));
      const at = (i: number) => points.values.subarray(i * points.dimensions, (i + 1) * points.dimensions);
      const meanTo = (i: number, c: number) => {
        const others = [...labels.keys()].filter((j) => labels[j] === c && j !== i);
        return others.length === 0
          ? Number.NaN
          : others.reduce((sum, j) => sum + Math.hypot(...at(i).map((x, d) => x - (at(j)[d] as number))), 0) /
              others.length;
      };
      const each = [...labels.keys()].map((i) => {
        const a = meanTo(i, labels[i] as number);
        const b = Math.min(
          ...[0, 1, 2]
            .filter((c) => c !== labels[i])
            .map((c) => meanTo(i, c))
            .filter((m) => !Number.isNaN(m)),
        );
        return Number.isNaN(a) || b === Number.POSITIVE_INFINITY ? 0 : (b - a) / Math.max(a, b);
      });
      const [mean] = silhouettes(points, [{ k: 3, labels }]);
      expect(mean).toBeCloseTo(each.reduce((sum, s) => sum + s, 0) / each.length, 10);
    }),
    { numRuns: 60 },
  );
});

test('the adjusted Rand index does not care about names and knows the textbook case', () => {
  expect(adjustedRandIndex([0, 0, 1, 1], [5, 5, 2, 2])).toBe(1);
  // scikit-learn's documentation: adjusted_rand_score([0, 0, 1, 2], [0, 0, 1, 1]) = 0.57…
  expect(adjustedRandIndex([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(0.5714285714, 9);
  expect(adjustedRandIndex([0, 0, 0], [1, 1, 1])).toBe(1);
});

describe('local optima', () => {
  // Six skewed columns: powers, lognormals, many noughts. Without swaps seed 2 of set 3 ends 0.6% above the best of 200 restarts.
  it.each([
    [2, 3],
    [3, 2],
  ])('are left: set %i, seed %i is within 0.1%% of the best of 200 restarts', (set, seed) => {
    const random = seededRandom(100 + set);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const draw = [
      () => Math.exp(1.2 * normal()),
      () => (1 - random()) ** -0.45,
      () => (random() < 0.6 ? 0 : Math.exp(normal())),
    ];
    const columns = Array.from({ length: 6 }, (_, c) =>
      Float64Array.from({ length: 2500 }, () => draw[c % 3]?.() ?? 0),
    );
    const { points } = standardise(columns);
    const restarts = seededRandom(999);
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 200; i++) best = Math.min(best, lloyd(points, plusPlus(points, 8, restarts)).inertia);
    expect(geneticKMeans(points, 8, seededRandom(seed)).inertia).toBeLessThan(best * 1.001);
  });
});

import { expect, it } from 'vitest';
import { attritionOfCohorts, pooledRetention } from './pooled-cohorts.js';

const REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241];

it('projects one cohort as published (Fader and Hardie), however it is cut into cohorts', () => {
  const alone = pooledRetention([REGULAR], { ahead: 5 });
  expect(alone.model?.alpha).toBeCloseTo(0.70408, 5);
  expect(alone.model?.logLikelihood).toBeCloseTo(-1680.27, 2);
  const beyond = alone.points.slice(8).map(({ projected }) => Math.round(10_000 * (projected ?? 0)) / 100);
  expect(beyond).toEqual([22.01, 20.44, 19.12, 17.99, 17]);
  expect(alone.points[7]).toMatchObject({ reached: 1000, retained: 241, observed: 0.241 });
  expect(alone.points[8]).toMatchObject({ reached: 0, observed: null });
  const half = REGULAR.map((left) => left / 2);
  expect(pooledRetention([half, half], { ahead: 5 }).points).toEqual(alone.points);
});

it('takes young cohorts by what they have lived through', () => {
  expect(attritionOfCohorts([[100, 90, 85], [50, 40], [30]])).toEqual({ atRisk: [150, 90], lost: [20, 5] });
  const { points, fitPeriods, customers } = pooledRetention([[100, 90, 85], [50, 40], [30]], { ahead: 1 });
  expect({ fitPeriods, customers }).toEqual({ fitPeriods: 2, customers: 180 });
  expect(points.map(({ reached, retained }) => [reached, retained])).toEqual([
    [180, 180],
    [150, 130],
    [100, 85],
    [0, 0],
  ]);
});

it('sees no further than it is told, and shows what came after', () => {
  const { model, points } = pooledRetention([REGULAR], { ahead: 2, fitPeriods: 4 });
  expect(points).toHaveLength(8);
  expect(model).toEqual(pooledRetention([REGULAR.slice(0, 5)], { ahead: 1 }).model);
});

it('keeps what was observed where nothing can be projected, and says why', () => {
  const stays = pooledRetention([[10, 10, 10]], { ahead: 2 });
  expect(stays).toMatchObject({ model: null, refusal: expect.stringContaining('Nobody left') });
  expect(stays.points.map(({ observed, projected }) => [observed, projected])).toEqual([
    [1, null],
    [1, null],
    [1, null],
    [null, null],
    [null, null],
  ]);
  expect(pooledRetention([[10, 0, 0]], { ahead: 1 }).refusal).toContain('Everybody left');
  expect(pooledRetention([[7]], { ahead: 1 }).refusal).toContain('two periods');
  expect(pooledRetention([], { ahead: 1 })).toMatchObject({ customers: 0, model: null });
});

import { expect, it } from 'vitest';
import { featureQuery } from './feature-query.js';
import { scoringFeatures } from './feature-set.js';
import { modelSchema } from './model.js';

const question = { month: '2025-06', population: 'present' } as const;

it('aggregates nothing for features of the month alone', () => {
  const ofTheMonth = scoringFeatures([]).filter(({ over }) => over === 'month');
  expect(ofTheMonth.length).toBeGreaterThan(15);
  expect(featureQuery({ ...question, features: ofTheMonth })).not.toContain('GROUP BY');
});

it('numbers features by their place whichever rows they are about', () => {
  const features = scoringFeatures([]);
  const named = [...featureQuery({ ...question, features }).matchAll(/ AS f(\d+)/g)].map(([, place]) => Number(place));
  expect(named.sort((a, b) => a - b)).toEqual(features.map((_, place) => place));
});

it('takes a feature of a version of before as an aggregate', () => {
  const stored = [{ name: 'revenue', kind: 'number', sql: 'toFloat64(sumIf(revenue, at = 0))' }];
  const features = modelSchema.shape.features.parse(stored);
  expect(featureQuery({ ...question, features })).toMatch(/toFloat64\(sumIf\(revenue, at = 0\)\) AS f0[^]*GROUP BY/);
});

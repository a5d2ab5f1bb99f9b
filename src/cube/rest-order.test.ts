import { expect, it } from 'vitest';
import { withTieBreaks } from './rest-order.js';

const orderOf = (query: object) => (withTieBreaks(query, (name) => name === 'v.secret') as { order?: unknown }).order;

it('sorts pages by their dimensions at last, behind what is asked or Cube sorts by itself', () => {
  const dimensions = ['v.city', 'v.tier', 'v.secret'];
  const ties = [
    ['v.city', 'asc'],
    ['v.tier', 'asc'],
  ];
  expect(orderOf({ dimensions, measures: ['v.n'] })).toBeUndefined();
  expect(orderOf({ dimensions, measures: ['v.n'], limit: 5 })).toEqual([['v.n', 'desc'], ...ties]);
  expect(orderOf({ dimensions, offset: 5, order: { 'v.tier': 'desc' } })).toEqual([
    ['v.tier', 'desc'],
    ['v.city', 'asc'],
  ]);
  expect(orderOf({ dimensions, limit: 5, order: [['v.n', 'asc']] })).toEqual([['v.n', 'asc'], ...ties]);
  const timeDimensions = [{ dimension: 'v.month', granularity: 'month' }];
  expect(orderOf({ dimensions, timeDimensions, measures: ['v.n'], limit: 5 })).toEqual([['v.month', 'asc'], ...ties]);
});

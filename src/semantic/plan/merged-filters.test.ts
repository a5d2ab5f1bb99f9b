import { expect, it } from 'vitest';
import { isSet } from '../contract/operators.js';
import type { Filter } from '../contract/query.js';
import { viewOf } from '../model/view.js';
import { MOST_CONDITIONS, simplified } from './merged-filters.js';

const view = viewOf({
  name: 'churn',
  dimensions: [
    { name: 'churn.city', type: 'string' },
    { name: 'churn.size', type: 'number' },
    { name: 'churn.month', type: 'time' },
  ],
  measures: [{ name: 'churn.customers', type: 'number' }],
} as never);

const many = <T>(make: (at: number) => T, count = 5000): T[] => Array.from({ length: count }, (_, at) => make(at));
const filtersOf = (filters: Filter[]) => simplified(view, { view: 'churn', filters }).filters;

it('makes a list of thousands of alternatives, however they are nested', () => {
  const cities = many((at): Filter => ({ member: 'city', operator: 'equals', values: [`x${at}`] }));
  const sizes = many((at): Filter => ({ member: 'size', operator: 'equals', values: [at, at + 1] }));
  const nested: Filter = { or: [{ or: cities.slice(1) }, ...sizes, { or: [cities[0] as Filter] }] };
  expect(filtersOf([nested])).toEqual([
    {
      or: [
        { member: 'city', operator: 'equals', values: [...many((at) => `x${at + 1}`, 4999), 'x0'] },
        { member: 'size', operator: 'equals', values: many((at) => [at, at + 1]).flat() },
      ],
    },
  ]);
});

it('makes a list of thousands of exclusions, and names what is known once', () => {
  const known: Filter = isSet('city');
  const others = many(
    (at): Filter => ({ and: [{ member: 'city', operator: 'notEquals', values: [`x${at}`] }, known] }),
  );
  expect(filtersOf([{ and: others }])).toEqual([
    { member: 'city', operator: 'notEquals', values: many((at) => `x${at}`) },
    known,
  ]);
});

it('leaves few conditions, and what a list would mean something else for', () => {
  const few: Filter[] = [
    { or: many((at): Filter => ({ member: 'city', operator: 'equals', values: [`${at}`] }), 100) },
  ];
  expect(filtersOf(few)).toBe(few);
  const kept = [
    { or: many((at): Filter => ({ member: 'city', operator: 'equals', values: [`${at}`, null] }), 200) },
    { or: many((at): Filter => ({ member: 'size', operator: 'equals', values: [`${at}.5`] }), 200) },
    { or: many((at): Filter => ({ member: 'customers', operator: 'equals', values: [at] }), 200) },
    { or: many((at): Filter => ({ member: 'city', operator: 'contains', values: [`${at}`] }), 200) },
  ];
  expect(filtersOf(kept)).toEqual(kept);
});

it('refuses what stays too much to plan', () => {
  const pairs = many(
    (at): Filter => ({
      and: [
        { member: 'city', operator: 'equals', values: [`${at}`] },
        { member: 'size', operator: 'equals', values: [at] },
      ],
    }),
    MOST_CONDITIONS / 2 + 1,
  );
  expect(() => filtersOf([{ or: pairs }])).toThrow(expect.objectContaining({ kind: 'TOO_COMPLEX', sqlState: '54001' }));
  const measures = many(() => ({ name: 'customers' }), 501);
  expect(() => simplified(view, { view: 'churn', measures })).toThrow(expect.objectContaining({ kind: 'TOO_COMPLEX' }));
});

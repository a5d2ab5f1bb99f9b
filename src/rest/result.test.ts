import { describe, expect, it } from 'vitest';
import { readQuery } from './cube-query.js';
import { normalized } from './normalized.js';
import { type OutputColumn, orderOf } from './question.js';
import { dataOf, pivotQueryOf, wireTime } from './result.js';

const read = (asked: object) => normalized(readQuery(asked), 'UTC');
const codeOf = (asked: object) => {
  try {
    read(asked);
    return undefined;
  } catch (error) {
    return (error as { kind?: string }).kind;
  }
};

describe('times of results', () => {
  it.each([
    ['2024-01-31', '2024-01-31T00:00:00.000'],
    ['2024-01-31T23:59:59', '2024-01-31T23:59:59.000'],
    ['2024-01-31 23:59:59.123456', '2024-01-31T23:59:59.123'],
    ['2024-01-31T23:59:59.5', '2024-01-31T23:59:59.500'],
    ['not a time', 'not a time'],
    [null, null],
  ])('%s leaves as %s', (given, expected) => expect(wireTime(given)).toBe(expected));
});

it('an empty result has its members in every format', () => {
  const columns = [{ name: 'v.a', valueOf: () => 1 }];
  expect(dataOf(columns, [])).toEqual([]);
  expect(dataOf(columns, [], 'compact')).toEqual({ members: ['v.a'], dataset: [] });
  expect(dataOf(columns, [], 'columnar')).toEqual({ members: ['v.a'], columns: [[]] });
});

describe('the order of rows', () => {
  const column = (member: string, kind: OutputColumn['kind']) =>
    ({ member, kind, isTime: kind === 'time', definition: {} }) as unknown as OutputColumn;
  const columns = [column('v.city', 'dimension'), column('v.tier', 'dimension'), column('v.n', 'measure')];
  const ties = [
    ['v.city', 'asc'],
    ['v.tier', 'asc'],
  ];
  const order = (asked: object, of = columns) => orderOf(read({ measures: ['v.n'], ...asked }).queries[0] as never, of);

  it('is what is asked or what Cube sorts by, and then that of the dimensions', () => {
    expect(order({})).toEqual([['v.n', 'desc'], ...ties]);
    expect(order({ order: { 'v.tier': 'desc' } })).toEqual([
      ['v.tier', 'desc'],
      ['v.city', 'asc'],
    ]);
    expect(order({ order: [['v.n', 'asc']] })).toEqual([['v.n', 'asc'], ...ties]);
    const byMonth = [...columns, column('v.month.year', 'time'), column('v.month.month', 'time')];
    expect(order({}, byMonth)[0]).toEqual(['v.month.year', 'asc']);
    expect(order({ order: { 'v.month': 'desc' } }, byMonth)[0]).toEqual(['v.month.month', 'desc']);
  });
});

describe('a query is read', () => {
  it('as one for each range of a comparison, and pivoted by the range', () => {
    const compareDateRange = [['2024-01-01', '2024-01-31'], 'from 2023-01-01 to 2023-01-31'];
    const { type, queries } = read({
      measures: ['v.n'],
      timeDimensions: [{ dimension: 'v.month', granularity: 'day', compareDateRange }],
    });
    expect(queries.map(({ timeDimensions }) => timeDimensions)).toEqual(
      ['2024', '2023'].map((year) => [
        {
          dimension: 'v.month',
          granularity: 'day',
          dateRange: [`${year}-01-01T00:00:00.000`, `${year}-01-31T23:59:59.999`],
        },
      ]),
    );
    expect(pivotQueryOf(type, queries)).toMatchObject({ queryType: type, dimensions: ['compareDateRange'] });
  });

  it('as a blend of a list, by one bucket of time', () => {
    const part = (measure: string, granularity?: string) => ({
      measures: [measure],
      dimensions: ['v.status'],
      timeDimensions: [{ dimension: 'v.month', granularity }],
    });
    const { type, queries } = read([part('v.n', 'month'), part('v.m', 'month')]);
    expect(pivotQueryOf(type, queries)).toMatchObject({
      measures: ['v.n', 'v.m'],
      dimensions: ['v.status'],
      timeDimensions: [{ dimension: 'time', granularity: 'month' }],
      queryType: 'blendingQuery',
    });
    expect(codeOf([part('v.n', 'month'), part('v.m', 'year')])).toBe('BAD_REQUEST');
    expect(codeOf([part('v.n'), part('v.m')])).toBe('BAD_REQUEST');
  });

  it('with a bucket among the dimensions as a time dimension, and comparisons with times in words', () => {
    const filters = [
      { member: 'v.at', operator: 'onTheDate', values: ['2024-02-29'] },
      { dimension: 'v.at', operator: 'afterDate', values: ['2024-02-29'] },
      { or: [{ member: 'v.at', operator: 'inDateRange', values: ['2024-02-01', '2024-02-29'] }] },
    ];
    const [query] = read({ dimensions: ['v.at.month', 'v.city'], filters }).queries;
    expect(query).toMatchObject({
      dimensions: ['v.city'],
      timeDimensions: [{ dimension: 'v.at', granularity: 'month' }],
      filters: [
        { member: 'v.at', operator: 'onTheDate', values: ['2024-02-29', '2024-02-29'] },
        { member: 'v.at', operator: 'afterDate', values: ['2024-02-29'] },
        { or: [{ values: ['2024-02-01', '2024-02-29'] }] },
      ],
    });
  });

  it.each([
    {},
    { measures: ['constructor'] },
    { measures: [{ name: 'v.n' }] },
    { measures: ['v.n'], maskedMembers: [] },
    { measures: ['v.n'], limit: -1 },
    { measures: ['v.n'], filters: [{ member: 'v.n', operator: 'is', values: ['1'] }] },
    { measures: ['v.n'], filters: [{ member: 'v.n', operator: 'gt' }] },
    { measures: ['v.n'], timeDimensions: [{ dimension: 'v.at', dateRange: ['2024-02-30', '2024-03-01'] }] },
    { timeDimensions: [{ dimension: 'v.at', dateRange: ['2024-02-01', '2024-03-01'] }] },
  ])('and refused as the caller’s mistake: %j', (asked) => expect(codeOf(asked)).toBe('BAD_REQUEST'));
});

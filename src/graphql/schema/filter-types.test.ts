import { expect, it } from 'vitest';
import { filtersOf } from './filter-types.js';

it.each([
  [{ in: ['a', 'b'] }, [{ operator: 'equals', values: ['a', 'b'] }]],
  [
    { gt: '1', lte: '5' },
    [
      { operator: 'gt', values: ['1'] },
      { operator: 'lte', values: ['5'] },
    ],
  ],
  [{ equals: null }, [{ operator: 'equals', values: [null] }]],
  [{ notEquals: null }, [{ operator: 'notEquals', values: [null] }]],
  [{ set: true }, [{ operator: 'notEquals', values: [null] }]],
  [{ set: false }, [{ operator: 'equals', values: [null] }]],
  [{ inDateRange: ['2024-01', '2024-02'] }, [{ operator: 'between', values: ['2024-01-01', '2024-02-29'] }]],
  [{ beforeDate: '2024-02' }, [{ operator: 'lt', values: ['2024-02-01'] }]],
  [{ afterDate: '2023-02' }, [{ operator: 'gt', values: ['2023-02-28'] }]],
])('%j', (input, filters) => {
  expect(filtersOf('m', input)).toEqual(filters.map((filter) => ({ member: 'm', ...filter })));
});

it('takes no other comparison with null', () => {
  expect(() => filtersOf('m', { gt: null })).toThrowError(expect.objectContaining({ kind: 'BAD_REQUEST' }));
});

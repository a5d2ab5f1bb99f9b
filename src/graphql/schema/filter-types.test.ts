import { expect, it } from 'vitest';
import { filtersOf } from './filter-types.js';

it.each([
  [{ in: ['a', 'b'] }, [{ operator: 'in', values: ['a', 'b'] }]],
  [
    { gt: '1', lte: '5' },
    [
      { operator: 'gt', values: ['1'] },
      { operator: 'lte', values: ['5'] },
    ],
  ],
  [{ equals: null }, [{ operator: 'notSet' }]],
  [{ notEquals: null }, [{ operator: 'set' }]],
  [{ set: true }, [{ operator: 'set' }]],
  [{ set: false }, [{ operator: 'notSet' }]],
  [{ inDateRange: ['2024-01', '2024-02'] }, [{ operator: 'inDateRange', values: ['2024-01-01', '2024-02-29'] }]],
  [{ beforeDate: '2024-02' }, [{ operator: 'beforeDate', values: ['2024-02-01'] }]],
  [{ afterDate: '2023-02' }, [{ operator: 'afterDate', values: ['2023-02-28'] }]],
])('%j', (input, filters) => {
  expect(filtersOf('m', input)).toEqual(filters.map((filter) => ({ member: 'm', ...filter })));
});

it('takes no other comparison with null', () => {
  expect(() => filtersOf('m', { gt: null })).toThrowError(expect.objectContaining({ kind: 'BAD_REQUEST' }));
});

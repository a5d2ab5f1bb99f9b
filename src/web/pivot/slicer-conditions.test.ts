import { describe, expect, it } from 'vitest';
import { slicerFilter, slicerOf } from './slicer-conditions.js';
import type { Slicer } from './state.js';

const bucketOf = (member: string) => ({ month: 'month' as const, day: 'day' as const, city: null })[member];

describe('a slicer', () => {
  it.each([
    { member: 'city', mode: 'in', values: ['a', 'b'] },
    { member: 'city', mode: 'in', values: ['a', null] },
    { member: 'city', mode: 'in', values: [null] },
    { member: 'city', mode: 'notIn', values: ['a'] },
    { member: 'city', mode: 'notIn', values: ['a', null] },
    { member: 'month', granularity: 'month', mode: 'range', values: ['2024-01-01', '2024-02-01'] },
    { member: 'day', granularity: 'day', mode: 'range', values: ['2024-01-15', '2024-02-10'] },
  ] as const satisfies readonly Slicer[])('$mode $values is read back from the condition it makes', (slicer) => {
    expect(slicerOf(slicerFilter(slicer) ?? {}, bucketOf)).toEqual(slicer);
  });

  it.each([
    [{ member: 'city', operator: 'equals', values: ['a'] }, 'in'],
    [{ member: 'city', operator: 'notEquals', values: ['a'] }, 'notIn'],
    [{ member: 'month', operator: 'between', values: ['2024-01-01', '2024-02-29'] }, 'range'],
  ] as const)('is read from other words too: %j', (condition, mode) => {
    expect(slicerOf(condition, bucketOf)?.mode).toBe(mode);
  });

  it.each([
    { member: 'city', operator: 'contains', values: ['a'] },
    { member: 'month', operator: 'equals', values: ['2024-01-01'] },
    { member: 'month', operator: 'inDateRange', values: ['2024-01-15', '2024-02-29'] },
    { member: 'month', operator: 'inDateRange', values: ['2024-01-01', '2024-02-15'] },
    { member: 'city', operator: 'between', values: ['a', 'b'] },
    { member: 'city', operator: 'equals', values: [{ parameter: 'p' }] },
    { member: 'elsewhere', operator: 'equals', values: ['a'] },
    { or: [] },
    {
      or: [
        { member: 'city', operator: 'in', values: ['a'] },
        { member: 'other', operator: 'notSet' },
      ],
    },
  ])('does not say %j', (condition) => {
    expect(slicerOf(condition, bucketOf)).toBeNull();
  });
});

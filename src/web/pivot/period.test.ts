import { describe, expect, it } from 'vitest';
import { bucketRange, bucketStart, monthsBetween, shiftDate, shiftRangeEnd } from './period.js';

describe('periods', () => {
  it('know their first and last day', () => {
    expect(bucketRange('2024-02-01', 'month')).toEqual(['2024-02-01', '2024-02-29']);
    expect(bucketRange('2023-10-01', 'quarter')).toEqual(['2023-10-01', '2023-12-31']);
    expect(bucketRange('2024-01-01', 'year')).toEqual(['2024-01-01', '2024-12-31']);
    expect(bucketStart('2024-11-17', 'quarter')).toBe('2024-10-01');
    expect(bucketStart('2026-11-22', 'week')).toBe('2026-11-16');
  });

  it('move by months and keep month ends month ends', () => {
    expect(shiftDate('2024-03-31', { count: -1, unit: 'month' })).toBe('2024-02-29');
    expect(shiftRangeEnd('2024-02-29', { count: -1, unit: 'month' })).toBe('2024-01-31');
    expect(shiftRangeEnd('2024-02-29', { count: -12, unit: 'month' })).toBe('2023-02-28');
    expect(monthsBetween('2023-11-01', '2024-02-01')).toBe(4);
  });
});

import { describe, expect, it } from 'vitest';
import { earlier, resolveLatest } from './periods.js';

const between = (from: string, to: string) => [
  { member: 'month', operator: 'inDateRange' as const, values: [from, to] },
];
const latest = (count: number, unit: 'month' | 'quarter' | 'year') =>
  resolveLatest(
    [{ member: 'month', latest: { count, unit } }],
    async () => ({ month: '2024-02-01', quarter: '2024-01-01', year: '2024-01-01' })[unit],
  );

describe('periods of a report', () => {
  it('are the last ones that there is data of', async () => {
    expect(await latest(1, 'month')).toEqual(between('2024-02-01', '2024-02-29'));
    expect(await latest(12, 'month')).toEqual(between('2023-03-01', '2024-02-29'));
    expect(await latest(2, 'quarter')).toEqual(between('2023-10-01', '2024-03-31'));
    expect(await latest(1, 'year')).toEqual(between('2024-01-01', '2024-12-31'));
    expect(await resolveLatest([{ member: 'month', latest: { count: 1, unit: 'month' } }], async () => null)).toEqual([
      { member: 'month', operator: 'notSet' },
    ]);
  });

  it('have one before them of the same length, and one a year earlier', () => {
    expect(earlier(between('2024-02-01', '2024-02-29'), 'previous')).toEqual(between('2024-01-01', '2024-01-31'));
    expect(earlier(between('2024-01-01', '2024-03-31'), 'previous')).toEqual(between('2023-10-01', '2023-12-31'));
    expect(earlier(between('2024-03-08', '2024-03-14'), 'previous')).toEqual(between('2024-03-01', '2024-03-07'));
    expect(earlier(between('2025-02-01', '2025-02-28'), 'lastYear')).toEqual(between('2024-02-01', '2024-02-29'));
    expect(earlier(between('2024-02-01', '2024-02-29'), 'lastYear')).toEqual(between('2023-02-01', '2023-02-28'));
    expect(() => earlier([{ member: 'tier', operator: 'set' }], 'previous')).toThrow(/condition on time/);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PivotResult } from '../api/types.js';
import { contributions } from './contributions.js';
import { courseOf } from './kpis.js';

const amount = fc.float({ min: 0, max: 1e6, noNaN: true });
const member = fc.record({
  label: fc.string(),
  member: fc.string(),
  before: fc.tuple(amount, amount),
  now: fc.tuple(amount, amount),
});

describe('what moved', () => {
  it('adds up to the change of an amount', () => {
    fc.assert(
      fc.property(fc.array(member, { minLength: 1 }), (members) => {
        const change = members.reduce((sum, one) => sum + one.now[0] - one.before[0], 0);
        const told = contributions(members, false).reduce((sum, one) => sum + one.size, 0);
        expect(Math.abs(told - change)).toBeLessThan(1e-6 * 1e6);
      }),
    );
  });

  it('adds up to the change of a rate', () => {
    const rate = (
      members: readonly { before: readonly [number, number]; now: readonly [number, number] }[],
      when: 'before' | 'now',
    ) => members.reduce((sum, one) => sum + one[when][0], 0) / members.reduce((sum, one) => sum + one[when][1], 0);
    const members = [
      { label: 'a', member: 'a', before: [10, 1000] as const, now: [40, 2000] as const },
      { label: 'b', member: 'b', before: [30, 1000] as const, now: [10, 500] as const },
    ];
    const told = contributions(members, true).reduce((sum, one) => sum + one.size, 0);
    expect(told).toBeCloseTo(rate(members, 'now') - rate(members, 'before'), 12);
  });

  it('gives nothing to a member that only grows at the overall rate', () => {
    const members = [
      { label: 'a', member: 'a', before: [20, 1000], now: [40, 2000] },
      { label: 'b', member: 'b', before: [20, 1000], now: [50, 1000] },
    ];
    expect(contributions(members, true).find((one) => one.label === 'a')?.size).toBeCloseTo(0, 12);
  });
});

describe('the course of a KPI', () => {
  const result = (months: string[], values: (number | null)[]): PivotResult => ({
    rows: [{ path: [], level: 0, label: '', isTotal: true }],
    columns: [
      ...months.map((month) => ({ path: [month], level: 1, label: month, isTotal: false })),
      { path: [], level: 0, label: '', isTotal: true },
    ],
    measures: [{ name: 'm', title: 'm', unit: null, format: null, type: 'float' }],
    cells: [[...values, 9]],
    receipt: {
      definitions: [],
      sql: null,
      layer: '',
      rowsRead: 0,
      durationMs: 0,
      snapshot: '1',
      freshness: null,
      complete: true,
      incompleteBecause: null,
      cached: false,
    },
  });

  it('compares the latest month with the one before and with last year, never across a gap', () => {
    const course = courseOf(result(['2023-12-01', '2024-10-01', '2024-12-01'], [1, 2, 3]), 0);
    expect(course?.latest).toEqual({ month: '2024-12-01', value: 3 });
    expect(course?.previous).toBeNull();
    expect(course?.lastYear).toBe(1);
    expect(course?.months).toHaveLength(13);
  });

  it('is nothing without months', () => {
    expect(courseOf(result([], []), 0)).toBeNull();
  });
});

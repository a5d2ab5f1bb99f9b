import { expect, it } from 'vitest';
import type { Table } from '../table/table.js';
import { personMonths, rankCorrelation } from './person-months.js';

const table: Table = {
  rowCount: 5,
  columns: [
    { kind: 'number', name: 'tenure', values: Float64Array.of(3, 2, 0, 0, Number.NaN) },
    { kind: 'number', name: 'fee', values: Float64Array.of(10, 30, 20, 25, 5) },
    { kind: 'number', name: 'total', values: Float64Array.of(30, 29, 0, 1, 2) },
    { kind: 'category', name: 'plan', levels: ['A', 'B'], codes: Int32Array.of(0, 1, -1, 0, 1) },
  ],
};

it('lives every month once, leaves in the last, and counts a leaver of the first month', () => {
  const { table: months, labels } = personMonths(table, Uint8Array.of(0, 1, 0, 1, 1), 'tenure');
  const [tenure, , plan] = months.columns;
  // Tenure 3 and stayed; tenure 2 and left; tenure 0 and stayed: never at risk; tenure 0 and left: once; unknown: never.
  expect(tenure?.kind === 'number' && [...tenure.values]).toEqual([0, 1, 2, 0, 1, 0]);
  expect([...labels]).toEqual([0, 0, 0, 0, 1, 1]);
  expect(plan?.kind === 'category' && [...plan.codes]).toEqual([0, 0, 0, 1, 1, 0]);
});

it('leaves out what grows with tenure: its value in earlier months is not known', () => {
  expect(personMonths(table, new Uint8Array(5), 'tenure').dropped).toEqual(['total']);
});

it('ranks with ties as Spearman does', () => {
  const a = Float64Array.of(1, 2, 2, 3, Number.NaN);
  expect(rankCorrelation(a, a)).toBeCloseTo(1, 12);
  expect(rankCorrelation(a, Float64Array.of(3, 2, 2, 1, 0))).toBeCloseTo(-1, 12);
  expect(rankCorrelation(a, new Float64Array(5))).toBe(0);
});

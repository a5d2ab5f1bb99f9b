import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../refusal.js';
import { valueRiskGrid } from './value-risk-grid.js';

test('the grid holds every customer once and sums to the base', () => {
  const base = fc.array(
    fc.tuple(fc.double({ min: -10, max: 100, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  );
  fc.assert(
    fc.property(base, (rows) => {
      const [values, risks] = [rows.map(([v]) => v), rows.map(([, p]) => p)];
      const cells = valueRiskGrid(values, risks, [10, 50], [0.2, 0.5]);
      expect(cells).toHaveLength(9);
      expect(cells.reduce((sum, { customers }) => sum + customers, 0)).toBe(rows.length);
      expect(cells.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(
        values.reduce((sum, v) => sum + v, 0),
        6,
      );
      const high = cells.find(({ valueBand, riskBand }) => valueBand === 2 && riskBand === 2);
      expect(high?.customers).toBe(rows.filter(([v, p]) => v >= 50 && p >= 0.5).length);
    }),
  );
  expect(() => valueRiskGrid([1], [0.1], [5, 5], [0.5])).toThrow(Refusal);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readDate } from '../month.js';
import { seededRandom } from '../random.js';
import { type Cell, forecastCells } from './cells.js';
import { incompleteMonth } from './complete-months.js';
import { ratioAhead } from './ratio.js';
import { reconcile } from './reconcile.js';

it('gives each child its share of the gap by variance', () => {
  // By hand: the sum of the children is 90 (variance 3), the parent says 100 (variance 1): 97.5, so a gap of 7.5.
  const nodes = [
    { key: 'nation', parent: null, value: 100, variance: 1, mayBeNegative: true },
    { key: 'a', parent: 'nation', value: 60, variance: 1, mayBeNegative: true },
    { key: 'b', parent: 'nation', value: 30, variance: 2, mayBeNegative: true },
  ];
  const [nation, a, b] = reconcile(nodes) as [number, number, number];
  expect(a).toBeCloseTo(62.5, 9);
  expect(b).toBeCloseTo(35, 9);
  expect(nation).toBe(a + b);
});

it('adds up exactly in trees of any shape, and stays at 0 or above where asked', () => {
  const node = fc.record({
    parent: fc.nat(),
    value: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    variance: fc.double({ min: 0, max: 1e12, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(node, { minLength: 1, maxLength: 30 }), fc.boolean(), (drawn, mayBeNegative) => {
      const nodes = drawn.map(({ parent, value, variance }, i) => ({
        key: String(i),
        parent: i === 0 ? null : String(parent % i),
        value,
        variance,
        mayBeNegative,
      }));
      const settled = reconcile(nodes);
      for (const [i, { key }] of nodes.entries()) {
        const children = settled.filter((_, c) => nodes[c]?.parent === key);
        if (children.length > 0) expect(children.reverse().reduce((sum, value) => sum + value, 0)).toBe(settled[i]);
        if (!mayBeNegative) expect(settled[i]).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

function regions(): Cell[] {
  const random = seededRandom(2);
  const leaves = Array.from({ length: 6 }, (_, c) =>
    Array.from({ length: 40 }, (_, t) =>
      c === 5 && t < 30 ? Number.NaN : Math.round(20 * (c + 1) + t * random() + 5),
    ),
  );
  const sum = (rows: number[][]) => rows[0]?.map((_, t) => rows.reduce((s, row) => s + (row[t] || 0), 0)) as number[];
  const [north, south] = [sum(leaves.slice(0, 3)), sum(leaves.slice(3))];
  return [
    { key: 'nation', parent: null, values: sum([north, south]) },
    { key: 'north', parent: 'nation', values: north },
    { key: 'south', parent: 'nation', values: south },
    ...leaves.map((values, c) => ({ key: `p${c}`, parent: c < 3 ? 'north' : 'south', values })),
  ];
}

it('forecasts a hierarchy whose children sum to their parents in every month', () => {
  const start = readDate('2022-05').month;
  const { cells, isCoherent } = forecastCells({ cells: regions(), start, kind: 'count', horizon: 12 });
  expect(isCoherent).toBe(true);
  for (let step = 0; step < 12; step++)
    for (const { key, months } of cells) {
      const children = cells.filter(({ parent }) => parent === key);
      if (children.length === 0) continue;
      const sum = children.reduce((total, child) => total + (child.months[step]?.value ?? 0), 0);
      expect(Math.abs(sum - (months[step]?.value ?? 0))).toBeLessThan(1e-9);
    }
  expect(cells[0]?.months[0]?.month).toBe('2025-09');
  const nation = cells[0]?.months[3];
  expect(nation?.intervals.every(({ low, high }) => low <= nation.value && nation.value <= high)).toBe(true);
});

it('refuses a tree of rates and a history that does not add up', () => {
  const cells = regions();
  const off = cells.map((cell) => (cell.key === 'p1' ? { ...cell, values: cell.values.map((v) => v + 1) } : cell));
  expect(() => forecastCells({ cells: off, start: null, kind: 'amount', horizon: 2 })).toThrow('not the sum');
  expect(() => forecastCells({ cells, start: null, kind: 'rate', horizon: 2 })).toThrow('do not add up');
});

it('takes a month as incomplete when it lies before today or its days stop early', () => {
  const daily = ['2026-01-03', '2026-01-31', '2026-02-27', '2026-03-12'].map(readDate);
  expect(incompleteMonth(daily, null)).toBe(readDate('2026-03').month);
  expect(incompleteMonth(daily.slice(0, 3), null)).toBeNull();
  const monthly = ['2026-01-01', '2026-02-01', '2026-03-01'].map(readDate);
  expect(incompleteMonth(monthly, null)).toBeNull();
  expect(incompleteMonth(monthly, '2026-03-20')).toBe(readDate('2026-03').month);
  expect(incompleteMonth(monthly, '2026-03-31')).toBeNull();
});

it('makes a ratio from its parts', () => {
  const month = (value: number) => ({ step: 1, month: null, value, intervals: [] });
  expect(ratioAhead([month(3), month(1)], [month(4), month(0)])).toEqual([0.75, null]);
});

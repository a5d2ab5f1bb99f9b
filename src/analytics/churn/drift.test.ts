import { expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import type { Table } from '../table/table.js';
import { findColumn } from '../table/table.js';
import { binTable, findFeatures } from './binning.js';
import { driftOf, stabilityIndex } from './drift.js';

function sample(rowCount: number, seed: number, shift: number): Table {
  const random = seededRandom(seed);
  return {
    rowCount,
    columns: [
      { kind: 'number', name: 'moved', values: Float64Array.from({ length: rowCount }, () => random() + shift) },
      { kind: 'number', name: 'same', values: Float64Array.from({ length: rowCount }, () => random()) },
    ],
  };
}

function drift(rowCount: number, shift: number) {
  const [before, now] = [sample(rowCount, 1, 0), sample(rowCount, 2, shift)];
  const features = findFeatures(
    before,
    Int32Array.from({ length: rowCount }, (_, i) => i),
  );
  const binned = (table: Table) => binTable(features, (name) => findColumn(table, name), table.rowCount);
  return driftOf(features, binned(before), binned(now));
}

it('computes the index by hand: shares 50/50 against 80/20', () => {
  const { psi, used } = stabilityIndex([5e6, 5e6, 0], [8e6, 2e6, 0]);
  expect(psi).toBeCloseTo(0.3 * Math.log(0.8 / 0.5) - 0.3 * Math.log(0.2 / 0.5), 5);
  expect(used).toBe(2);
});

it('tells a shift from chance, also where the sample is so small that the index alone is large', () => {
  expect(drift(4000, 0.3).map((one) => one.drifted)).toEqual([true, false]);
  const small = drift(150, 0);
  expect(small[1]?.psi).toBeGreaterThan(0.05);
  expect(small.map((one) => one.drifted)).toEqual([false, false]);
  for (const one of small) expect(one.pValue).toBeGreaterThan(0.001);
});

it('gives one alarm for one cause, and names it on what moved with it', () => {
  const rowCount = 6000;
  const table = (seed: number, shift: number, own: number): Table => {
    const random = seededRandom(seed);
    const price = Float64Array.from({ length: rowCount }, () => random() + shift);
    const numbers = (name: string, of: (row: number) => number) =>
      ({ kind: 'number', name, values: Float64Array.from({ length: rowCount }, (_, row) => of(row)) }) as const;
    return {
      rowCount,
      columns: [
        numbers('half', (row) => (price[row] as number) / 2 + random() * 0.1),
        numbers('price', (row) => price[row] as number),
        numbers('twice', (row) => 2 * (price[row] as number) + random() * 0.2),
        numbers('own', () => random() + own),
        numbers('same', () => random()),
      ],
    };
  };
  const [before, now] = [table(1, 0, 0), table(2, 0.25, 0.3)];
  const features = findFeatures(
    before,
    Int32Array.from({ length: rowCount }, (_, i) => i),
  );
  const binned = (some: Table) => binTable(features, (name) => findColumn(some, name), some.rowCount);
  const found = driftOf(features, binned(before), binned(now));
  const alarms = found.filter(({ drifted }) => drifted).map(({ feature }) => feature);
  expect(alarms).toHaveLength(2);
  expect(alarms).toContain('own');
  const [cause] = alarms.filter((name) => name !== 'own');
  const shadows = found.filter((one) => one.cause !== null);
  expect(shadows.map((one) => one.cause)).toEqual([cause, cause]);
  expect(found.find(({ feature }) => feature === 'same')).toMatchObject({ drifted: false, cause: null });
});

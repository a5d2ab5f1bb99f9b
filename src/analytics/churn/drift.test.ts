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

import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findColumn, type Table } from '../table/table.js';
import { binTable } from './binning.js';
import { binOfNumber, binOfText } from './feature.js';
import { type FittedFormula, fitFormula } from './fit.js';
import { calibratedLogOdds, contributionsOf, formulaCells, parseFormula, probabilities } from './formula.js';
import { areaUnderCurve, expectedCalibrationError } from './metrics.js';
import { plantedTable } from './planted.fixture.js';
import { inlineRunner, workerRunner } from './task-runner.js';

const QUICK = { seed: 3, maxRounds: 240 };
const planted = plantedTable(4000, 1);
let fitted: FittedFormula;
const workers = workerRunner(3);

beforeAll(async () => {
  fitted = await fitFormula(planted.table, planted.labels, { ...QUICK, runner: inlineRunner });
});
afterAll(() => workers.close());

function columnsOf(table: Table, formula = fitted.formula): Uint8Array[] {
  return [...binTable(formula.features, (name) => findColumn(table, name), table.rowCount).columns];
}

it('finds what was planted: near the truth on new rows, the pair among the tables, calibrated', () => {
  const fresh = plantedTable(4000, 2);
  const predicted = probabilities(fitted.formula, columnsOf(fresh.table), fresh.table.rowCount);
  expect(areaUnderCurve(predicted, fresh.labels)).toBeGreaterThan(areaUnderCurve(fresh.truth, fresh.labels) - 0.015);
  expect(expectedCalibrationError(predicted, fresh.labels)).toBeLessThan(0.03);
  const { features, pairs } = fitted.formula;
  const names = pairs.map((pair) => [features[pair.first]?.name, features[pair.second]?.name]);
  expect(names).toContainEqual(['calls', 'plan']);
  expect(formulaCells(fitted.formula)).toBeLessThanOrEqual(3000);
});

it('leaves out columns that say nothing by themselves', () => {
  expect(fitted.formula.features.map((feature) => feature.name)).toEqual([
    'months',
    'contract',
    'calls',
    'plan',
    'city',
    'noise',
  ]);
});

it('gives the same formula on any number of workers, and another for another seed', async () => {
  const onWorkers = await fitFormula(planted.table, planted.labels, { ...QUICK, runner: workers });
  expect(onWorkers).toEqual(fitted);
  const small = plantedTable(800, 1);
  const [a, b] = await Promise.all(
    [1, 2].map((seed) => fitFormula(small.table, small.labels, { ...QUICK, seed, runner: workers })),
  );
  expect(a).not.toEqual(b);
});

it('explains every customer: contributions and intercept sum to the log-odds', () => {
  const columns = columnsOf(planted.table);
  const logOdds = calibratedLogOdds(fitted.formula, columns, planted.table.rowCount);
  for (let row = 0; row < planted.table.rowCount; row++) {
    const parts = contributionsOf(
      fitted.formula,
      columns.map((bins) => bins[row] as number),
    );
    const sum = parts.reduce((total, part) => total + part, fitted.formula.intercept);
    expect(Math.abs(sum - (logOdds[row] as number))).toBeLessThan(1e-9);
  }
});

it('survives being stored, and refuses a stored form that is damaged', () => {
  const stored: unknown = JSON.parse(JSON.stringify(fitted.formula));
  expect(parseFormula(stored)).toEqual(fitted.formula);
  expect(() => parseFormula({ ...fitted.formula, mains: fitted.formula.mains.slice(1) })).toThrow();
  expect(() => parseFormula({ ...fitted.formula, intercept: Number.NaN })).toThrow();
});

it('defines every value at scoring: new categories, missing ones, infinities, texts for numbers', () => {
  const strange: Table = {
    rowCount: 3,
    columns: planted.table.columns.map((column) => ({
      kind: 'category' as const,
      name: column.name,
      levels: ['never seen', '12', 'Infinity'],
      codes: Int32Array.of(0, 1, -1),
    })),
  };
  const predicted = probabilities(fitted.formula, columnsOf(strange), 3);
  for (const probability of predicted) expect(probability > 0 && probability < 1).toBe(true);
  const extreme: Table = {
    rowCount: 3,
    columns: planted.table.columns.map((column) => ({
      kind: 'number' as const,
      name: column.name,
      values: Float64Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
    })),
  };
  for (const probability of probabilities(fitted.formula, columnsOf(extreme), 3)) expect(probability).not.toBeNaN();
});

it.each([
  ['nobody churned', 100, () => 0, 'None of the 100'],
  ['everybody churned', 100, () => 1, 'All 100'],
  ['one customer', 1, () => 1, 'All 1 rows'],
  ['too few churners', 100, (row: number) => (row < 3 ? 1 : 0), 'Only 3'],
])('refuses when %s', async (_, rowCount, label, message) => {
  const { table } = plantedTable(rowCount, 5);
  const labels = Uint8Array.from({ length: rowCount }, (_, row) => label(row));
  await expect(fitFormula(table, labels, { ...QUICK, runner: inlineRunner })).rejects.toThrow(message);
});

it('learns from so few rows that boosting soon finds nothing more to split', async () => {
  const codes = Int32Array.from({ length: 120 }, (_, row) => row % 2);
  const few: Table = {
    rowCount: 120,
    columns: ['one', 'other'].map((name) => ({ kind: 'category', name, levels: ['a', 'b'], codes })),
  };
  const labels = Uint8Array.from({ length: 120 }, (_, row) => (row % 2 === 0 && row % 3 === 0 ? 1 : 0));
  const { formula } = await fitFormula(few, labels, { ...QUICK, runner: inlineRunner });
  const [a = 0, b = 1] = probabilities(formula, columnsOf(few, formula), 2);
  expect(a > 0.2 && a < 0.5 && b < 0.1).toBe(true);
});

it('falls back to the plain rate when no column says anything', async () => {
  const constant: Table = {
    rowCount: 100,
    columns: [{ kind: 'number', name: 'one', values: new Float64Array(100).fill(1) }],
  };
  const labels = Uint8Array.from({ length: 100 }, (_, row) => (row < 25 ? 1 : 0));
  const { formula } = await fitFormula(constant, labels, { ...QUICK, runner: inlineRunner });
  expect(probabilities(formula, [], 1)[0]).toBeCloseTo(0.25, 12);
});

it('puts every number into the one bin whose bounds hold it', () => {
  const cuts = fc
    .uniqueArray(fc.integer({ min: -50, max: 50 }), { maxLength: 20 })
    .map((all) => all.sort((a, b) => a - b));
  fc.assert(
    fc.property(cuts, fc.double({ min: -60, max: 60, noNaN: true }), (sorted, value) => {
      const bin = binOfNumber(sorted, value);
      const [below, above] = [sorted[bin - 2], sorted[bin - 1]];
      expect(below === undefined || below < value).toBe(true);
      expect(above === undefined || value <= above).toBe(true);
    }),
  );
  expect(binOfNumber([1, 2], Number.NaN)).toBe(0);
  expect([null, 'a', 'b', 'new'].map((text) => binOfText(['a', 'b'], text))).toEqual([0, 1, 2, 3]);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import type { Column } from '../table/table.js';
import { binTable, findFeatures } from './binning.js';
import { calibrate, chooseCalibration, fitPlatt, probabilityOf } from './calibration.js';
import { chooseSimplest } from './choice.js';
import { costsOf } from './costs.js';
import { foldsOf, stratifiedOrder } from './fit.js';
import { findLeaks } from './leaks.js';
import { areaUnderCurve, brier, expectedCalibrationError, logLoss, topDecileLift } from './metrics.js';
import { plantedTable } from './planted.fixture.js';

it('knows the figures of small cases worked by hand', () => {
  const [p, y] = [
    [0.1, 0.4, 0.35, 0.8],
    [0, 0, 1, 1],
  ];
  expect(areaUnderCurve(p, y)).toBe(0.75);
  expect(areaUnderCurve([0.5, 0.5, 0.5], [0, 1, 1])).toBe(0.5);
  expect(areaUnderCurve([0.5], [1])).toBe(0.5);
  expect(brier(p, y)).toBeCloseTo((0.01 + 0.16 + 0.4225 + 0.04) / 4, 12);
  expect(logLoss(p, y)).toBeCloseTo(-(Math.log(0.9) + Math.log(0.6) + Math.log(0.35) + Math.log(0.8)) / 4, 12);
  expect(logLoss([0, 1], [1, 0])).toBeLessThan(40);
  expect(expectedCalibrationError([0.1, 0.1, 1, 1], [0, 0, 1, 1])).toBeCloseTo(0.05, 12);
  expect(
    topDecileLift(
      Array.from({ length: 20 }, (_, i) => i),
      Array.from({ length: 20 }, (_, i) => (i > 17 ? 1 : 0)),
    ),
  ).toBe(10);
  expect(
    topDecileLift(
      new Float64Array(20),
      Array.from({ length: 20 }, (_, i) => i % 2),
    ),
  ).toBeCloseTo(1, 12);
});

it('counts costs at the threshold that the matrix implies', () => {
  const costs = costsOf([0.05, 0.3, 0.3, 0.9], [0, 0, 1, 1], { falsePositive: 1, falseNegative: 9 });
  expect(costs).toMatchObject({ threshold: 0.1, treated: 3, falsePositives: 1, falseNegatives: 0, total: 1 });
  expect(costs).toMatchObject({ totalAtHalf: 9, totalWithoutModel: 2 });
  expect(() => costsOf([0.5], [1], { falsePositive: -1, falseNegative: 1 })).toThrow('negative');
});

it('takes the simpler of two that differ by chance, and the better of two that do not', () => {
  const random = seededRandom(1);
  const noisy = Float64Array.from({ length: 1000 }, () => random());
  expect(chooseSimplest([noisy.map((loss) => loss + 0.05 * (random() - 0.5)), noisy])).toBe(0);
  expect(chooseSimplest([noisy.map((loss) => loss + 0.1), noisy])).toBe(1);
});

it('repairs log-odds that are too bold or off, and leaves honest ones alone', () => {
  const random = seededRandom(4);
  const truth = Float64Array.from({ length: 6000 }, () => 4 * random() - 3);
  const labels = Uint8Array.from(truth, (logOdds) => (random() < probabilityOf(logOdds) ? 1 : 0));
  const bold = truth.map((logOdds) => 2 * logOdds + 1);
  const repaired = chooseCalibration(bold, labels);
  expect(repaired.kind).not.toBe('none');
  expect(calibrate(repaired, 1)).toBeCloseTo(0, 0);
  const { slope, intercept } = fitPlatt(bold, labels);
  expect(slope).toBeCloseTo(0.5, 1);
  expect(intercept).toBeCloseTo(-0.5, 1);
});

it('never turns an order round, whatever is calibrated', () => {
  const pair = fc.tuple(fc.double({ min: -6, max: 6, noNaN: true }), fc.boolean());
  fc.assert(
    fc.property(fc.array(pair, { minLength: 20, maxLength: 400 }), (rows) => {
      const calibration = chooseCalibration(
        Float64Array.from(rows, (row) => row[0]),
        Uint8Array.from(rows, (row) => (row[1] ? 1 : 0)),
      );
      let before = Number.NEGATIVE_INFINITY;
      for (let x = -8; x <= 8; x += 0.25) {
        const y = calibrate(calibration, x);
        expect(y).toBeGreaterThanOrEqual(before - 1e-12);
        before = y;
      }
    }),
    { numRuns: 50 },
  );
});

it('refuses what restates the label and what is known afterwards, and no honest column', () => {
  const { table, labels } = plantedTable(2000, 9);
  const random = seededRandom(5);
  const score = Float64Array.from(labels, (label) => (label ? 60 + 40 * random() : 70 * random()));
  const reason = Int32Array.from(labels, (label) => (label && random() < 0.9 ? 0 : -1));
  const hint = Float64Array.from(labels, (label) => (label ? 0.4 : 0) + random());
  const leaky: Column[] = [
    { kind: 'number', name: 'Risk Score', values: score },
    { kind: 'category', name: 'Reason', levels: ['price'], codes: reason },
    { kind: 'number', name: 'cancellation_fee', values: hint },
    { kind: 'number', name: 'bill', values: hint },
  ];
  const all = { rowCount: 2000, columns: [...table.columns, ...leaky] };
  const rows = Int32Array.from({ length: 2000 }, (_, i) => i);
  const columnOf = (name: string) => all.columns.find((column) => column.name === name) as Column;
  const binned = binTable(findFeatures(all, rows), columnOf, 2000);
  const leaks = findLeaks(binned, labels, stratifiedOrder(labels, rows, 1));
  expect(leaks.map((leak) => leak.column)).toEqual(['Risk Score', 'Reason', 'cancellation_fee']);
});

it.each([2, 3, 4, 5, 10])('cuts %i folds that each have their share of churners, whatever that share is', (count) => {
  for (const every of [2, 3, 4, 5, 7, 10]) {
    const labels = Uint8Array.from({ length: 420 }, (_, row) => (row % every === 0 ? 1 : 0));
    const rows = Int32Array.from(labels.keys());
    const folds = foldsOf(stratifiedOrder(labels, rows, 3), count);
    expect(folds.flatMap((fold) => [...fold]).sort((a, b) => a - b)).toEqual([...rows]);
    for (const fold of folds) {
      const churned = fold.reduce((sum, row) => sum + (labels[row] as number), 0);
      expect(Math.abs(churned - 420 / every / count)).toBeLessThan(1.5);
      expect(Math.abs(fold.length - 420 / count)).toBeLessThan(1);
    }
  }
});

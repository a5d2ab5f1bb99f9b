import { expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import type { Table } from '../table/table.js';
import { qiniOf, upliftAt } from './qini.js';
import { cellsOf, fitUplift, type Trial, upliftOf } from './r-learner.js';
import { uplift } from './uplift.js';

/** A trial in which the offer keeps customers of one kind (persuadable), loses those of another, and leaves the rest. */
function planted(rows: number, isPlanted: boolean): { trial: Trial; kind: Int8Array } {
  const random = seededRandom(5);
  const [tenure, plan, region] = [new Float64Array(rows), new Int32Array(rows), new Int32Array(rows)];
  const [treated, outcome, kind] = [new Uint8Array(rows), new Float64Array(rows), new Int8Array(rows)];
  for (let row = 0; row < rows; row++) {
    tenure[row] = Math.floor(60 * random());
    plan[row] = Math.floor(3 * random());
    region[row] = Math.floor(4 * random());
    treated[row] = random() < 0.5 ? 1 : 0;
    kind[row] = isPlanted ? ((tenure[row] as number) < 20 ? 1 : plan[row] === 2 ? -1 : 0) : 0;
    const rate = 0.3 + 0.002 * (tenure[row] as number) + 0.15 * (kind[row] as number) * (treated[row] as number);
    outcome[row] = random() < rate ? 1 : 0;
  }
  const inputs: Table = {
    rowCount: rows,
    columns: [
      { kind: 'number', name: 'tenure', values: tenure },
      { kind: 'category', name: 'plan', levels: ['A', 'B', 'C'], codes: plan },
      { kind: 'category', name: 'region', levels: ['E', 'N', 'S', 'W'], codes: region },
    ],
  };
  return { trial: { inputs, treated, outcome, propensity: 0.5 }, kind };
}

it('computes the Qini of R’s package uplift, by hand on twenty rows', () => {
  // Ten groups of one treated and one control row; the first three treated respond, and the last control row.
  const scores = Array.from({ length: 20 }, (_, i) => -Math.floor(i / 2));
  const treated = Array.from({ length: 20 }, (_, i) => i % 2);
  const outcome = Array.from({ length: 20 }, (_, i) => ((i % 2 === 1 && i < 6) || i === 18 ? 1 : 0));
  const { qini, groups } = qiniOf(scores, treated, outcome);
  expect(groups.map(({ gain }) => Math.round(10 * gain))).toEqual([1, 2, 3, 3, 3, 3, 3, 3, 3, 2]);
  // Trapezoids: (0.5 + 1.5 + 2.5 + 6 · 3 + 2.5) / 100 = 0.25; the diagonal to 0.2 encloses 0.1.
  expect(qini).toBeCloseTo(100 * (0.25 - 0.1), 10);
  expect(upliftAt(0.3, scores, treated, outcome)).toBe(1);
});

it('finds the planted persuadables and sleeping dogs, and adds up', () => {
  const { trial, kind } = planted(12_000, true);
  const found = uplift(trial, { folds: 5, seed: 1 });
  expect(found.ranking).toBe(true);
  const mean = (wanted: number) => {
    const of = found.scores.filter((_, row) => kind[row] === wanted);
    return of.reduce((sum, one) => sum + one, 0) / of.length;
  };
  expect(mean(1)).toBeGreaterThan(0.1);
  expect(mean(-1)).toBeLessThan(-0.05);
  expect(Math.abs(mean(0))).toBeLessThan(0.05);
  expect(areaUnderCurve(found.scores, kind, 1)).toBeGreaterThan(0.65);
  expect(1 - areaUnderCurve(found.scores, kind, -1)).toBeGreaterThan(0.65);
  const { tables } = found.formula;
  const all = upliftOf(found.formula, cellsOf(trial.inputs));
  const average = all.reduce((sum, one) => sum + one, 0) / all.length;
  expect(average).toBeCloseTo(tables.intercept, 6);
  expect(uplift(trial, { folds: 5, seed: 1 }).qini).toBe(found.qini);
});

it('says that there is no ranking where effects do not differ, and shrinks them to one', () => {
  const { trial } = planted(12_000, false);
  expect(uplift(trial, { folds: 5, seed: 1 }).ranking).toBe(false);
  const rows = Int32Array.from({ length: 12_000 }, (_, row) => row);
  const effects = upliftOf(fitUplift(trial, cellsOf(trial.inputs), rows), cellsOf(trial.inputs));
  expect(Math.max(...effects) - Math.min(...effects)).toBeLessThan(0.05);
});

/** Chance that a row of the kind has a higher score than one of another. */
function areaUnderCurve(scores: Float64Array, kind: Int8Array, wanted: number): number {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  let [ranks, count] = [0, 0];
  order.forEach((row, place) => {
    if (kind[row] !== wanted) return;
    ranks += place + 1;
    count++;
  });
  return (ranks - (count * (count + 1)) / 2) / (count * (scores.length - count));
}

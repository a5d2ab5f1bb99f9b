import { expect, test } from 'vitest';
import { binTable } from '../analytics/churn/binning.js';
import { fitFormula } from '../analytics/churn/fit.js';
import { probabilities } from '../analytics/churn/formula.js';
import { inlineRunner } from '../analytics/churn/task-runner.js';
import { COST_RATIOS } from '../analytics/decide/cost-ratios.js';
import { seededRandom } from '../analytics/random.js';
import { findColumn, type Table } from '../analytics/table/table.js';
import { predictHeldOut } from './held-out.js';

const ROWS = 4000;
const BEFORE = Int32Array.from({ length: 3000 }, (_, row) => row);
const AFTER = Int32Array.from({ length: 1000 }, (_, row) => 3000 + row);

function planted(): { table: Table; labels: Uint8Array } {
  const random = seededRandom(11);
  const trouble = Float64Array.from({ length: ROWS }, () => random());
  const noise = Float64Array.from({ length: ROWS }, () => random());
  const labels = Uint8Array.from(trouble, (value) => (random() < 0.02 + 0.25 * value ** 3 ? 1 : 0));
  const column = (name: string, values: Float64Array) => ({ kind: 'number', name, values }) as const;
  return { table: { rowCount: ROWS, columns: [column('trouble', trouble), column('noise', noise)] }, labels };
}

test('the held-out rows are predicted by what was learnt before them, three ways', async () => {
  const { table, labels } = planted();
  const { formula } = await fitFormula(table, labels, { seed: 1, runner: inlineRunner, rows: BEFORE, maxRounds: 60 });
  const customerKeys = Array.from({ length: ROWS }, (_, row) => String(10n ** 18n + BigInt(row)));
  const data = { table, labels, customerKeys, before: BEFORE, after: AFTER, month: '2025-06-01' };
  const held = await predictHeldOut(data, formula, inlineRunner, 1);
  expect(held.customerKeys[0]).toBe('1000000000000003000');
  expect(held.churned).toEqual(labels.slice(3000));
  const own = binTable(formula.features, (name) => findColumn(table, name), ROWS);
  expect(held.probability).toEqual(probabilities(formula, own.columns, ROWS).slice(3000));
  const rate = held.churned.reduce((sum, one) => sum + one, 0) / 1000;
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // Brought back to the true rate, not left at a half.
  expect(Math.abs(mean(held.underSampled) - rate)).toBeLessThan(0.04);
  expect(held.votes).toHaveLength(COST_RATIOS.length);
  const contacted = held.votes.map((votes) => votes.filter((vote) => vote >= 0).length);
  // The dearer a missed churner, the more are contacted.
  expect(contacted.every((count, i) => i === 0 || count >= (contacted[i - 1] as number) - 20)).toBe(true);
  expect(contacted.at(-1)).toBeGreaterThan(contacted[0] as number);
  expect(held.votes.flatMap((votes) => [...votes]).every((vote) => Math.abs(vote) <= 1)).toBe(true);
  // What leaves no label behind cannot have been used: other ends of the held-out rows change no prediction.
  const flipped = labels.map((label, row) => (row < 3000 ? label : 1 - label));
  const again = await predictHeldOut({ ...data, labels: flipped }, formula, inlineRunner, 1);
  expect([again.underSampled, again.votes]).toEqual([held.underSampled, held.votes]);
});

// Fitting the churn formula to 200,000 customers × 40 columns, the comparison of models included, on worker threads. On a smaller
// table the formula must be the same on worker threads and on one thread.
import { fitFormula } from '../src/analytics/churn/fit.js';
import { formulaCells } from '../src/analytics/churn/formula.js';
import { inlineRunner, type TaskRunner, workerRunner } from '../src/analytics/churn/task-runner.js';
import { seededRandom } from '../src/analytics/random.js';
import type { Column, Table } from '../src/analytics/table/table.js';

const ROWS = Number(process.env.BENCH_ROWS ?? 200_000);
const COLUMNS = 40;

/** Half numbers, half categories; a few effects, one interaction, the rest noise. About 5% leave. */
function customers(count: number): { table: Table; labels: Uint8Array } {
  const random = seededRandom(1);
  const columns = Array.from({ length: COLUMNS }, (_, i): Column => {
    const name = `column_${i}`;
    if (i % 2 === 0) return { kind: 'number', name, values: Float64Array.from({ length: count }, () => random() ** 2) };
    const levels = Array.from({ length: 3 + i }, (_, level) => `level ${level}`);
    return {
      kind: 'category',
      name,
      levels,
      codes: Int32Array.from({ length: count }, () => random() * levels.length),
    };
  });
  const number = (i: number, row: number) => (columns[i] as Column & { kind: 'number' }).values[row] as number;
  const code = (i: number, row: number) => (columns[i] as Column & { kind: 'category' }).codes[row] as number;
  const labels = Uint8Array.from({ length: count }, (_, row) => {
    const interaction = number(4, row) > 0.5 && code(3, row) === 0 ? 2 : 0;
    const logOdds = -4 + 2 * number(0, row) - number(2, row) + (code(1, row) === 1 ? 0.8 : 0) + interaction;
    return random() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
  });
  return { table: { rowCount: count, columns }, labels };
}

const workers = workerRunner();

async function fitted(count: number, runner: TaskRunner) {
  const { table, labels } = customers(count);
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const { formula, chosen } = await fitFormula(table, labels, { seed: 1, runner });
  const { user, system } = process.cpuUsage(cpu);
  const pairs = chosen.candidate.model === 'boosting' ? chosen.candidate.pairs : 0;
  return {
    formula: JSON.stringify(formula),
    shown: {
      customers: count,
      churned: labels.reduce((sum, label) => sum + label, 0),
      seconds: ((performance.now() - started) / 1000).toFixed(1),
      'CPU seconds': ((user + system) / 1e6).toFixed(1),
      pairs,
      rounds: chosen.rounds,
      cells: formulaCells(formula),
    },
  };
}

const [large, small, alone] = [
  await fitted(ROWS, workers),
  await fitted(ROWS / 20, workers),
  await fitted(ROWS / 20, inlineRunner),
];
await workers.close();
console.log(`${COLUMNS} columns; the last on one thread`);
console.table([large.shown, small.shown, alone.shown]);
if (small.formula !== alone.formula) throw new Error('The formula depends on the number of threads.');

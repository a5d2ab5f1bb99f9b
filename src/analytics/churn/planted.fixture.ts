import { seededRandom } from '../random.js';
import type { Table } from '../table/table.js';

/**
 * A made-up table for tests whose truth is known: the log-odds of leaving are −1.5 + 1.2 · (contract is monthly) −
 * 0.03 · months + 2 · (calls > 5 and plan is A), with columns of noise, missing values, a constant and an empty one.
 */
export function plantedTable(
  rowCount: number,
  seed: number,
): { table: Table; labels: Uint8Array; truth: Float64Array } {
  const random = seededRandom(seed);
  const months = new Float64Array(rowCount);
  const calls = new Float64Array(rowCount);
  const noise = new Float64Array(rowCount);
  const contract = new Int32Array(rowCount);
  const plan = new Int32Array(rowCount);
  const city = new Int32Array(rowCount);
  const labels = new Uint8Array(rowCount);
  const truth = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    months[row] = Math.floor(random() * 60);
    calls[row] = Math.floor(random() * 10);
    noise[row] = random() < 0.1 ? Number.NaN : random();
    contract[row] = random() < 0.5 ? 0 : 1;
    plan[row] = Math.floor(random() * 3);
    city[row] = random() < 0.02 ? -1 : Math.floor(random() * 12);
    const isMonthly = contract[row] === 0 ? 1.2 : 0;
    const isAngry = (calls[row] as number) > 5 && plan[row] === 0 ? 2 : 0;
    truth[row] = -1.5 + isMonthly - 0.03 * (months[row] as number) + isAngry;
    labels[row] = random() < 1 / (1 + Math.exp(-(truth[row] as number))) ? 1 : 0;
  }
  const table: Table = {
    rowCount,
    columns: [
      { kind: 'number', name: 'months', values: months },
      { kind: 'category', name: 'contract', levels: ['monthly', 'yearly'], codes: contract },
      { kind: 'number', name: 'calls', values: calls },
      { kind: 'category', name: 'plan', levels: ['A', 'B', 'C'], codes: plan },
      { kind: 'category', name: 'city', levels: Array.from({ length: 12 }, (_, i) => `city ${i}`), codes: city },
      { kind: 'number', name: 'noise', values: noise },
      { kind: 'number', name: 'constant', values: new Float64Array(rowCount).fill(7) },
      { kind: 'number', name: 'empty', values: new Float64Array(rowCount).fill(Number.NaN) },
    ],
  };
  return { table, labels, truth };
}

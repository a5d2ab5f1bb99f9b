// Forecasts of the cells of a pivot: 200 cells × 24 months of history, 24 months ahead, each with intervals and its
// back-test, alone and reconciled to a total. Processor time, one thread; the goal is 2 ms a cell.
import { type Cell, forecastCells } from '../src/analytics/forecast/cells.js';
import { readDate } from '../src/analytics/month.js';
import { seededRandom } from '../src/analytics/random.js';
import { medianOf } from './timing.js';

const CELLS = 200;
const start = readDate('2024-01').month;
const random = seededRandom(1);

for (const months of [24, 60]) {
  const leaves = Array.from({ length: CELLS }, () =>
    Array.from({ length: months }, (_, t) => 1000 + 8 * t + 60 * Math.sin((Math.PI * t) / 6) + 100 * random()),
  );
  const total = Array.from({ length: months }, (_, t) => leaves.reduce((sum, cell) => sum + (cell[t] as number), 0));
  const alone = leaves.map((values, c): Cell => ({ key: `c${c}`, parent: null, values }));
  const tree = [{ key: 'total', parent: null, values: total }, ...alone.map((cell) => ({ ...cell, parent: 'total' }))];
  for (const [name, cells] of [
    ['alone', alone],
    ['with their total, reconciled', tree],
  ] as const) {
    const ms = await medianOf(5, async () => {
      const before = process.cpuUsage();
      forecastCells({ cells, start, kind: 'amount', horizon: 24 });
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    console.log(`${CELLS} cells × ${months} months, 24 ahead, ${name}: ${(ms / CELLS).toFixed(2)} ms a cell`);
  }
}

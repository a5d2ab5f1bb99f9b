// Uplift on 200,000 customers × 20 columns: four draws of five folds, the formula of all rows and the Qini's interval. One
// thread; the goal is 30 s.
import { seededRandom } from '../src/analytics/random.js';
import type { Column } from '../src/analytics/table/table.js';
import { uplift } from '../src/analytics/uplift/uplift.js';

const ROWS = Number(process.env.BENCH_ROWS ?? 200_000);
const random = seededRandom(1);
const columns = Array.from({ length: 20 }, (_, c): Column => {
  if (c % 3 > 0) return { kind: 'number', name: `n${c}`, values: Float64Array.from({ length: ROWS }, () => random()) };
  const codes = Int32Array.from({ length: ROWS }, () => Math.floor(5 * random()));
  return { kind: 'category', name: `c${c}`, levels: ['a', 'b', 'c', 'd', 'e'], codes };
});
const first = columns[1] as Column & { kind: 'number' };
const treated = Uint8Array.from({ length: ROWS }, () => (random() < 0.5 ? 1 : 0));
const outcome = Float64Array.from(treated, (t, row) =>
  random() < 0.2 + (t === 1 && (first.values[row] as number) < 0.3 ? 0.1 : 0) ? 1 : 0,
);
const before = process.cpuUsage();
const started = performance.now();
const trial = { inputs: { rowCount: ROWS, columns }, treated, outcome, propensity: 0.5 };
const { qini, qiniInterval, ranking } = uplift(trial, { folds: 5, seed: 1 });
const { user, system } = process.cpuUsage(before);
console.log(
  `${ROWS} × 20: ${((performance.now() - started) / 1000).toFixed(1)} s (processor ${((user + system) / 1e6).toFixed(1)} s); ` +
    `Qini ${qini.toFixed(3)}, ${qiniInterval.map((one) => one.toFixed(3)).join(' … ')}, ranking ${ranking}`,
);

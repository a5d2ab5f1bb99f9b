// Segmenting a million customers by ten figures: k of 2 to 10 chosen on a sample of 20,000, the chosen k run on all. One thread.
import { seededRandom } from '../src/analytics/random.js';
import { adjustedRandIndex } from '../src/analytics/segment/agreement.js';
import { segment } from '../src/analytics/segment/segment.js';

const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const COLUMNS = 10;
const KINDS = 6;

const random = seededRandom(1);
const middles = Array.from({ length: KINDS }, () => Array.from({ length: COLUMNS }, () => 6 * random()));
const kinds = Int32Array.from({ length: ROWS }, () => Math.floor(KINDS * random()));
const columns = Array.from({ length: COLUMNS }, (_, d) =>
  Float64Array.from(kinds, (kind) => (middles[kind]?.[d] as number) + random() + random() + random() + random() - 2),
);
const names = columns.map((_, d) => `c${d}`);
const started = performance.now();
const found = segment(names, columns, { k: 'auto', seed: 1, searchRows: 20_000 });
const seconds = (performance.now() - started) / 1000;
console.log(
  `${ROWS} × ${COLUMNS}: k = ${found.k} of 2 to 10 in ${seconds.toFixed(1)} s; silhouette ${found.silhouette.toFixed(3)}, ` +
    `adjusted Rand index against the ${KINDS} planted kinds ${adjustedRandIndex(found.labels, kinds).toFixed(3)}`,
);

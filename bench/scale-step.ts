// One step of the scale benchmark in a process of its own, so that its peak memory is its own: `seed OUT CUSTOMERS MONTHS`,
// `load DATA OUT`, `fill DATA FACTS` (usage facts of no meaning, until there are so many). Prints its figures as JSON.
import path from 'node:path';
import { seed } from '../seed/seed.js';
import { sampleSources } from '../src/commands/sample.js';
import { openLoadEngines } from '../test/support/load-engines.js';

const [step, directory = '', first = '', second = ''] = process.argv.slice(2);
const engines = await openLoadEngines({ directory: step === 'seed' ? path.join(directory, 'engine') : directory });
const started = performance.now();
const before = process.cpuUsage();
let rows = 0;
switch (step) {
  case 'seed': {
    const manifest = await seed({
      customers: Number(first),
      months: Number(second),
      seed: 1,
      out: path.join(directory, 'files'),
      warehouse: engines.warehouse,
    });
    rows = manifest.files.reduce((sum, file) => sum + file.rows, 0);
    break;
  }
  case 'load':
    rows = (await engines.etl.run({ source: sampleSources(), directory: path.join(first, 'files') })).rowsIn;
    break;
  case 'fill': {
    const [[held] = []] = await engines.rows(
      `SELECT sum(rows) FROM system.parts WHERE database = 'tenure' AND active AND table LIKE 'fact%'`,
    );
    rows = Math.max(0, Number(first) - Number(held));
    await engines.warehouse.command(
      {
        text: `INSERT INTO tenure.fact_usage
          SELECT sipHash64(number % 1000000), toString(number % 1000000), toDate('2025-01-01') + intDiv(number, 1000000) * 4 % 360, 'data', 1, 0,
            number % 9000 / 10, 0, 0, 0 FROM numbers(${rows}) SETTINGS max_partitions_per_insert_block = 0`,
      },
      { lane: 'batch' },
    );
    break;
  }
  default:
    throw new Error(`no such step: ${step}`);
}
const { user, system } = process.cpuUsage(before);
const layers = await engines.rows(
  `SELECT table, sum(rows), round(sum(bytes_on_disk) / sum(rows), 1), round(sum(bytes_on_disk) / 1e6, 1) FROM system.parts
   WHERE database = 'tenure' AND active AND rows > 0 GROUP BY table HAVING sum(rows) > 1000 ORDER BY sum(rows) DESC`,
);
const figures = {
  rows,
  wallS: (performance.now() - started) / 1000,
  cpuS: (user + system) / 1e6,
  peakMb: process.resourceUsage().maxRSS / 1024,
  layers,
};
await engines.close();
console.log(JSON.stringify(figures));
process.exit(0);

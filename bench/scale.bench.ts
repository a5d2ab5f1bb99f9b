// The same operator at one size and at four times the size: memory must not grow with the rows, and time only with them. What
// the layers weigh; and how long a restart takes with many facts. TENURE_BENCH_CUSTOMERS (larger size, 12 months) and
// TENURE_BENCH_FACTS make it as large as wanted: 1000000 and 50000000 are what is promised.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { PROJECT_ROOT } from '../src/config/config.js';
import { startServer } from './server.js';

const CUSTOMERS = Number(process.env.TENURE_BENCH_CUSTOMERS ?? 60_000);
const FACTS = Number(process.env.TENURE_BENCH_FACTS ?? 10_000_000);
const MONTHS = 12;

const figuresSchema = z.object({
  rows: z.number(),
  wallS: z.number(),
  cpuS: z.number(),
  peakMb: z.number(),
  layers: z.array(z.tuple([z.string(), z.string(), z.string(), z.string()])),
});
type Figures = z.infer<typeof figuresSchema>;

const root = mkdtempSync(path.join(tmpdir(), 'tenure-scale-'));
try {
  const table = [];
  let data = '';
  for (const customers of [Math.ceil(CUSTOMERS / 4), CUSTOMERS]) {
    const files = path.join(root, `files-${customers}`);
    rmSync(data, { recursive: true, force: true });
    data = path.join(root, `data-${customers}`);
    const made = step('seed', files, String(customers), String(MONTHS));
    const loaded = step('load', data, files);
    rmSync(files, { recursive: true, force: true });
    for (const [what, { rows, wallS, cpuS, peakMb }] of [
      ['seed', made],
      ['load', loaded],
    ] as const)
      table.push({
        what,
        customers,
        rows,
        s: wallS.toFixed(1),
        'processor s': cpuS.toFixed(1),
        'M rows/s a core': (rows / cpuS / 1e6).toFixed(2),
        'peak MB': peakMb.toFixed(0),
      });
    if (customers === CUSTOMERS) printLayers(loaded);
  }
  console.table(table);
  step('fill', data, String(FACTS));
  for (const stop of ['SIGTERM', 'SIGKILL'] as const) {
    const server = await startServer(path.join(data, 'data'));
    console.log(
      `start with ${FACTS} facts${stop === 'SIGKILL' ? ', again' : ''}: ${server.wallS.toFixed(1)} s until every door answers, ${server.cpuS.toFixed(1)} s processor time, ${server.memory().rssMb.toFixed(0)} MB`,
    );
    await server.stop(stop);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}

function printLayers({ layers }: Figures): void {
  console.table(
    layers.map(([table, rows, bytes, megabytes]) => ({ table, rows, 'bytes a row': bytes, MB: megabytes })),
  );
}

function step(...args: string[]): Figures {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(PROJECT_ROOT, 'bench', 'scale-step.ts'), ...args],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, UV_THREADPOOL_SIZE: '24' } },
  );
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return figuresSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

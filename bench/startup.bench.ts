// From `tenure start` until every door answers: the first start (the sample operator is made and loaded), a restart, a restart
// after kill -9; memory a few seconds later; the size of what is installed. Processor time is given beside wall time, since
// wall time means little on a busy machine.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT_ROOT } from '../src/config/config.js';
import { startServer } from './server.js';

const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-bench-'));
const rows = [];
try {
  for (const [start, stop] of [
    ['first, with the sample', 'SIGTERM'],
    ['again', 'SIGKILL'],
    ['again after kill -9', 'SIGTERM'],
  ] as const) {
    const server = await startServer(dataDir);
    await sleep(5000);
    const { rssMb, peakMb } = server.memory();
    rows.push({
      start,
      'wall s': server.wallS.toFixed(1),
      'processor s': server.cpuS.toFixed(1),
      'idle MB': rssMb.toFixed(0),
      'peak MB': peakMb.toFixed(0),
    });
    await server.stop(stop);
  }
  console.table(rows);
  console.log(
    `node_modules: ${megabytesOf('node_modules')} MB; data directory with the sample: ${megabytesOf(dataDir)} MB`,
  );
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

function megabytesOf(directory: string): string {
  const said = spawnSync('du', ['-sm', directory], { cwd: PROJECT_ROOT, encoding: 'utf8' }).stdout ?? '';
  return said.split('\t')[0] ?? '?';
}

// From `tenure start` until every door answers: the first start (the sample operator is made and loaded), a restart, a restart
// after kill -9; memory a few seconds later; the size of what is installed. Processor time is given beside wall time, since
// wall time means little on a busy machine.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT_ROOT } from '../src/config/config.js';
import { freePort } from '../test/support/free-port.js';

const TICKS_PER_SECOND = 100;
const GIVE_UP_MS = 300_000;

const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-bench-'));
const [port, sqlPort] = [await freePort(), await freePort()];
const rows = [];
try {
  for (const [start, stop] of [
    ['first, with the sample', 'SIGTERM'],
    ['again', 'SIGKILL'],
    ['again after kill -9', 'SIGTERM'],
  ] as const) {
    const began = performance.now();
    const server = spawn(process.execPath, [path.join(PROJECT_ROOT, 'bin', 'tenure.cjs'), 'start'], {
      env: {
        ...process.env,
        TENURE_DATA_DIR: dataDir,
        TENURE_PORT: String(port),
        TENURE_SQL_PORT: String(sqlPort),
        TENURE_DEMO_PASSWORD: 'only-for-the-benchmark',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    await ready(server);
    const wallS = (performance.now() - began) / 1000;
    const { cpuS } = usage(server.pid);
    await sleep(5000);
    const { rssMb, peakMb } = usage(server.pid);
    rows.push({
      start,
      'wall s': wallS.toFixed(1),
      'processor s': cpuS.toFixed(1),
      'idle MB': rssMb.toFixed(0),
      'peak MB': peakMb.toFixed(0),
    });
    server.kill(stop);
    await ended;
  }
  console.table(rows);
  console.log(
    `node_modules: ${megabytesOf('node_modules')} MB; data directory with the sample: ${megabytesOf(dataDir)} MB`,
  );
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

async function ready(server: ChildProcess): Promise<void> {
  const until = Date.now() + GIVE_UP_MS;
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`tenure start ended with ${server.exitCode}`);
    const answers = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (answers) return;
    await sleep(50);
  }
  throw new Error('tenure start was not ready in time');
}

/** Of a process on Linux; zeros elsewhere. */
function usage(pid: number | undefined): { cpuS: number; rssMb: number; peakMb: number } {
  if (process.platform !== 'linux' || pid === undefined) return { cpuS: 0, rssMb: 0, peakMb: 0 };
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return {
    cpuS: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    rssMb: megabytes('VmRSS'),
    peakMb: megabytes('VmHWM'),
  };
}

function megabytesOf(directory: string): string {
  const said = spawnSync('du', ['-sm', directory], { cwd: PROJECT_ROOT, encoding: 'utf8' }).stdout ?? '';
  return said.split('\t')[0] ?? '?';
}

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT_ROOT } from '../src/config/config.js';
import { freePort } from '../test/support/free-port.js';

const TICKS_PER_SECOND = 100;
const GIVE_UP_MS = 300_000;

export interface RunningServer {
  /** From `tenure start` until every door answered. */
  readonly wallS: number;
  readonly cpuS: number;
  memory(): { readonly rssMb: number; readonly peakMb: number };
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** `tenure start` in a process of its own on free ports. */
export async function startServer(dataDir: string): Promise<RunningServer> {
  const [port, sqlPort] = [await freePort(), await freePort()];
  const began = performance.now();
  const server = spawn(process.execPath, [path.join(PROJECT_ROOT, 'bin', 'tenure.cjs'), 'start'], {
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TENURE_BENCH_'))),
      TENURE_DATA_DIR: dataDir,
      TENURE_PORT: String(port),
      TENURE_SQL_PORT: String(sqlPort),
      TENURE_DEMO_PASSWORD: 'only-for-the-benchmark',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await ready(server, port);
  return {
    wallS: (performance.now() - began) / 1000,
    cpuS: usage(server.pid).cpuS,
    memory: () => usage(server.pid),
    stop: async (signal) => {
      server.kill(signal);
      await ended;
    },
  };
}

async function ready(server: ChildProcess, port: number): Promise<void> {
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

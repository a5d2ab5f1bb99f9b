import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

const PATIENCE_MS = 5_000;

/**
 * Ends a postmaster that outlived the process it belonged to, and removes a lock file that none holds. Only for the owner of
 * the data directory: nobody else can have started a postmaster there.
 */
export async function clearOrphan(data: string, log: Logger): Promise<void> {
  const file = path.join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  if (isPostmasterOf(pid, data)) {
    log.warn({ event: 'store.orphan', pid }, 'Ending a Postgres that a killed process left behind');
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
      if (await ended(pid, data, signal)) break;
    }
  }
  // After a crash its number may belong to any other process by now, which Postgres would take for a running server.
  rmSync(file, { force: true });
}

async function ended(pid: number, data: string, signal: NodeJS.Signals): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch {
    return true;
  }
  for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
    await sleep(50);
    if (!isPostmasterOf(pid, data)) return true;
  }
  return false;
}

function isPostmasterOf(pid: number, data: string): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  const line = commandLine(pid);
  return line.includes('postgres') && line.includes(data);
}

function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
  return spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

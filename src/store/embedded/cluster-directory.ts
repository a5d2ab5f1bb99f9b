import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import { canEnter, type ServerAccount } from './account.js';
import { outsidePath } from './outside.js';

/**
 * Where the cluster lies: `postgres` in the data directory, or outside when the server's account cannot enter that. The place
 * outside is named in the data directory (`postgres.place`) and names the data directory in turn (`owner`).
 */
export function clusterDirectory(dataDir: string, account: ServerAccount | undefined, log: Logger): string {
  const inside = path.join(dataDir, 'postgres');
  if (canEnter(account, dataDir) || letThrough(dataDir, account)) return made(inside, account);
  const note = path.join(dataDir, 'postgres.place');
  const known = existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
  if (known !== undefined && existsSync(known)) return known;
  removeAbandoned(dataDir);
  const place = outsidePath('clusters', randomUUID());
  if (existsSync(inside)) {
    cpSync(inside, place, { recursive: true });
    if (account) spawnSync('chown', ['-R', `${account.uid}:${account.gid}`, place]);
  }
  made(place, account);
  writeFileSync(path.join(path.dirname(place), `${path.basename(place)}.owner`), dataDir);
  writeFileSync(note, `${place}\n`);
  log.warn(
    { event: 'store.placed_outside', place },
    `Postgres runs as another account that cannot enter ${dataDir}: the application store lies in ${place}`,
  );
  return place;
}

/**
 * Lets others pass through the data directory itself, if that is all that is missing: not look around in it, and what is
 * private in it has rights of its own.
 */
function letThrough(dataDir: string, account: ServerAccount | undefined): boolean {
  if (!canEnter(account, path.dirname(dataDir))) return false;
  chmodSync(dataDir, statSync(dataDir).mode | 0o011);
  return canEnter(account, dataDir);
}

function made(directory: string, account: ServerAccount | undefined): string {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  if (account) chownSync(directory, account.uid, account.gid);
  return directory;
}

/**
 * Clusters outside that nobody needs any more: their data directory was this one and has been emptied since, or was a
 * temporary one that is gone.
 */
function removeAbandoned(dataDir: string): void {
  const clusters = outsidePath('clusters');
  if (!existsSync(clusters)) return;
  for (const file of readdirSync(clusters).filter((name) => name.endsWith('.owner'))) {
    const note = path.join(clusters, file);
    const owner = readFileSync(note, 'utf8').trim();
    const temporary = owner.startsWith(tmpdir() + path.sep) && !existsSync(owner);
    if (owner !== dataDir && !temporary) continue;
    rmSync(note.slice(0, -'.owner'.length), { recursive: true, force: true });
    rmSync(note, { force: true });
  }
}

import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimes, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { TenureError } from '../errors/errors.js';
import { storageFaultOf } from '../errors/storage-fault.js';
import { processIdentity, processPlace } from './process-identity.js';

const holderSchema = z.object({
  pid: z.number(),
  identity: z.string(),
  command: z.string(),
  /** Where the number of the process is meant: boot and PID namespace; absent in locks of 0.1. */
  place: z.string().optional(),
});
export type Holder = z.infer<typeof holderSchema>;

export interface HeldDataDir {
  release(): void;
}

const TAKEOVER_MS = 10_000;
/** How often a holder touches its lock, for those who cannot see its process: other containers and machines. */
const HEARTBEAT_MS = 4_000;
/** How long a lock that nobody touches is watched before it counts for nothing, and at what age it does at once. */
const WATCH_MS = 5 * HEARTBEAT_MS;
const DEAD_AFTER_MS = 60_000;

/**
 * Takes the data directory for this process, making it when missing. Errors: DATA_DIR in one line, when another process
 * holds it (with its number) or it cannot be written.
 */
export async function holdDataDir(
  dataDir: string,
  command: string,
  times: { readonly heartbeatMs: number; readonly watchMs: number } = { heartbeatMs: HEARTBEAT_MS, watchMs: WATCH_MS },
): Promise<HeldDataDir> {
  makeWritable(dataDir);
  const file = lockFile(dataDir);
  const place = processPlace();
  const own: Holder = {
    pid: process.pid,
    identity: processIdentity(process.pid) ?? '',
    command,
    ...(place === undefined ? {} : { place }),
  };
  const content = JSON.stringify(own);
  while (!createExclusively(file, content)) {
    const holder = dataDirHolder(dataDir);
    if (holder && (isNear(holder) || (await isTouched(file, times.watchMs)))) throw heldBy(dataDir, holder, command);
    await removeStale(dataDir, holder);
  }
  const isOwn = () => readText(file) === content;
  const heartbeat = setInterval(() => {
    if (!isOwn()) return lost(dataDir);
    const now = new Date();
    // On a disk that cannot be written others see it die, and cannot take it either.
    utimes(file, now, now, () => undefined);
  }, times.heartbeatMs);
  heartbeat.unref();
  return {
    release: () => {
      clearInterval(heartbeat);
      if (isOwn()) rmSync(file, { force: true });
    },
  };
}

/** The living process that holds the data directory, if any. One of another container or machine lives as long as it touches its lock. */
export function dataDirHolder(dataDir: string): Holder | undefined {
  const file = lockFile(dataDir);
  const holder = readHolder(file);
  if (!holder) return undefined;
  const lives = isNear(holder)
    ? processIdentity(holder.pid) === holder.identity
    : Date.now() - touchedAt(file) < DEAD_AFTER_MS;
  return lives ? holder : undefined;
}

/** Whether the holder's number means the same process to us: same boot, same PID namespace. */
function isNear({ place }: Holder): boolean {
  return place === undefined || place === processPlace();
}

/** Watches a lock without believing anybody's clock. */
async function isTouched(file: string, watchMs: number): Promise<boolean> {
  const before = touchedAt(file);
  for (let waited = 0; waited < watchMs; waited += 100) {
    await sleep(100);
    if (touchedAt(file) !== before) return true;
  }
  return false;
}

function touchedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** This process slept, for so long that another took its directory: two at once would spoil it. */
function lost(dataDir: string): void {
  process.stderr.write(`tenure: the lock of ${dataDir} was taken over while this process did not run; it ends.\n`);
  process.exit(1);
}

/** A server that serves takes commands, so one that does not is starting or stopping; other commands end by themselves. */
function heldBy(dataDir: string, holder: Holder, wants: string): TenureError {
  const where = isNear(holder) ? '' : ' of another container or machine';
  const held = `The data directory ${dataDir} is held by process ${holder.pid}${where} (tenure ${holder.command})`;
  const wait =
    holder.command !== 'start'
      ? 'try again when it has ended'
      : wants !== 'start'
        ? 'it is starting or stopping: try again in a moment'
        : undefined;
  return new TenureError(
    'DATA_DIR',
    wait === undefined
      ? `${held}: stop that one, or set TENURE_DATA_DIR to another directory.`
      : `${held}: ${wait}, or set TENURE_DATA_DIR to another directory.`,
  );
}

function lockFile(dataDir: string): string {
  return path.join(dataDir, 'lock');
}

/** With its parents, one by one: below /proc Node would try to make them for ever, deaf to signals. */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return;
  makeDirectory(path.dirname(directory));
  try {
    mkdirSync(directory, { mode: 0o711 });
  } catch (error) {
    // Another process was faster, or a file is there, which whoever writes below it is told.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function makeWritable(dataDir: string): void {
  try {
    // Others may pass through to what is theirs (the account that Postgres runs as, to the cluster), not look around.
    makeDirectory(dataDir);
    const probe = path.join(dataDir, `.writable.${process.pid}`);
    try {
      // A full disk may still take a file without content.
      writeFileSync(probe, Buffer.alloc(1 << 20));
    } finally {
      rmSync(probe, { force: true });
    }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (storageFaultOf(error) === 'DISK_FULL') throw diskFull(dataDir, text, error);
    throw new TenureError(
      'DATA_DIR',
      `The data directory ${dataDir} cannot be written (${text}): give this account the right, or set TENURE_DATA_DIR to another directory.`,
      { cause: error },
    );
  }
}

function diskFull(dataDir: string, text: string, cause: unknown): TenureError {
  return new TenureError(
    'DATA_DIR',
    `The disk of the data directory ${dataDir} is full (${text}): make room, or set TENURE_DATA_DIR to a directory on another disk.`,
    { cause },
  );
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Whether the file is ours now. */
function createExclusively(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o644 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock whose holder is dead, or was seen not to touch it. Only one process does so at a time, or it could remove a lock taken meanwhile. */
async function removeStale(dataDir: string, silent?: Holder): Promise<void> {
  const file = lockFile(dataDir);
  const takeover = `${file}.takeover`;
  if (!createExclusively(takeover, String(process.pid))) {
    if (existsSync(takeover) && Date.now() - statSync(takeover).mtimeMs > TAKEOVER_MS)
      rmSync(takeover, { force: true });
    await sleep(50);
    return;
  }
  try {
    const half = existsSync(file) && !readHolder(file) && Date.now() - statSync(file).mtimeMs < 1_000;
    if (half) await sleep(200);
    const holder = dataDirHolder(dataDir);
    if (!holder || (silent && JSON.stringify(holder) === JSON.stringify(silent))) rmSync(file, { force: true });
  } finally {
    rmSync(takeover, { force: true });
  }
}

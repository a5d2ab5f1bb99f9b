import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { TenureError } from '../errors/errors.js';
import { storageFaultOf } from '../errors/storage-fault.js';
import { processIdentity } from './process-identity.js';

const holderSchema = z.object({ pid: z.number(), identity: z.string(), command: z.string() });
export type Holder = z.infer<typeof holderSchema>;

export interface HeldDataDir {
  release(): void;
}

const TAKEOVER_MS = 10_000;

/**
 * Takes the data directory for this process, making it when missing. Errors: DATA_DIR in one line, when another process
 * holds it (with its number) or it cannot be written.
 */
export async function holdDataDir(dataDir: string, command: string): Promise<HeldDataDir> {
  makeWritable(dataDir);
  const file = lockFile(dataDir);
  const own: Holder = { pid: process.pid, identity: processIdentity(process.pid) ?? '', command };
  while (!createExclusively(file, JSON.stringify(own))) {
    const holder = dataDirHolder(dataDir);
    if (holder) throw heldBy(dataDir, holder, command);
    await removeStale(dataDir);
  }
  return {
    release: () => {
      if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

/** The living process that holds the data directory, if any. */
export function dataDirHolder(dataDir: string): Holder | undefined {
  const holder = readHolder(lockFile(dataDir));
  return holder && processIdentity(holder.pid) === holder.identity ? holder : undefined;
}

/** A server that serves takes commands, so one that does not is starting or stopping; other commands end by themselves. */
function heldBy(dataDir: string, holder: Holder, wants: string): TenureError {
  const held = `The data directory ${dataDir} is held by process ${holder.pid} (tenure ${holder.command})`;
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

/** Removes a lock whose holder is dead. Only one process does so at a time, or it could remove a lock taken meanwhile. */
async function removeStale(dataDir: string): Promise<void> {
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
    if (!dataDirHolder(dataDir)) rmSync(file, { force: true });
  } finally {
    rmSync(takeover, { force: true });
  }
}

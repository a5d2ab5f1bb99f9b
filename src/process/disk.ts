import { constants } from 'node:fs';
import { access, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { storageFaultOf } from '../errors/storage-fault.js';

/** What a SQL session (9 MB), Postgres's log (16 MB a segment) and a small load may want at any moment. */
export const LEAST_FREE_BYTES = 32 << 20;

export type DiskState = 'ok' | 'full' | 'read-only' | 'failing';

export interface DiskFigures {
  readonly state: DiskState;
  /** Bytes that an account other than root may still take; null where the system does not say. */
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
}

/** Parts of a data directory that may lie on disks of their own. */
const PARTS = ['', 'clickhouse', 'postgres', 'exports'] as const;

/** The worst of the disks that a data directory lies on. Writes a few bytes and removes them again. */
export async function diskOf(dataDir: string): Promise<DiskFigures> {
  const all = (await Promise.all(PARTS.map((part) => figuresOf(path.join(dataDir, part))))).filter(
    (figures) => figures !== undefined,
  );
  const written = await writable(dataDir);
  const tightest = all.reduce<DiskFigures | undefined>(
    (least, one) => (least && (least.freeBytes ?? Infinity) <= (one.freeBytes ?? Infinity) ? least : one),
    undefined,
  );
  const state = [written, ...all.map((one) => one.state)].find((one) => one !== 'ok') ?? 'ok';
  return { state, freeBytes: tightest?.freeBytes ?? null, totalBytes: tightest?.totalBytes ?? null };
}

/** Of one directory, undefined where it does not exist. */
async function figuresOf(directory: string): Promise<DiskFigures | undefined> {
  try {
    const { bavail, blocks, bsize, ffree, files } = await statfs(directory);
    const freeBytes = bavail * bsize;
    const totalBytes = blocks * bsize;
    // Not every file system counts its files.
    const isFull = freeBytes < LEAST_FREE_BYTES || (files > 0 && ffree === 0);
    await access(directory, constants.W_OK);
    return { state: isFull ? 'full' : 'ok', freeBytes, totalBytes };
  } catch (error) {
    if (isMissing(error)) return undefined;
    return { state: stateOf(error), freeBytes: null, totalBytes: null };
  }
}

/** A quota is told by no figure: only by a write. */
async function writable(directory: string): Promise<DiskState> {
  const probe = path.join(directory, `.room.${process.pid}`);
  try {
    await writeFile(probe, Buffer.alloc(4096));
    return 'ok';
  } catch (error) {
    return stateOf(error);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

function stateOf(error: unknown): DiskState {
  const fault = storageFaultOf(error);
  return fault === 'DISK_FULL' ? 'full' : fault === 'DISK_READ_ONLY' ? 'read-only' : 'failing';
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

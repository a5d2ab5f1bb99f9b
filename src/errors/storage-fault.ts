import type { ErrorKind } from './errors.js';

export type StorageFault = Extract<ErrorKind, 'DISK_FULL' | 'DISK_READ_ONLY'>;

/** Codes of the system, SQLSTATEs of Postgres (disk_full, read_only_sql_transaction) and error 243 of ClickHouse. */
const BY_CODE: Readonly<Record<string, StorageFault>> = {
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  EROFS: 'DISK_READ_ONLY',
  '53100': 'DISK_FULL',
  '25006': 'DISK_READ_ONLY',
  '243': 'DISK_FULL',
};

/**
 * What the system calls it, wherever an engine passes that on in a text, what ClickHouse says of its own reserve, and what a new
 * session of Postgres says without the system's reason.
 */
const FULL =
  /could not write init file|No space left on device|\bENOSPC\b|Disk quota exceeded|\bEDQUOT\b|NOT_ENOUGH_SPACE|not enough space/i;
const READ_ONLY = /Read-only file system|\bEROFS\b/i;

/** Whether a text says that a disk is full or read-only. */
export function storageFaultIn(text: string): StorageFault | undefined {
  if (FULL.test(text)) return 'DISK_FULL';
  return READ_ONLY.test(text) ? 'DISK_READ_ONLY' : undefined;
}

/** Whether an error, or what caused it, is that a disk is full or read-only. */
export function storageFaultOf(thrown: unknown): StorageFault | undefined {
  for (let cause = thrown; cause instanceof Error; cause = cause.cause) {
    const known = ('code' in cause && BY_CODE[String(cause.code)]) || storageFaultIn(cause.message);
    if (known) return known;
  }
  return undefined;
}

/** What whoever asked is told. */
export const STORAGE_MESSAGES: Readonly<Record<StorageFault, string>> = {
  DISK_FULL:
    'The disk of the server is full, so nothing can be kept just now; nothing is lost, and reading goes on. Its operator must make room.',
  DISK_READ_ONLY:
    'The disk of the server cannot be written, so nothing can be kept just now; reading goes on. Its operator must make it writable.',
};

import { chmodSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { TenureError } from '../../errors/errors.js';

const CANDIDATES = ['/var/lib/tenure', '/var/tmp/tenure'] as const;

/**
 * A directory of root's that every account can enter: where binaries and data go when ours lie below a directory that the
 * server's account cannot enter. Errors: DATA_DIR.
 */
export function outsideDirectory(): string {
  for (const candidate of CANDIDATES) {
    try {
      if (!existsSync(candidate)) {
        mkdirSync(candidate, { recursive: true });
        chmodSync(candidate, 0o755);
      }
      const { uid, mode } = lstatSync(candidate);
      // Somebody else's directory of this name could hand us other binaries.
      if (uid === 0 && (mode & 0o022) === 0 && lstatSync(candidate).isDirectory()) return candidate;
    } catch {
      // Not writable here: try the next.
    }
  }
  throw new TenureError(
    'DATA_DIR',
    `The data directory lies below a directory that only root can enter, Postgres runs as another account, and neither ${CANDIDATES.join(' nor ')} can be used instead. Set TENURE_DATA_DIR to a directory that others can enter, or run as an ordinary user.`,
  );
}

/** A path inside it. */
export function outsidePath(...parts: readonly string[]): string {
  return path.join(outsideDirectory(), ...parts);
}

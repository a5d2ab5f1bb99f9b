import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** A directory of its own for a test file, removed after it. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'tenure-test-'));
  // As root, Postgres runs as another account: let it through.
  chmodSync(directory, 0o711);
  afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

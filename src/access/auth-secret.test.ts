import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadAuthSecret } from './auth-secret.js';

const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-secret-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const file = path.join(dataDir, 'auth-secret');

it('is made once, for the owner alone, and kept', async () => {
  const [first, second] = await Promise.all([loadAuthSecret(undefined, dataDir), loadAuthSecret(undefined, dataDir)]);
  expect(first.length).toBeGreaterThanOrEqual(32);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await loadAuthSecret(undefined, dataDir)).toEqual(second);
});

it('is refused when others can read it', async () => {
  chmodSync(file, 0o644);
  await expect(loadAuthSecret(undefined, dataDir)).rejects.toEqual(expect.objectContaining({ kind: 'CONFIG' }));
});

it('is the configured one where there is one', async () => {
  expect(await loadAuthSecret('x'.repeat(32), '/nowhere')).toEqual(new TextEncoder().encode('x'.repeat(32)));
});

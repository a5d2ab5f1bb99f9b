import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TenureError } from '../errors/errors.js';

const FILE = 'auth-secret';

/**
 * The installation's own secret: TENURE_AUTH_SECRET where it is set, else one made at the first start and kept in the
 * data directory for the owner's eyes only, so that tokens outlive a restart.
 */
export async function loadAuthSecret(configured: string | undefined, dataDir: string): Promise<Uint8Array> {
  if (configured) return new TextEncoder().encode(configured);
  const file = path.join(dataDir, FILE);
  if (existsSync(file)) return readKept(file);
  await mkdir(dataDir, { recursive: true });
  const made = randomBytes(48).toString('base64url');
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(draft, made, { mode: 0o600, flag: 'wx' });
    // A link appears whole or not at all, so that a second process never reads half a secret.
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw new TenureError('DATA_DIR', `The file ${file} cannot be written: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await rm(draft, { force: true });
  }
  return readKept(file);
}

async function readKept(file: string): Promise<Uint8Array> {
  if (((await stat(file)).mode & 0o077) !== 0)
    throw new TenureError('CONFIG', `${file} can be read by others. Run: chmod 600 ${file}`);
  const kept = (await readFile(file, 'utf8')).trim();
  if (kept.length < 32)
    throw new TenureError('CONFIG', `${file} holds no secret of 32 characters. Delete it and a new one is made.`);
  return new TextEncoder().encode(kept);
}

import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
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
  await mkdir(dataDir, { recursive: true });
  const made = randomBytes(48).toString('base64url');
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(made);
    await handle.close();
    return new TextEncoder().encode(made);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new TenureError('DATA_DIR', `The file ${file} cannot be written: ${(error as Error).message}`, {
        cause: error,
      });
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

import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The bytes of a file, unzipped where its name ends in .gz. */
export function contentOf(file: string): Readable {
  const raw = createReadStream(file, { highWaterMark: 1 << 20 });
  // What goes wrong is told to whoever reads the unzipped stream; destroying that one closes the file.
  return file.endsWith('.gz') ? pipeline(raw, createGunzip(), () => {}) : raw;
}

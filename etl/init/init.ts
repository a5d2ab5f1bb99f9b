import path from 'node:path';
import { lookAt } from './look.js';
import { type ProposeOptions, propose } from './propose.js';
import { sourceYaml } from './write.js';

export interface InitOptions extends ProposeOptions {
  readonly file: string;
  /** What the source is to be called; the file's own name if absent. */
  readonly name?: string | undefined;
}

/** Proposes the source file (YAML) of a data file from its header and values. Errors: SOURCE, BAD_REQUEST. */
export async function proposeSource({ file, name, ...options }: InitOptions): Promise<string> {
  const look = await lookAt(file);
  return sourceYaml(name ?? nameOf(file), file, look, propose(look, options));
}

function nameOf(file: string): string {
  const words = path
    .basename(file)
    .replace(/\.gz$/i, '')
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return (/^[a-z]/.test(words) ? words : `source-${words}`.replace(/-$/, '')).slice(0, 60);
}

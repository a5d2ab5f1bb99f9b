import { existsSync } from 'node:fs';
import path from 'node:path';

/** A file of the public data sets that tests check published figures on; undefined where they are not at hand. */
export function trialFile(name: string): string | undefined {
  const directory = process.env.TENURE_TRIAL_DATA;
  if (!directory) return undefined;
  const file = path.join(directory, name);
  return existsSync(file) ? file : undefined;
}

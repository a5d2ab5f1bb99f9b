import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TEMPLATES } from './template.js';

/** A place for what the files of this run begin with; removed when the run ends. */
export default function setup(): () => void {
  const directory = mkdtempSync(path.join(tmpdir(), 'tenure-templates-'));
  chmodSync(directory, 0o711);
  process.env[TEMPLATES] = directory;
  return () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}

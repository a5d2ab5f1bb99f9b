import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { ModelFile } from '../../cube/model/model-file.js';
import { type KeptFiles, readModel } from '../../cube/model/repository.js';
import { validateModel } from '../../cube/model/validate.js';
import { TenureError } from '../../errors/errors.js';
import { checkMeta, isForThisServer } from './check-meta.js';
import { checkReferences } from './check-references.js';

export interface ReadModel {
  readonly files: readonly ModelFile[];
  /** Changes with any name or text of the model's files. */
  readonly fingerprint: string;
  readonly warnings: readonly string[];
}

/**
 * Reads a model directory and checks all that its files alone can tell. Throws MODEL with a line for each problem. Other
 * people's models use `meta` for their own ends: what is found in theirs is a warning in the log.
 */
export async function readChecked(directory: string, log: Pick<Logger, 'warn'>, kept?: KeptFiles): Promise<ReadModel> {
  const files = await readModel(directory, kept);
  validateModel(files);
  const findings = [...checkMeta(files), ...checkReferences(files)];
  const ours = isForThisServer(files);
  if (ours && findings.length > 0) throw new TenureError('MODEL', findings.join('\n'));
  const warnings = ours ? [] : findings;
  for (const warning of warnings) log.warn({ event: 'model.meta', warning });
  const fingerprint = createHash('sha256')
    .update(JSON.stringify(files.map(({ name, text }) => [name, text])))
    .digest('hex');
  return { files, fingerprint, warnings };
}

import type { TenureError } from '../../errors/errors.js';
import { SqlError } from '../query/sql-error.js';
import { readErrorFields, writeError, writeErrorFields } from './backend.js';
import type { Frame } from './frames.js';

export function asFrame(raw: Buffer): Frame {
  return { type: String.fromCharCode(raw[0] ?? 0), body: raw.subarray(5), raw };
}

export function errorFrame(error: TenureError, severity: 'ERROR' | 'FATAL' = 'ERROR'): Frame {
  const position = error instanceof SqlError ? error.options.position : undefined;
  return asFrame(writeError({ severity, code: error.sqlState, message: error.message, hint: error.hint, position }));
}

export function frameOfFields(fields: ReadonlyMap<string, string>): Frame {
  return asFrame(writeErrorFields('E', fields));
}

/** An error about the statement that we wrote, without its position: the client wrote another. */
export function withoutPosition(frame: Frame): Frame {
  const fields = new Map(readErrorFields(frame.body));
  for (const tag of ['P', 'p', 'q', 'W']) fields.delete(tag);
  return frameOfFields(fields);
}

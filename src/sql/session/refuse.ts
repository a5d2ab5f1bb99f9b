import type { Logger } from 'pino';
import { asTenureError } from '../../errors/errors.js';
import { errorFrame } from '../wire/error-frames.js';
import { BackendFailed, type BackendLink } from './backend-link.js';

/** Tells the client of our own error after all earlier replies, and has the backend skip to the next Sync. */
export async function refuse(link: BackendLink, thrown: unknown, log: Logger): Promise<void> {
  if (thrown instanceof BackendFailed) return;
  const error = asTenureError(thrown);
  try {
    await link.settle();
  } catch (settled) {
    if (settled instanceof BackendFailed) return;
    throw settled;
  }
  if (error.kind === 'INTERNAL' || error.kind === 'ENGINE') log.error({ err: error }, 'sql.statement.failed');
  link.toClient(errorFrame(error));
  link.poison();
  link.flush();
}

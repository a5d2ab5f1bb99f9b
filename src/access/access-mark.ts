import { createHash } from 'node:crypto';
import type { UserRecord } from '../store/users.js';

/**
 * What sessions and tokens are bound to: it changes with the password, when the user is disabled, and with a sign-out
 * everywhere. It tells nothing about the password.
 */
export function accessMark({ verifier, epoch }: Pick<UserRecord, 'verifier' | 'epoch'>): string {
  return createHash('sha256').update(`${epoch} ${verifier}`).digest('base64url').slice(0, 22);
}

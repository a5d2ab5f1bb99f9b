import { createHash, randomBytes } from 'node:crypto';
import type { SessionRepository } from '../store/sessions.js';
import type { UserRecord, UserRepository } from '../store/users.js';
import { accessMark } from './access-mark.js';
import type { Principal } from './principal.js';
import { principalOfUser } from './user-principal.js';

export const SESSION_LIFETIME_S = 12 * 3600;

/** Sessions of the page. They live in the store, so that they end there and not with the cookie. */
export interface Sessions {
  /** A new session of somebody who has just signed in. Returns what the cookie is to hold. */
  open(user: UserRecord): Promise<string>;
  /** Whose session it is; undefined when it has ended, or never was one. */
  principalOf(cookie: string): Promise<Principal | undefined>;
  /** Ends this one session. */
  close(cookie: string): Promise<void>;
}

export interface SessionsOptions {
  readonly sessions: Pick<SessionRepository, 'add' | 'find' | 'remove'>;
  readonly users: Pick<UserRepository, 'find'>;
  readonly clock?: () => number;
}

/** What the cookies of sessions look like; anything else is not asked for. */
const COOKIE = /^[A-Za-z0-9_-]{43}$/;

export function createSessions({ sessions, users, clock = Date.now }: SessionsOptions): Sessions {
  return {
    async open(user) {
      const cookie = randomBytes(32).toString('base64url');
      const expiresAt = new Date(clock() + SESSION_LIFETIME_S * 1000);
      await sessions.add({ idHash: hashOf(cookie), user: user.name, mark: accessMark(user), expiresAt });
      return cookie;
    },

    async principalOf(cookie) {
      if (!COOKIE.test(cookie)) return undefined;
      const session = await sessions.find(hashOf(cookie));
      if (!session || session.expiresAt.getTime() <= clock()) return undefined;
      const user = await users.find(session.user);
      return user && !user.disabled && accessMark(user) === session.mark ? principalOfUser(user) : undefined;
    },

    async close(cookie) {
      if (COOKIE.test(cookie)) await sessions.remove(hashOf(cookie));
    },
  };
}

function hashOf(cookie: string): string {
  return createHash('sha256').update(cookie).digest('base64url');
}

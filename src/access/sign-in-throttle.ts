import { LRUCache } from 'lru-cache';
import { TenureError } from '../errors/errors.js';

interface Failures {
  readonly count: number;
  readonly last: number;
}

const FREE_PER_USER = 4;
const FREE_PER_ADDRESS = 30;
const LONGEST_WAIT_MS = 60_000;
const FORGET_AFTER_MS = 15 * 60_000;

/** How an attempt to sign in ended: for figures, which name nobody. */
export type SignInOutcome = 'succeeded' | 'failed' | 'slowed';

export interface SignInThrottle {
  /** Throws TOO_MANY while this address has to wait before it may try this user again. */
  check(user: string, address: string): void;
  failed(user: string, address: string): void;
  succeeded(user: string, address: string): void;
}

/**
 * Slows the guessing of passwords: after a few wrong ones each further costs twice the wait, counted by user and
 * address (so that nobody locks another out from afar) and more generously by address alone.
 */
export function createSignInThrottle(
  now: () => number = Date.now,
  onOutcome: (outcome: SignInOutcome) => void = () => undefined,
): SignInThrottle {
  const failures = new LRUCache<string, Failures>({ max: 10_000 });
  const keysOf = (user: string, address: string) =>
    [
      [`${address} ${user}`, FREE_PER_USER],
      [address, FREE_PER_ADDRESS],
    ] as const;

  function recent(key: string): Failures | undefined {
    const known = failures.get(key);
    return known && now() - known.last < FORGET_AFTER_MS ? known : undefined;
  }

  return {
    check(user, address) {
      for (const [key, free] of keysOf(user, address)) {
        const known = recent(key);
        if (!known || known.count <= free) continue;
        const waitMs = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** (known.count - free - 1)) - (now() - known.last);
        if (waitMs <= 0) continue;
        onOutcome('slowed');
        const seconds = Math.ceil(waitMs / 1000);
        throw new TenureError('TOO_MANY', `Too many wrong passwords. Try again in ${seconds} s.`);
      }
    },
    failed(user, address) {
      onOutcome('failed');
      for (const [key] of keysOf(user, address))
        failures.set(key, { count: (recent(key)?.count ?? 0) + 1, last: now() });
    },
    succeeded(user, address) {
      onOutcome('succeeded');
      failures.delete(`${address} ${user}`);
    },
  };
}

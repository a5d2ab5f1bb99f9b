import type { JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';

/** How long a signature that was found right is not worked out again; keys that an issuer withdraws count that long. */
const KEPT_MS = 30_000;
const MOST = 10_000;

/**
 * Verification that remembers for a while which tokens were right, at most until they expire: callers send the same one with
 * every request, and a signature takes longer than many an answer. Only the token is remembered; whether its user may
 * still come in is asked each time by whoever verifies.
 */
export function remembering(
  verify: (token: string) => Promise<JWTPayload>,
  clock: () => number = Date.now,
): (token: string) => Promise<JWTPayload> {
  const verified = new LRUCache<string, { readonly payload: JWTPayload; readonly until: number }>({ max: MOST });
  return async (token) => {
    const known = verified.get(token);
    if (known && clock() < known.until) return known.payload;
    const payload = await verify(token);
    const expires = payload.exp === undefined ? Number.POSITIVE_INFINITY : payload.exp * 1000;
    verified.set(token, { payload, until: Math.min(expires, clock() + KEPT_MS) });
    return payload;
  };
}

import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';

const TIMEOUT_MS = 5_000;
/** Fetches for key ids that are not known: so many at once, and one more each so long. */
const FETCHES = 6;
const ONE_MORE_MS = 10_000;

/**
 * The keys of an issuer by URL. A key id that is not known is looked for at once, as issuers change keys without notice; made-up
 * ids cost the issuer no more than six fetches at once and one each ten seconds.
 */
export function issuerKeys(url: URL, clock: () => number = Date.now): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url, { timeoutDuration: TIMEOUT_MS });
  let left = FETCHES;
  let countedAt = clock();
  const mayFetch = () => {
    const more = Math.floor((clock() - countedAt) / ONE_MORE_MS);
    if (more > 0) {
      left = Math.min(FETCHES, left + more);
      countedAt += more * ONE_MORE_MS;
    }
    return left > 0;
  };
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !mayFetch()) throw error;
      // Whoever comes while the keys are fetched waits for that fetch, which costs nothing more.
      if (!keys.reloading) left--;
      await keys.reload();
      return keys(header, token);
    }
  };
}

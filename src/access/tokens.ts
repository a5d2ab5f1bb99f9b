import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Config } from '../config/config.js';
import { TenureError } from '../errors/errors.js';
import type { UserRecord, UserRepository } from '../store/users.js';
import { accessMark } from './access-mark.js';
import { issuerKeys } from './issuer-keys.js';
import { claimsSchema, type Principal, principalFromClaims, wrongClaims } from './principal.js';
import { MOST_TOKEN_HOURS } from './token-limits.js';
import { principalOfUser } from './user-principal.js';
import { remembering } from './verified-tokens.js';

const TOKEN_LIFETIME_S = 12 * 3600;
const CLOCK_TOLERANCE_S = 5;

export interface Tokens {
  /**
   * Verifies a bearer token of any door. Throws UNAUTHENTICATED: what is wrong with a token that was signed rightly is
   * said, other than that nothing is.
   */
  verify(token: string): Promise<Principal>;
  /** A bearer token for a user, as `tenure token` prints it. It ends with a change of password, `disable` and `sign-out`. */
  issue(user: UserRecord, lifetimeS?: number): Promise<string>;
}

export interface TokenOptions {
  readonly auth: Config['auth'];
  /** From loadAuthSecret. */
  readonly secret: Uint8Array;
  readonly users: Pick<UserRepository, 'find'>;
}

/**
 * JSON Web Tokens. With a JWKS URL bearer tokens are that issuer's alone (RS256 or ES256, audience and issuer
 * checked); otherwise they are HS256 under the secret. The algorithm follows from the configuration, never from the
 * token. A token of this server says only who: what the user may see is read from the store each time.
 */
export function createTokens({ auth, secret, users }: TokenOptions): Tokens {
  const keys = auth.jwksUrl ? issuerKeys(new URL(auth.jwksUrl)) : undefined;
  const expected = {
    clockTolerance: CLOCK_TOLERANCE_S,
    requiredClaims: ['exp'],
    ...(auth.audience === undefined ? {} : { audience: auth.audience }),
    ...(auth.issuer === undefined ? {} : { issuer: auth.issuer }),
  };
  const payloadOf = remembering(async (token) => {
    const verified = keys
      ? jwtVerify(token, keys, { ...expected, algorithms: ['RS256', 'ES256'] }).catch(refuseOrNotReady)
      : jwtVerify(token, secret, { ...expected, algorithms: ['HS256'] }).catch(refuse);
    const { payload } = await verified;
    if (!lastsNoLonger(payload, Date.now()))
      throw refused(`it may be good for ${MOST_TOKEN_HOURS} hours at most (exp)`);
    return payload;
  });

  /** Whom a token of this server is for, with the rights of now. */
  async function holderOf({ sub, mark }: JWTPayload): Promise<Principal> {
    const user = await users.find(sub ?? '');
    if (!user || user.disabled || mark !== accessMark(user)) throw refused();
    return principalOfUser(user);
  }

  return {
    async verify(token) {
      const payload = await payloadOf(token);
      if (!keys && payload.by === 'tenure') return holderOf(payload);
      const claims = claimsSchema.safeParse(payload);
      if (!claims.success) throw refused(wrongClaims(claims.error));
      return principalFromClaims(claims.data);
    },

    async issue(user, lifetimeS = TOKEN_LIFETIME_S) {
      if (keys)
        throw new TenureError(
          'CONFIG',
          'Tokens come from the issuer of TENURE_AUTH_JWKS_URL here; this server issues none.',
        );
      if (lifetimeS > MOST_TOKEN_HOURS * 3600)
        throw new TenureError('BAD_REQUEST', `A token is good for ${MOST_TOKEN_HOURS} hours at most.`);
      const jwt = new SignJWT({ by: 'tenure', mark: accessMark(user) })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(user.name)
        .setIssuedAt()
        .setExpirationTime(`${lifetimeS}s`);
      if (auth.audience !== undefined) jwt.setAudience(auth.audience);
      if (auth.issuer !== undefined) jwt.setIssuer(auth.issuer);
      return jwt.sign(secret);
    },
  };
}

function lastsNoLonger({ exp }: JWTPayload, now: number): boolean {
  const leftS = Number(exp) - now / 1000;
  return Number.isFinite(leftS) && leftS <= MOST_TOKEN_HOURS * 3600 + CLOCK_TOLERANCE_S;
}

function refused(why?: string, cause?: unknown): TenureError {
  const message = why ? `The token is not taken: ${why}.` : 'The token is not valid here, or no longer. Sign in again.';
  return new TenureError('UNAUTHENTICATED', message, { cause });
}

function refuse(error: unknown): never {
  throw refused(wordsFor(error), error);
}

/** Claims are looked at once the signature is right, so their holder may be told. */
function wordsFor(error: unknown): string | undefined {
  if (error instanceof errors.JWTExpired) return 'it has expired (exp)';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return undefined;
  if (error.reason === 'missing') return `claim ${error.claim} is missing`;
  return error.reason === 'invalid'
    ? `claim ${error.claim} is not of its type`
    : `claim ${error.claim} is not as expected here`;
}

/** Keys that cannot be fetched are the issuer's trouble, not the caller's. */
function refuseOrNotReady(error: unknown): never {
  const answered = error instanceof errors.JOSEError && !['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC'].includes(error.code);
  if (answered) return refuse(error);
  throw new TenureError('NOT_READY', "The token issuer's keys cannot be read at the moment.", { cause: error });
}

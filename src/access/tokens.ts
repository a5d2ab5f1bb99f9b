import { createHash, hkdfSync } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, SignJWT } from 'jose';
import type { Config } from '../config/config.js';
import { TenureError } from '../errors/errors.js';
import type { UserRecord, UserRepository } from '../store/users.js';
import { claimsSchema, type Principal, principalFromClaims } from './principal.js';
import { principalOfUser } from './user-principal.js';
import { remembering } from './verified-tokens.js';

const TOKEN_LIFETIME_S = 12 * 3600;
export const SESSION_LIFETIME_S = 12 * 3600;
const SESSION_AUDIENCE = 'tenure-page';
const CLOCK_TOLERANCE_S = 5;

export interface Tokens {
  /** Verifies a bearer token of any door. Throws UNAUTHENTICATED without saying which check failed. */
  verify(token: string): Promise<Principal>;
  /** A bearer token for a user, as `tenure token` prints it. */
  issue(user: UserRecord, lifetimeS?: number): Promise<string>;
  /** The page's session cookie; it ends when the user is disabled or the password changes. */
  issueSession(user: UserRecord): Promise<string>;
  verifySession(token: string): Promise<Principal>;
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
 * token. Session cookies have a key of their own, so neither passes for the other.
 */
export function createTokens({ auth, secret, users }: TokenOptions): Tokens {
  const sessionKey = new Uint8Array(hkdfSync('sha256', secret, '', 'tenure session cookie', 32));
  const jwks = auth.jwksUrl ? createRemoteJWKSet(new URL(auth.jwksUrl), { timeoutDuration: 5000 }) : undefined;
  const expected = {
    clockTolerance: CLOCK_TOLERANCE_S,
    ...(auth.audience === undefined ? {} : { audience: auth.audience }),
    ...(auth.issuer === undefined ? {} : { issuer: auth.issuer }),
  };

  const payloadOf = remembering(async (token) => {
    const { payload } = jwks
      ? await jwtVerify(token, jwks, { ...expected, algorithms: ['RS256', 'ES256'] }).catch(refuseOrNotReady)
      : await jwtVerify(token, secret, { ...expected, algorithms: ['HS256'] }).catch(refuse);
    return payload;
  });

  const sessionOf = remembering(async (token) => {
    const { payload } = await jwtVerify(token, sessionKey, {
      algorithms: ['HS256'],
      audience: SESSION_AUDIENCE,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: CLOCK_TOLERANCE_S,
    }).catch(refuse);
    return payload;
  });

  /** A token that this installation issued lives no longer than its user. */
  async function enabledUser(name: string): Promise<UserRecord> {
    const user = await users.find(name);
    if (!user || user.disabled) throw refused();
    return user;
  }

  return {
    async verify(token) {
      const payload = await payloadOf(token);
      const claims = claimsSchema.safeParse(payload);
      if (!claims.success) throw refused();
      if (!jwks && payload.by === 'tenure') await enabledUser(claims.data.sub);
      return principalFromClaims(payload);
    },

    async issue(user, lifetimeS = TOKEN_LIFETIME_S) {
      if (jwks)
        throw new TenureError(
          'CONFIG',
          'Tokens come from the issuer of TENURE_AUTH_JWKS_URL here; this server issues none.',
        );
      const { groups, provinces, accountManagers } = principalOfUser(user);
      const jwt = new SignJWT({ groups, provinces, accountManagers, by: 'tenure' })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(user.name)
        .setIssuedAt()
        .setExpirationTime(`${lifetimeS}s`);
      if (auth.audience !== undefined) jwt.setAudience(auth.audience);
      if (auth.issuer !== undefined) jwt.setIssuer(auth.issuer);
      return jwt.sign(secret);
    },

    issueSession(user) {
      return new SignJWT({ password: passwordMark(user) })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(user.name)
        .setAudience(SESSION_AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(`${SESSION_LIFETIME_S}s`)
        .sign(sessionKey);
    },

    async verifySession(token) {
      const payload = await sessionOf(token);
      const user = await enabledUser(payload.sub ?? '');
      if (payload.password !== passwordMark(user)) throw refused();
      return principalOfUser(user);
    },
  };
}

/** Changes with the password and tells nothing about it. */
function passwordMark(user: UserRecord): string {
  return createHash('sha256').update(user.verifier).digest('base64url').slice(0, 16);
}

function refused(cause?: unknown): TenureError {
  return new TenureError('UNAUTHENTICATED', 'The token is not valid here, or no longer. Sign in again.', { cause });
}

function refuse(error: unknown): never {
  throw refused(error);
}

/** Keys that cannot be fetched are the issuer's trouble, not the caller's. */
function refuseOrNotReady(error: unknown): never {
  const answered = error instanceof errors.JOSEError && !['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC'].includes(error.code);
  if (answered) throw refused(error);
  throw new TenureError('NOT_READY', "The token issuer's keys cannot be read at the moment.", { cause: error });
}

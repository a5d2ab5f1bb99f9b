import type { CookieOptions, Request, RequestHandler } from 'express';
import type { Principal } from '../access/principal.js';
import type { Tokens } from '../access/tokens.js';
import { TenureError } from '../errors/errors.js';

export const SESSION_COOKIE = 'tenure_session';

/** Not readable by scripts, never sent along from another site; only over TLS where the request came by it. */
export function sessionCookieOptions(request: Request): CookieOptions {
  return { httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/' };
}

/** Sets `request.principal` from a bearer token or the page's cookie. A wrong token is refused, no token passes on. */
export function authenticate(tokens: Tokens): RequestHandler {
  return (request, _response, next) => {
    principalOf(request, tokens).then(
      (principal) => {
        if (principal) request.principal = principal;
        next();
      },
      (error: unknown) => next(error),
    );
  };
}

async function principalOf(request: Request, tokens: Tokens): Promise<Principal | undefined> {
  const bearer = bearerToken(request);
  if (bearer) return tokens.verify(bearer);
  const session = cookieOf(request, SESSION_COOKIE);
  return session ? tokens.verifySession(session).catch(asNobody) : undefined;
}

/** A session that has ended is nobody: the browser sends its cookie unasked. */
function asNobody(error: unknown): undefined {
  if (error instanceof TenureError && error.kind === 'UNAUTHENTICATED') return undefined;
  throw error;
}

/** `Authorization: Bearer T`, or the bare T that Cube's clients send. */
function bearerToken(request: Request): string | undefined {
  const header = request.get('authorization')?.trim();
  if (!header) return undefined;
  return /^bearer\s+/i.test(header) ? header.replace(/^bearer\s+/i, '') : header;
}

function cookieOf(request: Request, name: string): string | undefined {
  for (const part of request.get('cookie')?.split(';') ?? []) {
    const [key, ...value] = part.split('=');
    if (key?.trim() === name) return value.join('=').trim();
  }
  return undefined;
}

import type { CookieOptions, Request, RequestHandler } from 'express';
import type { Principal } from '../access/principal.js';
import type { Sessions } from '../access/sessions.js';
import type { Tokens } from '../access/tokens.js';

export const SESSION_COOKIE = 'tenure_session';

/** Not readable by scripts, never sent along from another site; only over TLS where the request came by it. */
export function sessionCookieOptions(request: Request): CookieOptions {
  return { httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/' };
}

/** Sets `request.principal` from a bearer token or the page's cookie. A wrong token is refused, no token passes on. */
export function authenticate(tokens: Tokens, sessions: Pick<Sessions, 'principalOf'>): RequestHandler {
  return (request, _response, next) => {
    principalOf(request, tokens, sessions).then(
      (principal) => {
        if (principal) request.principal = principal;
        next();
      },
      (error: unknown) => next(error),
    );
  };
}

/** A session that has ended is nobody: the browser sends its cookie unasked. */
async function principalOf(
  request: Request,
  tokens: Tokens,
  sessions: Pick<Sessions, 'principalOf'>,
): Promise<Principal | undefined> {
  const bearer = bearerToken(request);
  if (bearer) return tokens.verify(bearer);
  const session = sessionCookieOf(request);
  return session ? sessions.principalOf(session) : undefined;
}

export function sessionCookieOf(request: Request): string | undefined {
  return cookieOf(request, SESSION_COOKIE);
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

import { json, type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { Principal } from '../access/principal.js';
import { SESSION_LIFETIME_S, type Sessions } from '../access/sessions.js';
import type { SignIn } from '../access/sign-in.js';
import { principalOfUser } from '../access/user-principal.js';
import { TenureError } from '../errors/errors.js';
import type { UserRepository } from '../store/users.js';
import { SESSION_COOKIE, sessionCookieOf, sessionCookieOptions } from './authenticate.js';

const credentialsSchema = z.object({ user: z.string().min(1).max(128), password: z.string().min(1).max(1024) });

export interface AuthRoutesOptions {
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly users: Pick<UserRepository, 'find' | 'signOut'>;
  readonly authenticated: RequestHandler;
}

/** POST /auth/sign-in {user, password}, POST /auth/sign-out, POST /auth/sign-out?everywhere, GET /auth/me. */
export function authRoutes({ signIn, sessions, users, authenticated }: AuthRoutesOptions): Router {
  const routes = Router();

  routes.post('/sign-in', json({ limit: '8kb' }), (request, response, next) => {
    const credentials = credentialsSchema.safeParse(request.body);
    if (!credentials.success)
      return next(new TenureError('BAD_REQUEST', 'Give a JSON body {"user": …, "password": …}.'));
    const { user: name, password } = credentials.data;
    signIn(name, password, request.ip ?? '')
      .then(async (user) => {
        const session = await sessions.open(user);
        response.cookie(SESSION_COOKIE, session, {
          ...sessionCookieOptions(request),
          maxAge: SESSION_LIFETIME_S * 1000,
        });
        response.json(whoIs(principalOfUser(user)));
      })
      .catch(next);
  });

  // A form of another site can post here with no cookie of ours, and so signs nobody out but itself.
  routes.post('/sign-out', (request, response, next) => {
    if (isEverywhere(request)) return next();
    const session = sessionCookieOf(request);
    const ended = session ? sessions.close(session) : Promise.resolve();
    ended.then(() => signedOut(request, response)).catch(next);
  });

  routes.use(authenticated);
  routes.post('/sign-out', (request, response, next) => {
    everywhere(request.principal, users)
      .then(() => signedOut(request, response))
      .catch(next);
  });
  routes.get('/me', (request, response, next) => {
    if (!request.principal) return next(new TenureError('UNAUTHENTICATED', 'Nobody is signed in.'));
    response.json(whoIs(request.principal));
  });
  return routes;
}

function isEverywhere(request: Request): boolean {
  const asked = request.query.everywhere;
  return asked !== undefined && asked !== 'false';
}

/** Ends every session and token of the caller. Whom another issuer vouches for has none here. */
async function everywhere(principal: Principal | undefined, users: AuthRoutesOptions['users']): Promise<void> {
  if (!principal) throw new TenureError('UNAUTHENTICATED', 'Nobody is signed in.');
  if (!(await users.find(principal.user)))
    throw new TenureError('BAD_REQUEST', 'Your token is of another issuer: it has to be ended there.');
  await users.signOut(principal.user);
}

function signedOut(request: Request, response: Response): void {
  response.clearCookie(SESSION_COOKIE, sessionCookieOptions(request));
  response.status(204).end();
}

function whoIs({ user, groups, provinces, accountManagers }: Principal) {
  return { user, groups, provinces, accountManagers };
}

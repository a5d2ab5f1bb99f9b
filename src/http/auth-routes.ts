import { json, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { Principal } from '../access/principal.js';
import type { SignIn } from '../access/sign-in.js';
import { SESSION_LIFETIME_S, type Tokens } from '../access/tokens.js';
import { principalOfUser } from '../access/user-principal.js';
import { TenureError } from '../errors/errors.js';
import { SESSION_COOKIE, sessionCookieOptions } from './authenticate.js';

const credentialsSchema = z.object({ user: z.string().min(1).max(128), password: z.string().min(1).max(1024) });

/** POST /auth/sign-in {user, password}, POST /auth/sign-out, GET /auth/me. */
export function authRoutes(signIn: SignIn, tokens: Tokens, authenticated: RequestHandler): Router {
  const routes = Router();

  routes.post('/sign-in', json({ limit: '8kb' }), (request, response, next) => {
    const credentials = credentialsSchema.safeParse(request.body);
    if (!credentials.success)
      return next(new TenureError('BAD_REQUEST', 'Give a JSON body {"user": …, "password": …}.'));
    const { user: name, password } = credentials.data;
    signIn(name, password, request.ip ?? '')
      .then(async (user) => {
        const session = await tokens.issueSession(user);
        response.cookie(SESSION_COOKIE, session, {
          ...sessionCookieOptions(request),
          maxAge: SESSION_LIFETIME_S * 1000,
        });
        response.json(whoIs(principalOfUser(user)));
      })
      .catch(next);
  });

  // A form of another site can post here with no cookie of ours, and so signs nobody out but itself.
  routes.post('/sign-out', (request, response) => {
    response.clearCookie(SESSION_COOKIE, sessionCookieOptions(request));
    response.status(204).end();
  });

  routes.use(authenticated);
  routes.get('/me', (request, response, next) => {
    if (!request.principal) return next(new TenureError('UNAUTHENTICATED', 'Nobody is signed in.'));
    response.json(whoIs(request.principal));
  });
  return routes;
}

function whoIs({ user, groups, provinces, accountManagers }: Principal) {
  return { user, groups, provinces, accountManagers };
}

import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { HttpDoor } from '../access/http-door.js';
import type { Sessions } from '../access/sessions.js';
import { createSignIn } from '../access/sign-in.js';
import { createSignInThrottle, type SignInOutcome } from '../access/sign-in-throttle.js';
import type { Tokens } from '../access/tokens.js';
import type { UserRepository } from '../store/users.js';
import { authRoutes } from './auth-routes.js';
import { authenticate } from './authenticate.js';
import { answerErrors, notFound } from './errors.js';
import { httpMetrics } from './metrics.js';
import { openDoor } from './open-door.js';
import { operationsRoutes, type Readiness } from './operations.js';
import { type Operator, pageFallback, pageFiles } from './page.js';
import { requestId } from './request-context.js';
import { retryAfter } from './retry-after.js';
import { securityHeaders } from './security-headers.js';

export interface AppOptions {
  readonly users: Pick<UserRepository, 'find' | 'signOut'>;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly readiness: () => Promise<Readiness>;
  readonly registry: Registry;
  /** The built page, dist/web. */
  readonly webDir: string;
  readonly operator: Operator;
  /** Proxies whose word for the caller's address and scheme is taken; those of this machine unless given. */
  readonly trustedProxies?: readonly string[];
  /** Told of every attempt to sign in. */
  readonly onSignIn?: (outcome: SignInOutcome) => void;
  readonly log: Logger;
  readonly doors: readonly HttpDoor[];
}

/** The HTTP server's routes: operations, sign-in, the doors, the page. */
export function createApp(options: AppOptions): Express {
  const { users, tokens, sessions, readiness, registry, webDir, operator, log, doors } = options;
  const authenticated = authenticate(tokens, sessions);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', [...(options.trustedProxies ?? ['loopback'])]);
  app.set('etag', false);

  app.use(requestId, retryAfter, httpMetrics(registry, doors), securityHeaders());
  app.use(operationsRoutes(readiness, registry));
  const signIn = createSignIn(users, createSignInThrottle(undefined, options.onSignIn));
  app.use('/auth', noStore, authRoutes({ signIn, sessions, users, authenticated }));
  app.use(pageFiles(webDir, operator));
  for (const door of doors) openDoor(app, door, [noStore, authenticated]);
  const notThePage = ['/auth', ...doors.map((door) => door.path)];
  app.use(pageFallback(webDir, operator, notThePage), notFound, answerErrors(log));
  return app;
}

const noStore: express.RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

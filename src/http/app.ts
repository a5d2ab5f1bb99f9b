import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Sessions } from '../access/sessions.js';
import { createSignIn } from '../access/sign-in.js';
import { createSignInThrottle } from '../access/sign-in-throttle.js';
import type { Tokens } from '../access/tokens.js';
import type { UserRepository } from '../store/users.js';
import { authRoutes } from './auth-routes.js';
import { authenticate } from './authenticate.js';
import { answerErrors, notFound } from './errors.js';
import { httpMetrics } from './metrics.js';
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
  readonly log: Logger;
  /** Other doors add their routes here in order; `request.principal` is set by then. */
  readonly mounts: readonly ((app: Express) => void | Promise<void>)[];
}

/** The HTTP server's routes: operations, sign-in, the mounted doors, the page. */
export async function createApp(options: AppOptions): Promise<Express> {
  const { users, tokens, sessions, readiness, registry, webDir, operator, log, mounts } = options;
  const authenticated = authenticate(tokens, sessions);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', [...(options.trustedProxies ?? ['loopback'])]);
  app.set('etag', false);

  app.use(requestId, retryAfter, httpMetrics(registry), securityHeaders());
  app.use(operationsRoutes(readiness, registry));
  const signIn = createSignIn(users, createSignInThrottle());
  app.use('/auth', noStore, authRoutes({ signIn, sessions, users, authenticated }));
  app.use(pageFiles(webDir, operator));
  app.use(['/graphql', '/cubejs-api', '/export', '/sql'], noStore, authenticated);
  for (const mount of mounts) await mount(app);
  app.use(pageFallback(webDir, operator), notFound, answerErrors(log));
  return app;
}

const noStore: express.RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

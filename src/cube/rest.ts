import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Principal } from '../access/principal.js';
import { asTenureError, TenureError } from '../errors/errors.js';
import type { TenureCubeServer } from './core.js';
import type { CubeMeta } from './meta.js';
import { lentQuery, renamed } from './rest-lent.js';
import { refuseMaskedMembers, refuseUnknownDates, refuseUnknownMembers } from './rest-members.js';
import { hideNames } from './rest-meta.js';
import { withTieBreaks } from './rest-order.js';
import { requireQueries } from './rest-shape.js';
import { type HasRows, refuseOtherMonths } from './rest-single-month.js';

/** The routes of Cube's REST API that are offered. Everything else that Cube would add is not there. */
const OFFERED = ['/cubejs-api/v1/load', '/cubejs-api/v1/meta', '/cubejs-api/v1/sql', '/cubejs-api/v1/dry-run'];
/** As in src/cube/native/transform.cts. */
const MOST_ROWS = 50_000;
const ASKS = /\/(load|sql|dry-run)$/;

/** What the routes need to know of the model before Cube sees a query. */
interface RestModel {
  /** Throws FORBIDDEN for whoever may not see single rows. */
  requireRows(principal: Principal): void;
  meta(principal: Principal): Promise<CubeMeta>;
  isMasked(principal: Principal, view: string, member: string): boolean;
  readonly hasRows: HasRows;
}

/** Mounts Cube's REST API on the application, closed to whoever has not signed in and to other origins. */
export function mountRest(app: Express, server: TenureCubeServer, cube: RestModel): void {
  const routes = express();
  routes.disable('x-powered-by');
  const ready = server.core.initApp(routes as never);
  app.use('/cubejs-api', signedIn, (request, response, next) => {
    const path = request.baseUrl + request.path;
    if (!OFFERED.includes(path.replace(/\/$/, ''))) {
      response.status(404).json({ error: `There is no ${path} here; ${OFFERED.join(', ')} are.` });
      return;
    }
    next();
  });
  app.use('/cubejs-api', express.json({ limit: '1mb' }), knownMembers(cube), hideNames);
  app.use((request, response, next) => {
    if (!request.path.startsWith('/cubejs-api/')) return next();
    ready.then(() => routes(request, response, next), next);
  });
}

const signedIn: RequestHandler = (request, response, next) => {
  if (request.principal) return next();
  response.status(401).json({ error: 'Sign in first: send a token in the Authorization header.' });
};

/** A member that the caller may not see does not exist for it, in filters and order too. */
function knownMembers(cube: RestModel): RequestHandler {
  return (request, response, next) => {
    if (!ASKS.test(request.path.replace(/\/$/, ''))) return next();
    check(cube, request, response).then(
      () => next(),
      (thrown: unknown) => {
        const error = asTenureError(thrown);
        response.status(error.httpStatus).json({ error: error.message, type: 'UserError', code: error.kind });
      },
    );
  };
}

async function check(cube: RestModel, request: Request, response: Response): Promise<void> {
  if (!request.principal) return;
  const body: unknown = request.body;
  const given = request.method === 'GET' ? request.query['query'] : isRecord(body) ? body['query'] : undefined;
  const asked = typeof given === 'string' ? parse(given) : given;
  if (asked === undefined) return;
  requireQueries(asked);
  const { principal } = request;
  const meta = await cube.meta(principal);
  const { query, calledBy } = lentQuery(asked, meta);
  if (calledBy.size > 0) askInstead(request, response, query, calledBy);
  refuseUnknownMembers(query, meta);
  refuseUnknownDates(query, meta);
  await refuseOtherMonths(query, meta, cube.hasRows, principal);
  const isMasked = (name: string) => {
    const [view = '', member = ''] = name.split('.');
    return cube.isMasked(principal, view, member);
  };
  refuseMaskedMembers(query, isMasked);
  const queries = Array.isArray(query) ? query : [query];
  if (queries.some((each) => isRecord(each) && Number(each['limit']) > MOST_ROWS))
    throw new TenureError('TOO_LARGE', `An answer has at most ${MOST_ROWS} rows here; ask for pages with offset.`);
  if (queries.some((each) => isRecord(each) && each['ungrouped'])) cube.requireRows(request.principal);
  const sorted = withTieBreaks(query, isMasked);
  if (request.method === 'GET') request.query = { ...request.query, query: JSON.stringify(sorted) };
  else request.body = { ...request.body, query: sorted };
}

/** Lets Cube answer the query, and the caller read the answer by the names asked. */
function askInstead(request: Request, response: Response, query: unknown, calledBy: ReadonlyMap<string, string>): void {
  if (request.method === 'GET') request.query = { ...request.query, query: JSON.stringify(query) };
  else request.body = { ...request.body, query };
  const [json, send] = [response.json.bind(response), response.send.bind(response)];
  // Cube sends rows as bytes of JSON, everything else as a value, which Express sends as text.
  response.json = (body: unknown) => json(renamed(body, calledBy));
  response.send = (body: unknown) =>
    send(Buffer.isBuffer(body) ? JSON.stringify(renamed(JSON.parse(body.toString('utf8')), calledBy)) : body);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TenureError('BAD_REQUEST', 'The query parameter is not JSON.');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

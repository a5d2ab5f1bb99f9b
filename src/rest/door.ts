import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import type { HttpDoor } from '../access/http-door.js';
import type { Principal } from '../access/principal.js';
import { asTenureError, TenureError } from '../errors/errors.js';
import { logged, type QuestionLog } from '../operations/question-log.js';
import { dryRun, load, type RestSemantic, sqlOf } from './answering.js';
import { metaOf } from './meta.js';

export interface RestOptions {
  readonly semantic: RestSemantic;
  /** Gets every question that is asked here. */
  readonly questions?: QuestionLog | undefined;
  readonly log: Logger;
}

interface Asked {
  readonly query: unknown;
  readonly takesMany: boolean;
}

const ROUTES = ['load', 'meta', 'sql', 'dry-run'] as const;
const PATH = '/cubejs-api';

/** Cube's REST API for Cube's clients, as a door over the semantic layer. */
export function restDoor({ semantic, questions, log }: RestOptions): HttpDoor {
  const asking = questions ? logged(semantic, questions, 'rest') : semantic;
  const answers: Record<(typeof ROUTES)[number], (asked: Asked, principal: Principal, gone: AbortSignal) => unknown> = {
    load: ({ query, takesMany }, principal, signal) => load(asking, query, principal, { takesMany, signal }),
    meta: async (_asked, principal) => metaOf(await semantic.describe(principal)),
    sql: ({ query }, principal) => sqlOf(semantic, query, principal),
    'dry-run': ({ query }, principal) => dryRun(semantic, query, principal),
  };
  const answer =
    (route: (typeof ROUTES)[number]): RequestHandler =>
    (request, response) => {
      const { principal } = request;
      const work = async () => {
        if (!principal) throw nobody();
        return answers[route](askedOf(request), principal, goneSignal(response));
      };
      work().then(
        (body) => void response.json(body),
        (thrown: unknown) => refuse(response, thrown, log),
      );
    };
  const routes: HttpDoor['routes'] = (router) => {
    router.use(express.json({ limit: '1mb' }));
    for (const route of ROUTES) router.get(`/v1/${route}`, answer(route)).post(`/v1/${route}`, answer(route));
    router.use((request, response) => {
      const offered = ROUTES.map((route) => `${PATH}/v1/${route}`).join(', ');
      response.status(404).json({ error: `There is no ${request.baseUrl}${request.path} here; ${offered} are.` });
    });
  };
  const turnAway = (response: Response) => refuse(response, nobody(), log);
  return { name: 'rest', path: PATH, admits: 'the signed-in', turnAway, routes };
}

const nobody = () => new TenureError('UNAUTHENTICATED', 'Sign in first: send a token in the Authorization header.');

function askedOf(request: Request): Asked {
  const given: unknown = request.method === 'GET' ? request.query : request.body;
  const { query, queryType } = (given ?? {}) as { readonly query?: unknown; readonly queryType?: unknown };
  return { query, takesMany: queryType === 'multi' };
}

/** Errors in the form that Cube's clients read: the message as text. */
function refuse(response: Response, thrown: unknown, log: Logger): void {
  const error = asTenureError(thrown);
  if (error.httpStatus >= 500) log.error({ event: 'rest.failed', kind: error.kind, err: error.cause ?? error });
  if (response.headersSent || response.destroyed) return;
  response.status(error.httpStatus).json({ error: error.message, type: 'UserError', code: error.kind });
}

function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new TenureError('CANCELLED', 'The caller went away.'));
  });
  return gone.signal;
}

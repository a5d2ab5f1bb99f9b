import { setMaxListeners } from 'node:events';
import { expressMiddleware } from '@as-integrations/express4';
import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import type { HttpDoor } from '../access/http-door.js';
import type { AlertService } from '../alerts/service.js';
import { TenureError } from '../errors/errors.js';
import type { CalendarEventService } from '../insight/calendar-events.js';
import type { CustomerRuleService } from '../insight/customer-rules.js';
import { logged, type QuestionLog } from '../operations/question-log.js';
import type { OperationsService } from '../operations/service.js';
import type { ReportService } from '../reports/service.js';
import type { SemanticService } from '../semantic/contract/service.js';
import { REQUEST_BUDGET, withBudget } from './budget.js';
import type { GraphqlContext } from './context.js';
import { createErrorFormat } from './errors.js';
import type { Language } from './schema/view-members.js';
import { createSchemas } from './schemas.js';

export interface GraphqlOptions {
  readonly semantic: SemanticService;
  readonly reports?: ReportService | undefined;
  readonly alerts?: AlertService | undefined;
  readonly operations?: OperationsService | undefined;
  /** Gets every question that is asked here. */
  readonly questions?: QuestionLog | undefined;
  readonly rules?: CustomerRuleService | undefined;
  readonly calendarEvents?: CalendarEventService | undefined;
  readonly log: Logger;
  /** Answers a browser that opens /graphql: GraphiQL. */
  readonly console: RequestHandler;
}

/** /graphql: questions of the signed-in, and GraphiQL for a browser, which has to sign in before it can ask. */
export function graphqlDoor(options: GraphqlOptions): HttpDoor {
  const { semantic, reports, rules, calendarEvents, alerts, operations, questions, log, console: graphiql } = options;
  const serverFor = createSchemas(semantic, log);
  const format = createErrorFormat(log);

  const turnAway = (response: Response) => {
    const wrong = 'Sign in, or send a bearer token (tenure token --user U).';
    const error = format({ message: '' }, new TenureError('UNAUTHENTICATED', wrong));
    response.status(401).json({ errors: [error] });
  };
  const answer: RequestHandler = (request, response, next) => {
    const { principal } = request;
    if (!principal) return turnAway(response);
    const language = languageOf(request);
    const signal = goneSignal(response);
    // The page comes with its cookie, programs with a token.
    const door = request.get('authorization') ? 'graphql' : 'page';
    const asking = questions ? logged(semantic, questions, door) : semantic;
    serverFor(principal, language)
      .then((server) =>
        expressMiddleware(server, {
          context: async () =>
            ({
              semantic: withBudget(asking),
              principal,
              language,
              signal,
              reports,
              rules,
              calendarEvents,
              alerts,
              operations,
            }) satisfies GraphqlContext,
        })(request, response, next),
      )
      .catch((error: unknown) => {
        const shown = format({ message: '' }, error);
        response.status(error instanceof TenureError ? error.httpStatus : 500).json({ errors: [shown] });
      });
  };

  const routes: HttpDoor['routes'] = (router) => {
    router.get('/', (request, response, next) => (isBrowsed(request) ? graphiql(request, response, next) : next()));
    router.use(express.json({ limit: '512kb' }), answer);
  };
  return { name: 'graphql', path: '/graphql', admits: 'the signed-in', isForAnybody: isBrowsed, turnAway, routes };
}

const isBrowsed = (request: Request): boolean =>
  request.method === 'GET' && request.accepts(['json', 'html']) === 'html';

/** `Accept-Language: zh…` asks for Chinese titles and descriptions. */
function languageOf(request: Request): Language {
  return request.acceptsLanguages(['en', 'zh', 'zh-CN']).toString().startsWith('zh') ? 'zh' : 'en';
}

/** Aborts when the caller goes away before the answer is out. */
function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController();
  // Every question of the request listens.
  setMaxListeners(2 * REQUEST_BUDGET.questions, gone.signal);
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new TenureError('CANCELLED', 'The caller went away.'));
  });
  return gone.signal;
}

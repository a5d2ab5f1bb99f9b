import { json } from 'express';
import { z } from 'zod';
import type { HttpDoor } from '../access/http-door.js';
import { asTenureError, TenureError } from '../errors/errors.js';
import type { SqlDoor } from './door.js';
import { SqlError } from './query/sql-error.js';

/** Rows that the page holds of one answer, unless it asks for fewer. */
export const MOST_ROWS = 100_000;

const body = z.strictObject({
  sql: z.string().max(1 << 20),
  maxRows: z.int().min(1).max(MOST_ROWS).default(10_000),
});

/**
 * POST /sql {sql, maxRows}: one statement through the SQL door's own planner, as the caller and under the same limits.
 * Closing the request cancels the statement. A refusal says SQLSTATE, hint and the position in the statement.
 */
export function sqlConsoleDoor(door: Pick<SqlDoor, 'run'>): HttpDoor {
  const routes: HttpDoor['routes'] = (router) => {
    router.post('/', json({ limit: '2mb' }), (request, response, next) => {
      const { principal } = request;
      const gone = new AbortController();
      response.once('close', () => {
        if (!response.writableFinished) gone.abort(new TenureError('CANCELLED', 'The caller went away.'));
      });
      const work = async () => {
        if (!principal) throw new TenureError('UNAUTHENTICATED', 'Sign in to ask.');
        const asked = body.safeParse(request.body);
        if (!asked.success)
          throw new TenureError('BAD_REQUEST', `Give {"sql": …, "maxRows": 1 to ${MOST_ROWS}} as JSON.`);
        const { sql, maxRows } = asked.data;
        response.json(await door.run(sql, principal, { maxRows, signal: gone.signal }));
      };
      work().catch((thrown: unknown) => {
        const error = asTenureError(thrown);
        if (!(error instanceof SqlError)) return next(thrown);
        const { httpStatus, message, hint, sqlState, options } = error;
        response.status(httpStatus).json({
          error: { code: error.kind, sqlState, message, hint, position: options.position, requestId: request.id },
        });
      });
    });
  };
  return { name: 'sql', path: '/sql', admits: 'the signed-in', routes };
}

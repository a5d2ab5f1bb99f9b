import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { asTenureError, TenureError } from '../errors/errors.js';

/** Answers anything thrown as `{error: {code, message, hint, requestId}}` with the status of its kind. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (thrown, request, response, next) => {
    const error = fromBodyParser(thrown) ?? asTenureError(thrown);
    if (error.httpStatus >= 500)
      log.error({ event: 'http.failed', requestId: request.id, kind: error.kind, err: error.cause ?? error });
    if (response.headersSent) return next(thrown);
    const wait = /(\d+) s\.$/.exec(error.message)?.[1];
    if (error.kind === 'TOO_MANY' && wait) response.set('Retry-After', wait);
    response.status(error.httpStatus).json({
      error: { code: error.kind, message: error.message, hint: error.hint, requestId: request.id },
    });
  };
}

/** What is not there, for everything that no route answers. */
export const notFound: RequestHandler = (request, _response, next) =>
  next(new TenureError('NOT_FOUND', `There is nothing at ${request.path}.`));

/** express.json's own errors, which carry a status but are no TenureErrors. */
function fromBodyParser(thrown: unknown): TenureError | undefined {
  if (!(thrown instanceof Error) || !('type' in thrown) || !('status' in thrown)) return undefined;
  if (thrown.type === 'stream.not.readable')
    return new TenureError('CANCELLED', 'The caller went away.', { cause: thrown });
  if (thrown.status === 413) return new TenureError('TOO_LARGE', 'The request is too large.', { cause: thrown });
  if (typeof thrown.status === 'number' && thrown.status < 500)
    return new TenureError('BAD_REQUEST', 'The request body cannot be read; JSON is expected.', { cause: thrown });
  return undefined;
}

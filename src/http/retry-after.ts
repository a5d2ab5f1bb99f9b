import type { RequestHandler } from 'express';

const SECONDS = '2';

/** Every 429 and 503 says when to come again, whichever door answers it. */
export const retryAfter: RequestHandler = (_request, response, next) => {
  const writeHead = response.writeHead;
  response.writeHead = function (this: typeof response, ...args: unknown[]) {
    const status = typeof args[0] === 'number' ? args[0] : response.statusCode;
    if ((status === 429 || status === 503) && !response.hasHeader('retry-after'))
      response.setHeader('Retry-After', SECONDS);
    return Reflect.apply(writeHead, this, args);
  } as typeof writeHead;
  next();
};

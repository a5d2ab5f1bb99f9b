import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Principal } from '../access/principal.js';

declare global {
  namespace Express {
    interface Request {
      /** Names the request in answers and in the log. */
      id: string;
      /** Who asks, once the authenticating middleware has run; absent for callers who are not signed in. */
      principal?: Principal;
    }
  }
}

const CLIENT_ID = /^[A-Za-z0-9._-]{8,64}$/;

/** Gives every request an id: the caller's X-Request-Id where it is harmless, else a new one; sent back in the answer. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id');
  request.id = given && CLIENT_ID.test(given) ? given : randomUUID();
  response.set('X-Request-Id', request.id);
  next();
};

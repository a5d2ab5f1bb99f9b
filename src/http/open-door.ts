import { type Express, type RequestHandler, Router } from 'express';
import type { HttpDoor } from '../access/http-door.js';
import { TenureError } from '../errors/errors.js';

/** Adds a door to an application, behind what its requests pass first (whoever sets `request.principal`), and behind its sign-in. */
export function openDoor(app: Express, door: HttpDoor, first: readonly RequestHandler[] = []): void {
  const router = Router();
  door.routes(router);
  app.use(door.path, ...first, onlyAdmitted(door), router);
}

function onlyAdmitted({ admits, isForAnybody, turnAway }: HttpDoor): RequestHandler {
  return (request, response, next) => {
    if (request.principal || admits === 'anybody' || isForAnybody?.(request)) return next();
    if (turnAway) return turnAway(response);
    next(new TenureError('UNAUTHENTICATED', 'Sign in, or send a bearer token (tenure token --user U).'));
  };
}

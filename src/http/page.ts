import { readFile } from 'node:fs/promises';
import path from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { TenureError } from '../errors/errors.js';
import { cspNonce } from './security-headers.js';

/** What the page's HTML holds wherever the response's nonce belongs (Vite's html.cspNonce writes it). */
const NONCE_PLACEHOLDER = /__CSP_NONCE__/g;

/** What every figure and hour of the page is in; index.html holds the names as placeholders. */
export interface Operator {
  /** ISO 4217, from TENURE_CURRENCY. */
  readonly currency: string;
  /** IANA, from TENURE_TIME_ZONE. */
  readonly timeZone: string;
}

/** The built page's files, cached for ever where their names carry a hash. */
export function pageFiles(directory: string, operator: Operator): Router {
  const files = Router();
  files.get('/', pageHtml(directory, operator));
  files.use(
    express.static(directory, {
      index: false,
      setHeaders: (response, file) =>
        response.set(
          'Cache-Control',
          file.includes(`${path.sep}assets${path.sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    }),
  );
  return files;
}

/** The page's HTML, also for addresses inside the page, so that a link opens what it names. */
export function pageHtml(directory: string, { currency, timeZone }: Operator, name = 'index.html'): RequestHandler {
  return (_request, response, next) => {
    readFile(path.join(directory, name), 'utf8').then(
      (html) =>
        response
          .set('Cache-Control', 'no-store')
          .type('html')
          .send(
            html
              .replace(NONCE_PLACEHOLDER, cspNonce(response))
              .replace('__TENURE_CURRENCY__', currency)
              .replace('__TENURE_TIME_ZONE__', timeZone),
          ),
      (error: unknown) =>
        next(new TenureError('NOT_FOUND', 'The page is not built. Run: npm run build', { cause: error })),
    );
  };
}

/** Only for a browser that navigates, to no other's path: a script that asks for a missing thing is told that it is missing. */
export function pageFallback(directory: string, operator: Operator, others: readonly string[]): RequestHandler {
  const html = pageHtml(directory, operator);
  return (request, response, next) => {
    const navigates = request.method === 'GET' && request.accepts(['json', 'html']) === 'html';
    const isOthers = others.some((other) => request.path === other || request.path.startsWith(`${other}/`));
    return navigates && !path.extname(request.path) && !isOthers ? html(request, response, next) : next();
  };
}

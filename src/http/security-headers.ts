import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/**
 * Everything from this server and nothing from elsewhere. The page's component library writes <style> elements, which
 * carry the response's nonce; nothing else inline runs or styles.
 */
export function securityHeaders(): RequestHandler {
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", nonceSource],
        styleSrc: ["'self'", nonceSource],
        styleSrcAttr: ["'none'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Plain HTTP on this machine is the default; a proxy that ends TLS sets its own.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  return (request, response, next) => {
    response.locals.cspNonce = randomBytes(16).toString('base64');
    headers(request, response, next);
  };
}

const nonceSource = (_request: unknown, response: unknown) => `'nonce-${cspNonce(response as Response)}'`;

export function cspNonce(response: Response): string {
  return String(response.locals.cspNonce);
}

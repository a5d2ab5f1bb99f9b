import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Config } from '../config/config.js';
import type { Readiness } from '../http/operations.js';
import type { Closing } from '../process/closing.js';
import { listen } from '../process/listen.js';

export type StartProgress = NonNullable<Readiness['progress']>[string];

export interface Front {
  readonly port: number;
  /** Says at /readyz how far a start is that takes long, such as one that brings an earlier version's data forward; undefined: done. */
  starting(part: string, progress: StartProgress | undefined): void;
  serve(handler: RequestListener): void;
  /** Takes no new requests and resolves when those in work are answered, at the latest after `deadlineMs`. */
  drain(deadlineMs: number): Promise<void>;
}

/** Listens at once, so that a taken port is told before minutes of loading; until there is an app it says so. */
export async function openFront(config: Pick<Config, 'host' | 'port'>, closing: Closing): Promise<Front> {
  const progress: Record<string, StartProgress> = {};
  let handler: RequestListener = notServing('starting', progress);
  const inWork = new Set<ServerResponse>();
  let idle: () => void = () => undefined;
  const server = createServer((request, response) => {
    inWork.add(response);
    response.once('close', () => {
      inWork.delete(response);
      if (inWork.size === 0) idle();
    });
    handler(request, response);
  });
  const port = await listen(server, { host: config.host, port: config.port, setting: 'TENURE_PORT' });
  closing.add(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    port,
    starting: (part, how) => {
      if (how) progress[part] = how;
      else delete progress[part];
    },
    serve: (app) => {
      handler = app;
    },
    async drain(deadlineMs) {
      handler = notServing('stopping');
      // Else the client would send its next request on a connection that is about to be cut.
      for (const response of inWork) response.shouldKeepAlive = false;
      server.closeIdleConnections();
      if (inWork.size === 0) return;
      await new Promise<void>((resolve) => {
        idle = resolve;
        setTimeout(resolve, deadlineMs).unref();
      });
    },
  };
}

/** Answers for a server that is not to be asked yet, or any more. */
function notServing(
  state: 'starting' | 'stopping',
  progress: Readonly<Record<string, StartProgress>> = {},
): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const alive = request.url === '/healthz';
    if (state === 'stopping') response.shouldKeepAlive = false;
    response.writeHead(alive ? 200 : 503, { 'content-type': 'application/json', 'retry-after': '5' });
    const how = Object.keys(progress).length > 0 ? { progress } : {};
    const unready: Readiness = { ready: false, parts: { server: state }, ...how };
    response.end(JSON.stringify(alive ? { status: 'ok' } : unready));
  };
}

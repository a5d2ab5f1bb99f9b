import { type Duplex, duplexPair } from 'node:stream';
import type { Principal } from '../../access/principal.js';
import { converse, type SessionParts, sayGoodbye } from '../session/converse.js';

/** Longest time that Postgres may take for its part of a statement of the page; the engine has a limit of its own. */
const STATEMENT_TIMEOUT_MS = 30_000;

const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['application_name', 'Tenure page'],
  ['statement_timeout', String(STATEMENT_TIMEOUT_MS)],
]);

export interface InsideSession {
  /** Speaks the protocol as a client does once it is signed in: the first reply is AuthenticationOk. */
  readonly stream: Duplex;
  /** What a cancel request does. */
  cancel(processId: number, secret: number): void;
}

/** A session of the SQL door without a network and without a password: the caller has been authenticated already. */
export function openInside(principal: Principal, parts: SessionParts): InsideSession {
  const [client, server] = duplexPair();
  const open: (() => void)[] = [];
  client.once('close', () => server.destroy());
  server.on('error', () => undefined);
  client.on('error', () => undefined);
  void converse({ client: server, principal, settings: SETTINGS, rest: Buffer.alloc(0) }, parts, open)
    .catch((error: unknown) => sayGoodbye(server, error, parts.log))
    .finally(() => {
      for (const undo of open.reverse()) undo();
      server.end();
    });
  return { stream: client, cancel: (processId, secret) => parts.cancelKeys.cancel(processId, secret) };
}

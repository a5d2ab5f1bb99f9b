import type net from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { SignInThrottle } from '../../access/sign-in-throttle.js';
import { TenureError } from '../../errors/errors.js';
import type { UserRepository } from '../../store/users.js';
import { VISIBLE_DATABASE } from '../catalogue/template.js';
import { SqlError } from '../query/sql-error.js';
import { MAX_STARTUP_BYTES } from '../wire/frames.js';
import { ProtocolError } from '../wire/protocol-error.js';
import { readStartup } from '../wire/startup.js';
import type { AccountWatch } from './account-watch.js';
import { authenticate } from './authenticate.js';
import { converse, type SessionParts, sayGoodbye } from './converse.js';
import { FrameStream } from './frame-stream.js';
import type { OpenSessions } from './open-sessions.js';
import { startupSettings } from './settings.js';
import type { Shutdown } from './shutdown.js';

/** What a connection needs from its first byte on. */
export interface ConnectionParts extends SessionParts {
  readonly users: Pick<UserRepository, 'find'>;
  readonly accounts: AccountWatch;
  /** The connections that are open now. */
  readonly sessions: OpenSessions;
  readonly throttle: SignInThrottle;
  readonly shutdown: Shutdown;
  /** Connections in the clear are refused before the sign-in. */
  readonly tlsRequired: boolean;
  readonly secureContext: SecureContext;
  /** Hash of the certificate, for channel binding. */
  readonly endPoint: Buffer;
}

/** Serves one connection from its first byte to its end. Never throws. */
export async function accept(raw: net.Socket, parts: ConnectionParts): Promise<void> {
  const address = raw.remoteAddress ?? 'unknown';
  const open: (() => void)[] = [];
  let socket: net.Socket = raw;
  raw.setNoDelay(true);
  raw.on('error', () => undefined);
  const deadline = setTimeout(() => raw.destroy(), parts.times.loginDeadlineMs);
  open.push(() => clearTimeout(deadline));
  try {
    open.push(parts.caps.admitAddress(address));
    const start = await startup(raw, parts);
    if (!start) return;
    socket = start.socket;
    await serve(start, address, parts, open, () => clearTimeout(deadline));
  } catch (error) {
    sayGoodbye(socket, error, parts.log);
  } finally {
    for (const undo of open.reverse()) undo();
    socket.end();
    setTimeout(() => socket.destroy(), 2000).unref();
  }
}

interface Started {
  readonly socket: net.Socket;
  readonly parameters: ReadonlyMap<string, string>;
  readonly rest: Buffer;
}

async function startup(raw: net.Socket, parts: ConnectionParts): Promise<Started | undefined> {
  let socket = raw;
  let frames = new FrameStream(socket, MAX_STARTUP_BYTES);
  for (let attempt = 0; attempt < 4; attempt++) {
    const packet = await frames.nextStartup();
    if (!packet) return undefined;
    const message = readStartup(packet);
    if (message.kind === 'cancel') {
      parts.cancelKeys.cancel(message.processId, message.secret);
      return undefined;
    }
    if (message.kind === 'start') return { socket, parameters: message.parameters, rest: frames.release() };
    if (message.kind === 'gss' || socket instanceof TLSSocket) {
      socket.write('N');
      continue;
    }
    // Bytes sent before the TLS handshake could be an attacker's, taken later for the client's own.
    if (frames.release().length > 0) throw new ProtocolError('received unencrypted data after SSL request');
    raw.write('S');
    socket = new TLSSocket(raw, { isServer: true, secureContext: parts.secureContext });
    frames = new FrameStream(socket, MAX_STARTUP_BYTES);
  }
  throw new ProtocolError('too many encryption requests');
}

async function serve(
  { socket, parameters, rest }: Started,
  address: string,
  parts: ConnectionParts,
  open: (() => void)[],
  signedIn: () => void,
): Promise<void> {
  const user = parameters.get('user') ?? '';
  parts.shutdown.requireOpen();
  if (parts.tlsRequired && !(socket instanceof TLSSocket))
    throw new SqlError('28000', 'this server takes no connection without encryption', {
      hint: 'Connect with sslmode=require.',
    });
  if (user === '') throw new SqlError('28000', 'no PostgreSQL user name specified in startup packet');
  const settings = startupSettings(parameters);
  const database = parameters.get('database') || user;
  parts.throttle.check(user, address);
  const login = new FrameStream(socket, MAX_STARTUP_BYTES, rest);
  const binding = socket instanceof TLSSocket ? parts.endPoint : undefined;
  const signed = await authenticate(login, socket, user, parts.users, binding);
  if (!signed) {
    parts.throttle.failed(user, address);
    throw new TenureError('UNAUTHENTICATED', `password authentication failed for user "${user}"`);
  }
  parts.throttle.succeeded(user, address);
  signedIn();
  if (database !== VISIBLE_DATABASE)
    throw new SqlError('3D000', `database "${database}" does not exist`, { hint: `Connect to ${VISIBLE_DATABASE}.` });
  open.push(parts.sessions.begin({ user, address, application: parameters.get('application_name') ?? '' }));
  open.push(
    parts.accounts.watch(signed, () => {
      sayGoodbye(socket, accountChanged(user), parts.log);
      socket.destroySoon();
    }),
  );
  await converse({ client: socket, principal: signed.principal, settings, rest: login.release() }, parts, open);
}

function accountChanged(user: string): SqlError {
  return new SqlError('57P01', `terminating connection because the account "${user}" was disabled or changed`);
}

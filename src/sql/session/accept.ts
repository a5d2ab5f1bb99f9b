import type net from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { Logger } from 'pino';
import type { SignInThrottle } from '../../access/sign-in-throttle.js';
import { asTenureError, TenureError } from '../../errors/errors.js';
import type { SemanticService } from '../../semantic/service.js';
import type { UserRepository } from '../../store/users.js';
import type { SqlCatalogue } from '../catalogue/catalogue.js';
import { VISIBLE_DATABASE } from '../catalogue/template.js';
import type { PlannerFactory } from '../plan/planned.js';
import { SqlError } from '../plan/sql-error.js';
import { AUTH, writeBackendKeyData, writeParameterStatus, writeReadyForQuery } from '../wire/backend.js';
import { errorFrame, frameOfFields } from '../wire/error-frames.js';
import { MAX_STARTUP_BYTES } from '../wire/frames.js';
import { ProtocolError } from '../wire/protocol-error.js';
import { readStartup } from '../wire/startup.js';
import { authenticate } from './authenticate.js';
import { BackendRefusal, connectBackend } from './backend-connection.js';
import { BackendLink } from './backend-link.js';
import type { CancelKeys } from './cancel-keys.js';
import type { ConnectionCaps } from './connection-caps.js';
import { FrameStream } from './frame-stream.js';
import { Session } from './session.js';
import { startupSettings } from './settings.js';

export interface DoorTimes {
  /** From the first byte to the end of the sign-in. */
  readonly loginDeadlineMs: number;
  /** Without a message from the client while nothing runs. */
  readonly idleMs: number;
}

export interface SessionParts {
  readonly semantic: SemanticService;
  readonly users: Pick<UserRepository, 'find'>;
  readonly catalogue: SqlCatalogue;
  readonly planners: PlannerFactory;
  readonly caps: ConnectionCaps;
  readonly cancelKeys: CancelKeys;
  readonly throttle: SignInThrottle;
  readonly secureContext: SecureContext;
  /** Hash of the certificate, for channel binding. */
  readonly endPoint: Buffer;
  readonly times: DoorTimes;
  readonly log: Logger;
}

const MAX_CLIENT_FRAME = 64 << 20;

/** Serves one connection from its first byte to its end. Never throws. */
export async function accept(raw: net.Socket, parts: SessionParts): Promise<void> {
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

async function startup(raw: net.Socket, parts: SessionParts): Promise<Started | undefined> {
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
  parts: SessionParts,
  open: (() => void)[],
  signedIn: () => void,
): Promise<void> {
  const user = parameters.get('user') ?? '';
  if (user === '') throw new SqlError('28000', 'no PostgreSQL user name specified in startup packet');
  const settings = startupSettings(parameters);
  const database = parameters.get('database') || user;
  parts.throttle.check(user, address);
  const login = new FrameStream(socket, MAX_STARTUP_BYTES, rest);
  const binding = socket instanceof TLSSocket ? parts.endPoint : undefined;
  const principal = await authenticate(login, socket, user, parts.users, binding);
  if (!principal) {
    parts.throttle.failed(user, address);
    throw new TenureError('UNAUTHENTICATED', `password authentication failed for user "${user}"`);
  }
  parts.throttle.succeeded(user, address);
  signedIn();
  if (database !== VISIBLE_DATABASE)
    throw new SqlError('3D000', `database "${database}" does not exist`, { hint: `Connect to ${VISIBLE_DATABASE}.` });
  open.push(parts.caps.admitUser(user));

  const catalog = await parts.semantic.catalog(principal);
  const target = await parts.catalogue.connectionFor(catalog);
  const backend = await connectBackend(target, settings).catch(async (error: unknown) => {
    if (!(error instanceof BackendRefusal) || error.fields.get('C') !== '3D000') throw error;
    parts.catalogue.forget(target.database);
    return connectBackend(await parts.catalogue.connectionFor(catalog), settings);
  });
  const link = new BackendLink(backend.socket, socket, backend.rest, backend.parameters);
  open.push(() => link.close());

  const frames = new FrameStream(socket, MAX_CLIENT_FRAME, login.release());
  const session = new Session(frames, link, parts.planners(catalog, principal), parts.times.idleMs, parts.log);
  session.noteFloatDigits(settings.get('extra_float_digits'));
  const { secret, release } = parts.cancelKeys.register(backend.processId, () => {
    session.cancel();
    backend.cancel();
  });
  open.push(release);
  link.onClose = () => socket.end();
  socket.once('close', () => session.cancel());
  const status = [...backend.parameters].map(([name, value]) =>
    writeParameterStatus(name, name === 'session_authorization' ? user : value),
  );
  socket.write(
    Buffer.concat([AUTH.ok, ...status, writeBackendKeyData(backend.processId, secret), writeReadyForQuery('I')]),
  );
  await session.run();
}

function sayGoodbye(socket: net.Socket, error: unknown, log: Logger): void {
  if (socket.destroyed) return;
  if (error instanceof BackendRefusal) {
    socket.write(frameOfFields(error.fields).raw);
    return;
  }
  const told = error instanceof ProtocolError ? new SqlError(error.sqlState, error.message) : asTenureError(error);
  if (told.kind === 'INTERNAL') log.error({ err: error }, 'sql.session.failed');
  socket.write(errorFrame(told, 'FATAL').raw);
}

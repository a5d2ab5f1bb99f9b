import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Principal } from '../../access/principal.js';
import { asTenureError } from '../../errors/errors.js';
import type { Catalog } from '../../semantic/contract/catalog.js';
import type { SemanticService } from '../../semantic/contract/service.js';
import type { SqlCatalogue } from '../catalogue/catalogue.js';
import type { LentDatabase } from '../catalogue/lent-databases.js';
import type { PlannerFactory } from '../query/planned.js';
import { SqlError } from '../query/sql-error.js';
import { AUTH, writeBackendKeyData, writeParameterStatus, writeReadyForQuery } from '../wire/backend.js';
import { errorFrame, frameOfFields } from '../wire/error-frames.js';
import { ProtocolError } from '../wire/protocol-error.js';
import { type BackendConnection, BackendRefusal, connectBackend } from './backend-connection.js';
import { BackendLink } from './backend-link.js';
import type { CancelKeys } from './cancel-keys.js';
import type { ConnectionCaps } from './connection-caps.js';
import { FrameStream } from './frame-stream.js';
import type { ModelWatch } from './model-watch.js';
import { Session } from './session.js';
import { boundedSettings } from './settings.js';
import type { Shutdown } from './shutdown.js';
import type { SpoolSpace } from './spool.js';
import type { TemporarySpace } from './temporary-space.js';

const MAX_CLIENT_FRAME = 64 << 20;
const MOST_ATTEMPTS = 50;

export interface DoorTimes {
  /** From the first byte to the end of the sign-in. */
  readonly loginDeadlineMs: number;
  /** Without a message from the client while nothing runs. */
  readonly idleMs: number;
  /** Between two looks at whether the model has changed. */
  readonly modelMs: number;
  /** Between two looks at whether those who are signed in still may be. */
  readonly accountMs: number;
  /** Of one statement in Postgres at most. */
  readonly statementMs: number;
  /** Between two looks at how much disk the sessions' temporary tables take. */
  readonly temporaryMs: number;
}

/** What every session of somebody who is signed in needs. */
export interface SessionParts {
  /** Absent for a session that is part of an HTTP request, which is waited for itself. */
  readonly shutdown?: Shutdown | undefined;
  readonly semantic: SemanticService;
  readonly catalogue: SqlCatalogue;
  readonly planners: PlannerFactory;
  readonly caps: ConnectionCaps;
  readonly cancelKeys: CancelKeys;
  readonly times: DoorTimes;
  readonly models: ModelWatch;
  /** Where answers wait that are fetched by portions. */
  readonly space: SpoolSpace;
  readonly temporary: TemporarySpace;
  readonly log: Logger;
}

export interface SignedIn {
  readonly client: Duplex;
  readonly principal: Principal;
  /** Settings that the backend session begins with. */
  readonly settings: ReadonlyMap<string, string>;
  /** What the client sent after its sign-in. */
  readonly rest: Buffer;
}

/**
 * Serves somebody who is signed in, to the end of the session: over the network, or over a stream inside the process.
 * `open` gets what has to be undone afterwards.
 */
export async function converse(
  { client, principal, settings, rest }: SignedIn,
  parts: SessionParts,
  open: (() => void)[],
): Promise<void> {
  open.push(parts.caps.admitUser(principal.user));
  const catalog = await parts.semantic.catalog(principal);
  const bounded = boundedSettings(settings, principal.user, parts.times.statementMs);
  const { backend, lent } = await connectToOwn(catalog, bounded, parts);
  const link = new BackendLink(backend, client);
  open.push(() => void link.close().then((clean) => lent.giveBack(clean)));

  const frames = new FrameStream(client, MAX_CLIENT_FRAME, rest);
  const { log, space, times } = parts;
  const session = new Session(frames, link, parts.planners(catalog, principal, settings), {
    idleMs: times.idleMs,
    space,
    log,
  });
  session.begin(settings);
  open.push(() => session.close());
  if (parts.shutdown) open.push(parts.shutdown.add((error) => session.endWhenIdle(error)));
  open.push(parts.models.watch(principal, parts.catalogue.nameOf(catalog), () => session.endWhenIdle(modelChanged())));
  const { secret, release } = parts.cancelKeys.register(backend.processId, () => {
    session.cancel();
    backend.cancel();
  });
  open.push(release);
  link.onClose = () => client.end();
  client.once('close', () => {
    session.cancel();
    void link.close();
  });
  open.push(parts.temporary.watch(lent.connection.database, link, (error) => session.stop(error)));
  const status = [...backend.parameters].map(([name, value]) =>
    writeParameterStatus(name, name === 'session_authorization' ? principal.user : value),
  );
  client.write(
    Buffer.concat([AUTH.ok, ...status, writeBackendKeyData(backend.processId, secret), writeReadyForQuery('I')]),
  );
  await session.run();
}

/** A backend in a database that this session has to itself. */
async function connectToOwn(
  catalog: Catalog,
  settings: ReadonlyMap<string, string>,
  { catalogue }: Pick<SessionParts, 'catalogue'>,
): Promise<{ readonly backend: BackendConnection; readonly lent: LentDatabase }> {
  for (let attempt = 1; ; attempt++) {
    const lent = await catalogue.lend(catalog);
    try {
      return { backend: await connectBackend(lent.connection, settings), lent };
    } catch (error) {
      lent.giveBack(false);
      // Another server over the same Postgres may have dropped what nobody was connected to.
      const gone = error instanceof BackendRefusal && error.fields.get('C') === '3D000';
      if (!gone || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

function modelChanged(): SqlError {
  return new SqlError('57P01', 'terminating connection because the model has changed', {
    hint: 'Connect again to see the views as they are now.',
  });
}

/** Tells the client, as far as it still listens, why its session ends. */
export function sayGoodbye(client: Duplex, error: unknown, log: Logger): void {
  if (client.destroyed) return;
  if (error instanceof BackendRefusal) {
    client.write(frameOfFields(error.fields).raw);
    return;
  }
  const told = error instanceof ProtocolError ? new SqlError(error.sqlState, error.message) : asTenureError(error);
  if (told.kind === 'INTERNAL') log.error({ err: error }, 'sql.session.failed');
  client.write(errorFrame(told, 'FATAL').raw);
}

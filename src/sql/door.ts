import net from 'node:net';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';
import type { Principal } from '../access/principal.js';
import { createSignInThrottle, type SignInOutcome } from '../access/sign-in-throttle.js';
import { type Config, DEFAULT_SQL_ROWS, DEFAULT_SQL_TIMEOUT_MS } from '../config/config.js';
import { listen } from '../process/listen.js';
import type { Store } from '../store/store.js';
import type { UserRepository } from '../store/users.js';
import { openCatalogue } from './catalogue/catalogue.js';
import { openInside } from './console/open-inside.js';
import { type Answered, runStatement, type StatementOptions } from './console/run-statement.js';
import { createPlanners, type Semantic } from './plan/planner.js';
import { accept } from './session/accept.js';
import { AccountWatch } from './session/account-watch.js';
import { CancelKeys } from './session/cancel-keys.js';
import { ConnectionCaps, type ConnectionLimits } from './session/connection-caps.js';
import type { DoorTimes } from './session/converse.js';
import { ModelWatch } from './session/model-watch.js';
import { type OpenSession, OpenSessions } from './session/open-sessions.js';
import { Shutdown } from './session/shutdown.js';
import { SpoolSpace } from './session/spool.js';
import { TEMPORARY, type TemporaryLimits, TemporarySpace } from './session/temporary-space.js';
import { loadCertificate } from './wire/certificate.js';

export interface SqlDoorOptions {
  readonly config: Pick<Config, 'host' | 'sqlPort' | 'dataDir' | 'timeZone'> &
    Partial<Pick<Config, 'sqlMaxRows' | 'sqlTimeoutMs' | 'sqlTlsRequired'>>;
  readonly semantic: Semantic;
  readonly users: Pick<UserRepository, 'find'>;
  readonly store: Pick<Store, 'connection'>;
  readonly log: Logger;
  readonly limits?: Partial<ConnectionLimits>;
  readonly times?: Partial<DoorTimes>;
  readonly temporary?: Partial<TemporaryLimits>;
  /** Told of every attempt to sign in. */
  readonly onSignIn?: (outcome: SignInOutcome) => void;
}

export interface SqlDoor {
  /** The port that was bound: the configured one, or a free one for 0. */
  readonly port: number;
  /** One statement of somebody who is signed in elsewhere, in a session of its own inside the process. */
  run(sql: string, principal: Principal, options: StatementOptions): Promise<Answered>;
  /** The connections that have signed in, the oldest first. */
  sessions(): readonly OpenSession[];
  /** Takes no new connections; resolves when each session has ended after what it is in, at the latest after `deadlineMs`. */
  drain(deadlineMs: number): Promise<void>;
  /** Ends all sessions and stops listening. */
  close(): Promise<void>;
}

// Below the embedded Postgres's own 300, which the store and Cube use too.
const LIMITS: ConnectionLimits = { total: 260, perUser: 230, perAddress: 250 };
const TIMES: DoorTimes = {
  loginDeadlineMs: 30_000,
  idleMs: 8 * 3_600_000,
  modelMs: 2_000,
  accountMs: 2_000,
  statementMs: DEFAULT_SQL_TIMEOUT_MS,
  temporaryMs: 250,
};

/** Opens the port where BI tools connect as to Postgres. Throws CONFIG when the port is taken. */
export async function openSqlDoor(options: SqlDoorOptions): Promise<SqlDoor> {
  const { config, semantic, users, store, log } = options;
  const certificate = await loadCertificate(config.dataDir);
  const times = { ...TIMES, statementMs: config.sqlTimeoutMs ?? TIMES.statementMs, ...options.times };
  const catalogue = await openCatalogue(store.connection, log, times.statementMs);
  const models = new ModelWatch(semantic, catalogue, log, times.modelMs);
  const accounts = new AccountWatch(users, log, times.accountMs);
  const space = new SpoolSpace(path.join(config.dataDir, 'spool'));
  await space.clean();
  const temporary = new TemporarySpace(
    store.connection,
    { ...TEMPORARY, ...options.temporary },
    log,
    times.temporaryMs,
  );
  const parts = {
    semantic,
    space,
    temporary,
    users,
    accounts,
    catalogue,
    models,
    planners: await createPlanners(semantic, {
      maxRows: config.sqlMaxRows ?? DEFAULT_SQL_ROWS,
      statementMs: times.statementMs,
    }),
    caps: new ConnectionCaps({ ...LIMITS, ...options.limits }),
    cancelKeys: new CancelKeys(),
    sessions: new OpenSessions(),
    shutdown: new Shutdown(),
    tlsRequired: config.sqlTlsRequired ?? false,
    throttle: createSignInThrottle(undefined, options.onSignIn),
    secureContext: createSecureContext({ key: certificate.key, cert: certificate.cert, minVersion: 'TLSv1.2' }),
    endPoint: certificate.endPoint,
    times,
    log,
  };
  const sockets = new Set<net.Socket>();
  let empty: () => void = () => undefined;
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) empty();
    });
    void accept(socket, parts);
  });
  const port = await listen(server, { host: config.host, port: config.sqlPort, setting: 'TENURE_SQL_PORT' });
  return {
    port,
    run: (sql, principal, asked) =>
      runStatement(() => openInside(principal, { ...parts, shutdown: undefined }), sql, asked),
    sessions: () => parts.sessions.list(),
    async drain(deadlineMs) {
      parts.shutdown.begin();
      if (sockets.size === 0) return;
      await new Promise<void>((resolve) => {
        empty = resolve;
        setTimeout(resolve, deadlineMs).unref();
      });
    },
    async close() {
      models.close();
      accounts.close();
      temporary.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
      await catalogue.close();
    },
  };
}

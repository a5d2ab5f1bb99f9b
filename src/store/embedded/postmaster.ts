import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { Logger } from 'pino';
import { TenureError } from '../../errors/errors.js';
import type { ServerAccount } from './account.js';
import { clearOrphan } from './orphan.js';

/**
 * Address space of one process of Postgres, 119 MB of which are the server itself: a statement that wants more is refused (53200),
 * and the machine stays usable. Systems that know no such limit go without.
 */
const MOST_KILOBYTES = 640 << 10;

/**
 * Runs Postgres as long as somebody holds the other end of the shell's standard input: when our process ends, however it ends,
 * the pipe closes and Postgres is told to shut down.
 */
const WATCH = `
exec 3<&0
ulimit -v ${MOST_KILOBYTES} 2>/dev/null
"$@" </dev/null 3<&- & server=$!
( read -r _ <&3; kill -INT $server; for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 1; done; kill -QUIT $server ) 2>/dev/null & watch=$!
exec 3<&-
wait $server; status=$?
kill $watch 2>/dev/null
exit $status`;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  max_connections: '300',
  shared_buffers: '32MB',
  jit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  log_line_prefix: '',
  lc_messages: 'C',
  TimeZone: 'UTC',
  log_timezone: 'UTC',
};

export interface Postmaster {
  readonly port: number;
  stop(): Promise<void>;
}

export interface PostmasterOptions {
  readonly program: string;
  readonly data: string;
  readonly account: ServerAccount | undefined;
  readonly log: Logger;
}

/** Waits before a server that ended by itself is started again: as long as a disk is full, it cannot be. */
const RESTART_AFTER_MS = [500, 1_000, 2_000, 5_000, 10_000] as const;

/**
 * Starts the server on a free port of the loopback interface; resolves when it takes connections. One that ends by itself, such
 * as on a full disk, is started again on the same port until it is told to stop. Errors: DATA_DIR.
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return keepRunning(await startOn(port, options), port, options);
    } catch (error) {
      const portWasTaken = error instanceof Error && error.message.includes('could not bind');
      if (!portWasTaken || attempt === 5) throw error;
    }
  }
}

function keepRunning(first: ChildProcess, port: number, options: PostmasterOptions): Postmaster {
  const { log } = options;
  let isStopping = false;
  let running = first;
  let attempts = 0;
  let timer: NodeJS.Timeout | undefined;
  let starting: Promise<void> | undefined;
  const startAgain = async () => {
    try {
      await clearOrphan(options.data, log);
      running = await startOn(port, options);
      attempts = 0;
      log.warn({ event: 'store.started_again' });
      watch();
    } catch (err) {
      log.error({ event: 'store.does_not_start', err });
      later();
    }
  };
  const later = () => {
    if (isStopping) return;
    const afterMs = RESTART_AFTER_MS[Math.min(attempts++, RESTART_AFTER_MS.length - 1)];
    timer = setTimeout(() => {
      starting = startAgain();
    }, afterMs).unref();
  };
  const watch = () => {
    const ended = (code: number | null) => {
      if (isStopping) return;
      log.error({ event: 'store.ended', code }, 'The application store ended by itself and is started again');
      later();
    };
    if (running.exitCode !== null || running.signalCode !== null) ended(running.exitCode);
    else running.once('exit', ended);
  };
  watch();
  return {
    port,
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      await starting;
      await stopped(running);
    },
  };
}

/** Resolves to the server's process when it takes connections. */
function startOn(port: number, options: PostmasterOptions): Promise<ChildProcess> {
  const settings = Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn('/bin/sh', ['-c', WATCH, 'tenure', options.program, '-D', options.data, ...settings], {
    ...options.account,
    cwd: '/',
    // Its own process group: a Ctrl-C meant for us is not a shutdown behind our back.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  // The pipe breaks when the server is gone already.
  child.stdin.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(
        new TenureError('DATA_DIR', `The application store does not start (${code}): ${said.slice(-4).join(' ')}`),
      );
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (said.length > 20) said.shift();
      // Clients that are still there when it is told to stop are not worth a warning.
      const level = /^(FATAL|PANIC):/.test(line) && child.stdin.writable ? 'warn' : 'debug';
      options.log[level]({ event: 'store.postgres', line });
      if (line.includes('database system is ready to accept connections')) resolve(child);
    });
  });
}

function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.stdin?.end();
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

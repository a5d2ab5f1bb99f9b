import { mkdirSync } from 'node:fs';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { Session } from 'chdb';
import { TenureError } from '../../errors/errors.js';
import type { Engine } from '../engine.js';
import { BATCH_SESSIONS, INTERACTIVE_SESSIONS, LANE_SETTINGS } from '../lanes.js';
import type { Lane } from '../warehouse.js';
import { EmbeddedConnection } from './connection.js';
import { PooledSession } from './pooled-session.js';
import { RunningStatements } from './running-statements.js';
import { SessionPool } from './session-pool.js';

export interface EmbeddedOptions {
  /** Directory of the engine's own files; made when missing. */
  readonly path: string;
  readonly database: string;
  readonly interactiveSessions?: number;
}

/** ClickHouse inside this process: sessions on one directory, which one process can hold at a time. */
export async function openEmbeddedEngine(options: EmbeddedOptions): Promise<Engine> {
  mkdirSync(options.path, { recursive: true, mode: 0o700 });
  const first = openSession(options.path);
  await first.queryAsync(`CREATE DATABASE IF NOT EXISTS ${options.database}`);
  const open = () => openSession(options.path, options.database);
  const lane = (count: number, readOnly: boolean) =>
    new SessionPool(Array.from({ length: count }, () => new PooledSession(open, readOnly)));
  const pools: Readonly<Record<Lane, SessionPool>> = {
    control: lane(1, false),
    interactive: lane(options.interactiveSessions ?? INTERACTIVE_SESSIONS, true),
    batch: lane(BATCH_SESSIONS, false),
  };
  first.close();
  const running = new RunningStatements(pools.control);
  return {
    kind: 'embedded',
    connect: (name) =>
      createClient({
        connection: new EmbeddedConnection(pools[name], running, LANE_SETTINGS[name], name === 'interactive'),
        database: options.database,
        log: { level: ClickHouseLogLevel.OFF },
      }),
    // An aborted statement is stopped by its connection.
    stop: () => Promise.resolve(),
    close: async () => {
      pools.interactive.refuse();
      pools.batch.refuse();
      await running.stopAll();
      pools.interactive.close();
      pools.batch.close();
      pools.control.close();
    },
  };
}

function openSession(path: string, database?: string): Session {
  try {
    const session = new Session(path);
    if (database !== undefined) session.query(`USE ${database}`);
    return session;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new TenureError('DATA_DIR', `The embedded warehouse in ${path} cannot be opened: ${text}`, { cause: error });
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { DEMO_USERS } from '../../../src/access/demo-users.js';
import { makeVerifier } from '../../../src/access/scram-verifier.js';
import { createSemantic, type Semantic } from '../../../src/semantic/create.js';
import { openSqlDoor, type SqlDoor, type SqlDoorOptions } from '../../../src/sql/door.js';
import type { UserRecord } from '../../../src/store/users.js';
import type { PublishingGate } from '../../../src/warehouse/gate.js';
import type { Gate } from '../../../src/warehouse/publish/gate.js';
import type { Warehouse } from '../../../src/warehouse/warehouse.js';
import { modelOf } from '../semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../small-warehouse.js';
import { startTestPostgres, type TestPostgres } from './postgres.js';

export const PASSWORD = 'open sesame 芝麻';

/** Somebody signed in at a door. */
export async function signIn(port: number, user = 'analyst', more: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ host: '127.0.0.1', port, user, password: PASSWORD, database: 'tenure', ...more });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export interface TestDoor {
  readonly door: SqlDoor;
  readonly small: SmallWarehouse;
  readonly semantic: Semantic;
  readonly postgres: TestPostgres;
  readonly dataDir: string;
  /** A second door over the same engines, with other limits, times or a semantic layer that misbehaves. */
  another(options: Partial<SqlDoorOptions>): Promise<SqlDoor>;
  close(): Promise<void>;
}

export interface TestDoorParts {
  /** Customers and months of the small warehouse. */
  readonly size?: readonly [number, number];
  readonly modelDir?: string;
  /** What the semantic layer reads through instead of the warehouse's own gate. */
  readonly gate?: (gate: PublishingGate) => PublishingGate;
  /** Runs before the model is opened, to make what it reads. */
  readonly prepare?: (warehouse: Warehouse, gate: Gate) => Promise<void>;
}

/** The real door over a small real warehouse, the real model and a real Postgres; the demo users have one password. */
export async function openTestDoor(
  options: Partial<SqlDoorOptions> = {},
  { size = [400, 15], modelDir, gate, prepare }: TestDoorParts = {},
): Promise<TestDoor> {
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const [small, postgres, verifier, dataDir] = await Promise.all([
    openSmallWarehouse(...size),
    startTestPostgres(),
    makeVerifier(PASSWORD),
    mkdtemp(path.join(os.tmpdir(), 'tenure-sql-')),
  ]);
  await prepare?.(small.warehouse, small.gate);
  const pool = new pg.Pool(postgres.connection);
  pool.on('error', () => undefined);
  const semantic = await createSemantic({
    config: { ...modelOf(modelDir ?? process.env.TEST_MODEL_DIR), timeZone: 'Asia/Shanghai' },
    warehouse: small.warehouse,
    store: { pool },
    gate: gate?.(small.gate) ?? small.gate,
    log,
  });
  const users = new Map<string, UserRecord>(
    DEMO_USERS.map((user) => [user.name, { ...user, verifier, disabled: false, demo: true, epoch: 0 }]),
  );
  const another = (others: Partial<SqlDoorOptions>, sqlPort = 0) =>
    openSqlDoor({
      config: { host: '127.0.0.1', sqlPort, dataDir, timeZone: 'Asia/Shanghai' },
      semantic,
      users: { find: async (name) => users.get(name) },
      store: postgres,
      log,
      ...options,
      ...others,
    });
  const door = await another({}, Number(process.env.TEST_SQL_PORT ?? 0));
  return {
    door,
    small,
    semantic,
    postgres,
    dataDir,
    another: (others) => another(others),
    async close() {
      await door.close();
      await semantic.close();
      await pool.end();
      await postgres.stop();
      await small.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

import pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { TenureError } from '../errors/errors.js';
import { connectionOf, createDatabaseIfMissing } from './connection.js';
import { startPostgres } from './embedded/postgres.js';
import type { PostgresConnection, Store } from './store.js';

export interface StoreOptions {
  readonly config: Pick<Config, 'dataDir' | 'postgresUrl'>;
  readonly log: Logger;
}

/** The database of the application store on the embedded server. */
export const STORE_DATABASE = 'tenure';

/** Opens the application store: the server of TENURE_POSTGRES_URL, or our own Postgres. Errors: CONFIG, DATA_DIR. */
export async function openStore({ config, log }: StoreOptions): Promise<Store> {
  if (config.postgresUrl !== undefined) {
    const connection = connectionOf(config.postgresUrl);
    const pool = openPool(connection, log);
    await checkReachable(pool);
    log.info({ event: 'store.open', engine: 'server' });
    return { engine: 'server', connection, pool, close: () => pool.end() };
  }
  const server = await startPostgres({ dataDir: config.dataDir, log });
  const connection: PostgresConnection = { ...server.connection, database: STORE_DATABASE };
  try {
    await createDatabaseIfMissing(server.connection, STORE_DATABASE);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const pool = openPool(connection, log);
  log.info({ event: 'store.open', engine: 'embedded', port: connection.port });
  return {
    engine: 'embedded',
    connection,
    pool,
    close: async () => {
      await pool.end();
      await server.stop();
    },
  };
}

function openPool(connection: PostgresConnection, log: Logger): pg.Pool {
  const pool = new pg.Pool({ ...connection, max: 10, application_name: 'tenure', connectionTimeoutMillis: 10_000 });
  // Without a listener a connection lost while idle would end the process.
  pool.on('error', (err) => {
    // While it ends it lets go of connections without waiting for them.
    if (!pool.ending) log.warn({ event: 'store.connection_lost', err });
  });
  return pool;
}

async function checkReachable(pool: pg.Pool): Promise<void> {
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    const text = error instanceof Error ? error.message || String(error) : String(error);
    throw new TenureError('CONFIG', `TENURE_POSTGRES_URL: the server does not take us: ${text}`, { cause: error });
  }
}

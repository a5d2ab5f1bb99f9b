import pg from 'pg';
import { TenureError } from '../errors/errors.js';
import type { PostgresConnection } from './store.js';

/** The parts of a postgres:// URL. */
export function connectionOf(url: string): PostgresConnection {
  const parsed = new URL(url);
  const database = decodeURIComponent(parsed.pathname.replace(/^\//, ''));
  const user = decodeURIComponent(parsed.username);
  if (database === '' || user === '')
    throw new TenureError(
      'CONFIG',
      'TENURE_POSTGRES_URL must name user and database: postgres://user:password@host/database',
    );
  return {
    host: parsed.hostname === '' ? '127.0.0.1' : parsed.hostname.replace(/^\[|\]$/g, ''),
    port: parsed.port === '' ? 5432 : Number(parsed.port),
    user,
    password: decodeURIComponent(parsed.password),
    database,
    ...tlsOf(parsed.searchParams.get('sslmode')),
  };
}

function tlsOf(mode: string | null): Pick<PostgresConnection, 'ssl'> {
  switch (mode) {
    case null:
    case 'disable':
      return {};
    case 'require':
      return { ssl: { rejectUnauthorized: false } };
    case 'verify-full':
      return { ssl: { rejectUnauthorized: true } };
    default:
      throw new TenureError('CONFIG', 'TENURE_POSTGRES_URL: sslmode is one of disable, require, verify-full');
  }
}

/** Creates a database on the server if it is not there yet. */
export async function createDatabaseIfMissing(connection: PostgresConnection, name: string): Promise<void> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

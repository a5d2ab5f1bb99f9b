import pg from 'pg';
import type { PostgresConnection } from './store.js';

/**
 * Does a piece of work unless another server over this store is at it. Returns undefined where one is. The lock is Postgres's own,
 * of a connection, so it is free at once when a server dies.
 */
export async function alone<T>(
  connection: PostgresConnection,
  name: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = new pg.Client({ ...connection, application_name: `tenure ${name}`, keepAlive: true });
  // Lost with the connection: the work ends by itself, and at worst is done twice.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('tenure ' || $1, 0)) as taken`,
      [name],
    );
    return rows[0]?.taken ? await work() : undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

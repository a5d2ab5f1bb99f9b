import type { Pool } from 'pg';
import { TenureError } from '../errors/errors.js';

/** Keeps a value unless there is one already. Returns the one that is kept: the same for every server that asks. */
async function keptOr(pool: Pick<Pool, 'query'>, name: string, value: string): Promise<string> {
  await pool.query('insert into installation (name, value) values ($1, $2) on conflict do nothing', [name, value]);
  const { rows } = await pool.query<{ value: string }>('select value from installation where name = $1', [name]);
  return rows[0]?.value ?? value;
}

/**
 * Holds the time zone against that of the loads so far: days and months were cut in it, and another would mix two meanings of
 * a day in one table. Throws CONFIG. As long as nothing is loaded, the zone may change.
 */
export async function requireSameTimeZone(pool: Pick<Pool, 'query'>, zone: string, loaded: boolean): Promise<void> {
  if (!loaded) await pool.query(`delete from installation where name = 'time_zone' and value <> $1`, [zone]);
  const kept = await keptOr(pool, 'time_zone', zone);
  if (kept !== zone)
    throw new TenureError(
      'CONFIG',
      `TENURE_TIME_ZONE is ${zone}, and what is loaded here was read in ${kept}: its days and months are those of ${kept}. Set TENURE_TIME_ZONE=${kept}, or load everything again into an empty data directory.`,
    );
}

/** The secret of all servers over one store: that of the first one that came. */
export async function sharedSecret(pool: Pick<Pool, 'query'>, own: Uint8Array): Promise<Uint8Array> {
  return new TextEncoder().encode(await keptOr(pool, 'auth_secret', new TextDecoder().decode(own)));
}

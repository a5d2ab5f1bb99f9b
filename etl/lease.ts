import type { Pool } from 'pg';
import { TenureError } from '../src/errors/errors.js';

const LEASE = 'load';
const LEASE_SECONDS = 60;

/**
 * Runs work while this process alone may load. The lease is renewed while the work goes on; one that a dead process left is
 * free again after a minute. The signal fires if it was lost.
 */
export async function withLease<T>(pool: Pool, holder: string, work: (lost: AbortSignal) => Promise<T>): Promise<T> {
  await take(pool, holder);
  const lost = new AbortController();
  const renew = setInterval(
    async () => {
      const kept = await take(pool, holder).then(
        () => true,
        () => false,
      );
      if (!kept) lost.abort(new TenureError('NOT_READY', 'Another load took over; this one stopped.'));
    },
    (LEASE_SECONDS * 1000) / 4,
  );
  renew.unref();
  try {
    return await work(lost.signal);
  } finally {
    clearInterval(renew);
    await pool.query(`delete from etl_lease where name = $1 and holder = $2`, [LEASE, holder]);
  }
}

async function take(pool: Pool, holder: string): Promise<void> {
  const { rowCount } = await pool.query(
    `insert into etl_lease (name, holder, expires_at) values ($1, $2, now() + make_interval(secs => $3))
     on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
     where etl_lease.holder = excluded.holder or etl_lease.expires_at < now()`,
    [LEASE, holder, LEASE_SECONDS],
  );
  if (rowCount === 1) return;
  const { rows } = await pool.query(`select holder, expires_at from etl_lease where name = $1`, [LEASE]);
  throw new TenureError(
    'NOT_READY',
    `Another load is running (${rows[0]?.holder ?? 'unknown'}). Wait for it; if its process died, try again after ${rows[0]?.expires_at?.toISOString() ?? 'a minute'}.`,
  );
}

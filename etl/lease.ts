import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { TenureError } from '../src/errors/errors.js';
import type { Store } from '../src/store/store.js';
import { requireMergeTree } from '../src/warehouse/merge-tree-only.js';
import type { Warehouse } from '../src/warehouse/warehouse.js';

const LEASE = 'load';
const LEASE_SECONDS = 60;

/** Distinguishes this process's leases from those of any other, dead or alive. */
const PROCESS = randomUUID();

/** How long a load waits for scores or values that are being made: they follow every load, and end soon. */
const PATIENCE_MS = 300_000;
const LOOK_MS = 500;

/** Somebody else loads. */
export class LeaseHeld extends TenureError {
  constructor(
    /** The run that goes on. */
    readonly run: string,
    until: string,
    holder: string,
  ) {
    super(
      'NOT_READY',
      `Another load is running (${holder}). Wait for it; if its process died, try again after ${until}.`,
    );
  }
}

/**
 * Runs work while this process alone may load, in a warehouse that can be loaded. The lease is renewed while the work goes on; one that a dead process left is
 * free again after a minute, and at once where the store is embedded, since then no other process can be alive. The signal
 * fires if the lease was lost. While scores or values are made this waits; errors: LeaseHeld during another load.
 */
export async function withLease<T>(
  { warehouse, store }: { readonly warehouse: Warehouse; readonly store: Store },
  runId: string,
  work: (lost: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  await requireMergeTree(warehouse);
  const { pool } = store;
  const holder = `${PROCESS} ${runId} on ${hostname()}, process ${process.pid}`;
  const othersAreDead = store.engine === 'embedded';
  await takePatiently(pool, holder, othersAreDead, signal);
  const lost = new AbortController();
  const renew = setInterval(
    async () => {
      const kept = await take(pool, holder, false).then(
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

async function takePatiently(
  pool: Store['pool'],
  holder: string,
  othersAreDead: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const since = Date.now(); ; ) {
    try {
      return await take(pool, holder, othersAreDead);
    } catch (error) {
      const isShort = error instanceof LeaseHeld && /^[sh]\d|_value$/.test(error.run);
      if (!isShort || Date.now() - since > PATIENCE_MS) throw error;
    }
    await sleep(LOOK_MS);
    signal?.throwIfAborted();
  }
}

async function take(pool: Store['pool'], holder: string, othersAreDead: boolean): Promise<void> {
  const { rowCount } = await pool.query(
    `insert into etl_lease (name, holder, expires_at) values ($1, $2, now() + make_interval(secs => $3))
     on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
     where etl_lease.holder = excluded.holder or etl_lease.expires_at < now()
       or ($4 and split_part(etl_lease.holder, ' ', 1) <> $5)`,
    [LEASE, holder, LEASE_SECONDS, othersAreDead, PROCESS],
  );
  if (rowCount === 1) return;
  const { rows } = await pool.query(`select holder, expires_at from etl_lease where name = $1`, [LEASE]);
  const [, run = 'unknown', where = ''] = /^\S+ (\S+)(.*)$/.exec(rows[0]?.holder ?? '') ?? [];
  throw new LeaseHeld(run, rows[0]?.expires_at?.toISOString() ?? 'a minute', `run ${run}${where}`);
}

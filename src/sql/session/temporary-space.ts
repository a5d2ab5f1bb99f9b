import pg from 'pg';
import type { Logger } from 'pino';
import { TenureError } from '../../errors/errors.js';
import type { PostgresConnection } from '../../store/store.js';
import type { BackendLink } from './backend-link.js';
import { SessionWatch } from './session-watch.js';

export interface TemporaryLimits {
  /** Bytes that one session's temporary tables may take. */
  readonly perSession: number;
  /** Bytes that those of all sessions may take together. */
  readonly total: number;
}

export const TEMPORARY: TemporaryLimits = { perSession: 256 << 20, total: 2 * 2 ** 30 };

interface Watched {
  readonly database: string;
  readonly link: Pick<BackendLink, 'idle'>;
  readonly stop: (error: TenureError) => void;
  readonly ended: () => void;
  /** Of the database before the session had done anything; undefined until it was looked at. */
  base: number | undefined;
  /** Bytes beyond the base when it was last looked at. */
  used: number;
}

/**
 * Stops statements that write temporary tables beyond a limit. A session's database is its own, so what it has grown by is
 * what the session has made. Only sessions that are doing something are looked at.
 */
export class TemporarySpace extends SessionWatch<Watched> {
  private readonly pool: pg.Pool;

  constructor(
    owner: PostgresConnection,
    private readonly limits: TemporaryLimits,
    log: Logger,
    everyMs: number,
  ) {
    super(log, 'sql.temporary.unknown', everyMs);
    this.pool = new pg.Pool({ ...owner, max: 1, application_name: 'tenure' });
    this.pool.on('error', () => undefined);
  }

  /** Returns how to stop watching. */
  watch(database: string, link: Pick<BackendLink, 'idle'>, stop: (error: TenureError) => void): () => void {
    return this.add({ database, link, stop, ended: () => undefined, base: undefined, used: 0 });
  }

  override close(): void {
    super.close();
    void this.pool.end();
  }

  protected override async look(): Promise<void> {
    const busy = [...this.watched].filter(({ base, link }) => base === undefined || !link.idle);
    if (busy.length === 0) return;
    const { rows } = await this.pool.query<{ datname: string; size: string }>(
      'select datname, pg_database_size(oid) as size from pg_database where datname = any($1)',
      [busy.map(({ database }) => database)],
    );
    const sizes = new Map(rows.map(({ datname, size }) => [datname, Number(size)]));
    for (const entry of busy) {
      const size = sizes.get(entry.database);
      if (size === undefined) continue;
      entry.base ??= Math.min(size, MOST_BASE);
      entry.used = size - entry.base;
    }
    const total = [...this.watched].reduce((sum, { used }) => sum + used, 0);
    for (const { used, stop } of busy)
      if (used > this.limits.perSession || (total > this.limits.total && used > total / this.watched.size))
        stop(tooLarge(used > this.limits.perSession ? this.limits.perSession : this.limits.total));
  }
}

/** A catalogue is no larger, whatever the session did before it was looked at first. */
const MOST_BASE = 24 << 20;

function tooLarge(bytes: number): TenureError {
  return new TenureError('TOO_LARGE', `Temporary tables take more than the ${bytes >> 20} MB that they may take.`, {
    hint: 'Drop temporary tables that are no longer needed, or keep fewer rows and columns in them.',
  });
}

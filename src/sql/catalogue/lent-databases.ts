import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Logger } from 'pino';
import type { PostgresConnection } from '../../store/store.js';
import { quoteIdentifier } from './quote.js';

/** A database that one session has to itself. */
export interface LentDatabase {
  readonly connection: PostgresConnection;
  /** The session has ended: `clean` when its backend has said goodbye and nothing of it is left; else nobody gets it again. */
  giveBack(clean: boolean): void;
}

interface LentParts {
  readonly owner: PostgresConnection;
  /** How sessions connect, but for the database. */
  readonly session: Omit<PostgresConnection, 'database'>;
  restrict(client: pg.Client, database: string): Promise<void>;
  readonly log: Logger;
}

/** Copies made at once: each one writes 9 MB. */
const LANES = 2;
/** Free copies that are kept for the next session of each catalogue; more than this are dropped. */
const KEPT = 40;

/**
 * Copies of catalogue databases, each lent to one session at a time. Postgres shows every session of a database what the
 * others have in it: names and columns of their temporary tables, the values that ANALYZE found, sizes, locks, plans by
 * oid. In a database of its own a session has nothing of that to find. A copy takes 0.2 s and 9 MB, so it is kept: its
 * temporary tables have gone with the backend.
 */
export class LentDatabases {
  private readonly free = new Map<string, string[]>();
  private readonly lanes: Promise<unknown>[] = Array.from({ length: LANES }, () => Promise.resolve());
  private nextLane = 0;
  private closed = false;

  constructor(private readonly parts: LentParts) {}

  /** Errors: Postgres's own, 3D000 when the master is gone. */
  async lend(master: string): Promise<LentDatabase> {
    const database = this.free.get(master)?.pop() ?? (await this.copy(master));
    let given = false;
    return {
      connection: { ...this.parts.session, database },
      giveBack: (clean) => {
        if (given) return;
        given = true;
        this.takeBack(master, database, clean);
      },
    };
  }

  /** Waits for the copies that are being made or dropped. */
  async close(): Promise<void> {
    this.closed = true;
    this.free.clear();
    await Promise.allSettled(this.lanes);
  }

  private takeBack(master: string, database: string, clean: boolean): void {
    if (this.closed) return;
    const free = this.free.get(master) ?? [];
    this.free.set(master, free);
    if (clean && free.length < KEPT) free.push(database);
    else this.drop(database);
  }

  private copy(master: string): Promise<string> {
    const database = `${master}_${randomBytes(5).toString('hex')}`;
    return this.inTurn(async (client) => {
      await client.query(`create database ${quoteIdentifier(database)} template ${quoteIdentifier(master)}`);
      await this.parts.restrict(client, database);
      return database;
    });
  }

  private drop(database: string): void {
    this.inTurn((client) => client.query(`drop database if exists ${quoteIdentifier(database)} with (force)`)).catch(
      (error: unknown) => this.parts.log.warn({ err: error, database }, 'sql.catalogue.kept'),
    );
  }

  private inTurn<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const lane = this.nextLane++ % LANES;
    const turn = (this.lanes[lane] ?? Promise.resolve()).then(async () => {
      const client = new pg.Client(this.parts.owner);
      client.on('error', () => undefined);
      await client.connect();
      try {
        return await work(client);
      } finally {
        await client.end();
      }
    });
    this.lanes[lane] = turn.catch(() => undefined);
    return turn;
  }
}

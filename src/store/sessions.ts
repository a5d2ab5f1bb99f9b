import type { Pool } from 'pg';

export interface SessionRecord {
  /** SHA-256 of what the cookie holds, in base64url. */
  readonly idHash: string;
  readonly user: string;
  /** The user's mark at the sign-in, see src/access/access-mark.ts. */
  readonly mark: string;
  readonly expiresAt: Date;
}

export interface SessionRepository {
  /** Keeps a session, and lets go of those that have expired. */
  add(session: SessionRecord): Promise<void>;
  /** The session, expired ones included, or undefined. */
  find(idHash: string): Promise<SessionRecord | undefined>;
  /** Does nothing where there is none. */
  remove(idHash: string): Promise<void>;
  /** Sessions that have not expired. */
  count(): Promise<number>;
}

export function createSessionRepository(pool: Pick<Pool, 'query'>): SessionRepository {
  return {
    async add({ idHash, user, mark, expiresAt }) {
      // A condition first: deleting, even nothing, tells every server to forget what it remembers.
      const { rows } = await pool.query('select exists (select from page_session where expires_at < now()) as expired');
      if (rows[0]?.expired) await pool.query('delete from page_session where expires_at < now()');
      await pool.query('insert into page_session (id_hash, user_name, mark, expires_at) values ($1, $2, $3, $4)', [
        idHash,
        user,
        mark,
        expiresAt,
      ]);
    },

    async find(idHash) {
      const { rows } = await pool.query<SessionRecord>(
        `select id_hash as "idHash", user_name as user, mark, expires_at as "expiresAt"
         from page_session where id_hash = $1`,
        [idHash],
      );
      return rows[0];
    },

    async remove(idHash) {
      await pool.query('delete from page_session where id_hash = $1', [idHash]);
    },

    async count() {
      const { rows } = await pool.query<{ n: string }>(
        'select count(*) as n from page_session where expires_at >= now()',
      );
      return Number(rows[0]?.n ?? 0);
    },
  };
}

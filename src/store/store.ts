import type { Pool } from 'pg';

export interface PostgresConnection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** TLS towards a server by URL (`sslmode`); absent for a plain connection. */
  readonly ssl?: { readonly rejectUnauthorized: boolean };
}

/** The application store: users, roles, saved reports, run ledger, quarantine. Embedded Postgres 16 or one by URL. */
export interface Store {
  readonly engine: 'embedded' | 'server';
  /** How to connect as the owner, for pools of other databases and Cube's postgres driver. */
  readonly connection: PostgresConnection;
  readonly pool: Pool;
  close(): Promise<void>;
}

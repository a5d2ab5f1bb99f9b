import { createHash, createHmac } from 'node:crypto';
import pg from 'pg';
import type { Logger } from 'pino';
import { DEFAULT_SQL_TIMEOUT_MS } from '../../config/config.js';
import { TenureError } from '../../errors/errors.js';
import type { Catalog } from '../../semantic/contract/catalog.js';
import type { PostgresConnection } from '../../store/store.js';
import { type LentDatabase, LentDatabases } from './lent-databases.js';
import { quoteIdentifier, quoteLiteral } from './quote.js';
import { relationStatements } from './relations.js';
import { CATALOGUE_LOCALES, TEMPLATE_VERSION, templateStatements } from './template.js';

/** The role that all sessions use on the backend. It owns nothing and may read nothing but the catalogue. */
export const BI_ROLE = 'tenure_bi';

const PREFIX = 'tenure_sql_';
/** One builder at a time, across servers that share the Postgres. */
const LOCK = 7_301_622;
/** wrong_object_type: what Postgres says of a locale that the system has not. */
const UNKNOWN_LOCALE = '42809';
const UNKNOWN_DATABASE = '3D000';

export interface SqlCatalogue {
  /** Equal for everybody who sees the same members. */
  nameOf(catalog: Catalog): string;
  /** A database for one session of somebody who sees this catalogue, and for nobody else until it is given back. */
  lend(catalog: Catalog): Promise<LentDatabase>;
  close(): Promise<void>;
}

/** Prepares role and template and drops catalogues that nobody is connected to. `timeoutMs` is of one statement at most. */
export async function openCatalogue(
  owner: PostgresConnection,
  log: Logger,
  timeoutMs: number = DEFAULT_SQL_TIMEOUT_MS,
): Promise<SqlCatalogue> {
  const password = createHmac('sha256', owner.password).update('tenure sql door').digest('base64url');
  const template = `${PREFIX}template_${TEMPLATE_VERSION}_${digest(templateStatements(BI_ROLE).join(';'))}`;
  const known = new Map<string, Promise<void>>();

  await locked(owner, async (client) => {
    await requireSuperuser(client, owner.user);
    await ensureRole(client, password, timeoutMs);
    await dropUnused(client, template, log);
    if (!(await exists(client, template))) await createTemplate(client, owner, template);
  });

  async function create(database: string, statements: readonly string[]): Promise<void> {
    await locked(owner, async (client) => {
      if (await exists(client, database)) return;
      const building = `${database}_new`;
      await client.query(`drop database if exists ${quoteIdentifier(building)}`);
      await client.query(`create database ${quoteIdentifier(building)} template ${quoteIdentifier(template)}`);
      await runIn({ ...owner, database: building }, statements);
      await restrict(client, building);
      await client.query(`alter database ${quoteIdentifier(building)} rename to ${quoteIdentifier(database)}`);
    });
  }

  async function master(catalog: Catalog): Promise<string> {
    const statements = relationStatements(catalog, BI_ROLE);
    const database = nameOf(template, statements);
    const ready = known.get(database) ?? create(database, statements);
    known.set(database, ready);
    await ready.catch((error: unknown) => {
      known.delete(database);
      throw error;
    });
    return database;
  }

  const copies = new LentDatabases({
    owner,
    session: { host: owner.host, port: owner.port, user: BI_ROLE, password },
    restrict,
    log,
  });
  return {
    nameOf: (catalog) => nameOf(template, relationStatements(catalog, BI_ROLE)),
    async lend(catalog) {
      const database = await master(catalog);
      try {
        return await copies.lend(database);
      } catch (error) {
        // Another server may have dropped what nobody was connected to.
        if (!(error instanceof pg.DatabaseError) || error.code !== UNKNOWN_DATABASE) throw error;
        known.delete(database);
        return copies.lend(await master(catalog));
      }
    },
    close: () => copies.close(),
  };
}

function nameOf(template: string, statements: readonly string[]): string {
  return `${PREFIX}${digest(template + statements.join(';'))}`;
}

/**
 * Creating databases and a role is not enough: the catalogue takes functions and views of pg_catalog away from everybody,
 * replaces current_database() and gives the old one another name, which only a superuser may.
 */
async function requireSuperuser(client: pg.Client, user: string): Promise<void> {
  const { rows } = await client.query<{ rolsuper: boolean }>(
    'select rolsuper from pg_roles where rolname = current_user',
  );
  if (rows[0]?.rolsuper === true) return;
  throw new TenureError(
    'CONFIG',
    `TENURE_POSTGRES_URL: ${user} is no superuser. The SQL door keeps its catalogues there and changes pg_catalog in databases of its own (tenure_sql_…): name a superuser, or leave the setting out to use the embedded Postgres.`,
  );
}

async function ensureRole(client: pg.Client, password: string, timeoutMs: number): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [BI_ROLE]);
  if (rowCount === 0) await client.query(`create role ${BI_ROLE}`);
  await client.query("set password_encryption = 'scram-sha-256'");
  await client.query(
    `alter role ${BI_ROLE} login nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls
       password ${quoteLiteral(password)}`,
  );
  for (const setting of [
    "temp_file_limit = '256MB'",
    `statement_timeout = ${timeoutMs}`,
    // A backend whose client has gone ends, though nothing that it computes would tell it.
    "client_connection_check_interval = '1s'",
    "idle_in_transaction_session_timeout = '30min'",
    "search_path = 'public'",
    "client_encoding = 'UTF8'",
    'max_parallel_workers_per_gather = 0',
    'jit = off',
  ])
    await client.query(`alter role ${BI_ROLE} set ${setting}`);
}

async function createTemplate(client: pg.Client, owner: PostgresConnection, template: string): Promise<void> {
  const building = `${PREFIX}template_new`;
  await client.query(`drop database if exists ${building}`);
  await createWithLetters(client, building);
  await runIn({ ...owner, database: building }, templateStatements(BI_ROLE));
  await restrict(client, building);
  await client.query(`alter database ${building} rename to ${quoteIdentifier(template)}`);
}

/** Throws CONFIG where the system of the Postgres has none of the locales. */
async function createWithLetters(client: pg.Client, building: string): Promise<void> {
  for (const locale of CATALOGUE_LOCALES) {
    try {
      await client.query(`create database ${building} ${locale}`);
      return;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== UNKNOWN_LOCALE) throw error;
    }
  }
  throw new TenureError(
    'CONFIG',
    'The Postgres behind the SQL port knows no UTF-8 locale. Install C.UTF-8 or en_US.UTF-8 where it runs.',
  );
}

async function restrict(client: pg.Client, database: string): Promise<void> {
  await client.query(`revoke all on database ${quoteIdentifier(database)} from public`);
  await client.query(`grant connect, temporary on database ${quoteIdentifier(database)} to ${BI_ROLE}`);
}

async function dropUnused(client: pg.Client, template: string, log: Logger): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database d where starts_with(datname, $1) and datname <> $2
       and not exists (select from pg_stat_activity a where a.datid = d.oid)`,
    [PREFIX, template],
  );
  for (const { datname } of rows) {
    await client
      .query(`drop database if exists ${quoteIdentifier(datname)}`)
      .catch((error: unknown) => log.warn({ err: error, database: datname }, 'sql.catalogue.kept'));
  }
}

async function exists(client: pg.Client, database: string): Promise<boolean> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
  return rowCount === 1;
}

async function runIn(connection: PostgresConnection, statements: readonly string[]): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query(`begin; ${statements.join(';\n')}; commit`);
  } finally {
    await client.end();
  }
}

async function locked(owner: PostgresConnection, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(owner);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await work(client);
  } finally {
    await client.end();
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

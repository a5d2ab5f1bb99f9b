import { GUARD_SCHEMA, introspectionStatements } from './introspection.js';
import { signedInStatements } from './signed-in.js';

/**
 * What every catalogue database has, made once as a template: collation C (text sorts as the warehouse sorts it), the
 * MEASURE aggregate, the guard that raises when something reads a view natively, and the revokes that keep a BI role to
 * asking questions. Runs as the owner of the store, which is a superuser of the embedded Postgres.
 */
export const TEMPLATE_VERSION = 4;

/**
 * How catalogue databases are made: text in the order of its bytes, as the warehouse sorts it, and letters of every script with
 * their upper and lower case.
 */
export const CATALOGUE_LOCALE = localeOf('C.UTF-8');
/** By the names that systems have for the same letters: glibc's own, its others, macOS's. */
export const CATALOGUE_LOCALES: readonly string[] = [CATALOGUE_LOCALE, localeOf('en_US.UTF-8'), localeOf('UTF-8')];

function localeOf(letters: string): string {
  return `template template0 encoding 'UTF8' locale_provider libc lc_collate 'C' lc_ctype '${letters}'`;
}

/** The name that clients connect to and see; the real catalogue databases have names made from their contents. */
export const VISIBLE_DATABASE = 'tenure';

const READ_NATIVELY =
  'this relation can only be asked by a plain SELECT, a cursor, COPY (SELECT …) TO STDOUT or CREATE TEMP TABLE AS';

/** Functions that a question does not need and that reach files, other sessions, settings or unparsed SQL. */
const FORBIDDEN_FUNCTIONS = `
  proname like 'pg\\_sleep%' or proname like 'lo\\_%' or proname in ('loread', 'lowrite')
  or proname like 'pg\\_advisory%' or proname like 'pg\\_try\\_advisory%'
  or proname in ('set_config', 'pg_notify', 'pg_cancel_backend', 'pg_terminate_backend', 'pg_export_snapshot')
  or proname like '%\\_to\\_xml' or proname like '%\\_to\\_xmlschema' or proname like '%\\_to\\_xml\\_and\\_xmlschema'
  or proname in ('ts_stat') or (proname = 'ts_rewrite' and pronargs = 2)
  or proname like 'pg\\_stat\\_get\\_activity%' or proname like 'pg\\_stat\\_get\\_backend%'
  or proname like 'pg\\_stat\\_get\\_progress%' or proname like 'pg\\_stat\\_get\\_wal%'
  or proname like 'pg\\_logical\\_%' or proname like 'pg\\_replication\\_%' or proname like 'pg\\_ls\\_%'
  or proname like 'pg\\_read\\_%' or proname in ('pg_stat_file', 'pg_log_backend_memory_contexts', 'pg_blocking_pids')
  or proname like 'binary\\_upgrade%' or proname like 'pg\\_stat\\_get\\_db\\_%'
  or proname in ('pg_lock_status', 'pg_prepared_xact', 'pg_tablespace_size', 'pg_stat_get_archiver', 'pg_stat_get_io',
    'pg_stat_get_slru', 'pg_stat_get_subscription', 'pg_stat_get_subscription_stats', 'pg_stat_get_replication_slot',
    'pg_stat_get_recovery_prefetch', 'pg_get_replication_slots', 'pg_get_shmem_allocations')`;

/** What tells of the other databases of the server, which are other sessions'. */
const OF_OTHERS = `pg_stat_activity pg_stat_ssl pg_stat_gssapi pg_stat_database pg_stat_database_conflicts pg_stat_io
  pg_stat_bgwriter pg_stat_wal pg_stat_slru pg_stat_archiver pg_stat_replication pg_stat_replication_slots
  pg_stat_wal_receiver pg_stat_subscription pg_stat_subscription_stats pg_stat_recovery_prefetch pg_prepared_xacts
  pg_stat_progress_analyze pg_stat_progress_basebackup pg_stat_progress_cluster pg_stat_progress_copy
  pg_stat_progress_create_index pg_stat_progress_vacuum pg_replication_slots pg_shmem_allocations
  pg_database pg_shdepend`.split(/\s+/);

/** Temporary tables and indexes of one session: each is a file and rows of the catalogue. */
const MOST_TEMPORARY = 200;

export function templateStatements(role: string): readonly string[] {
  return [
    `create schema ${GUARD_SCHEMA}`,
    'revoke all on schema public from public',
    `grant usage on schema public, ${GUARD_SCHEMA} to ${role}`,
    'revoke usage on language sql, plpgsql from public',
    'revoke update on pg_catalog.pg_settings from public',
    // Views of pg_catalog are changed here; for this transaction only.
    'set local allow_system_table_mods = on',
    `do $$ declare f regprocedure; begin
       for f in select oid::regprocedure from pg_proc where pronamespace = 'pg_catalog'::regnamespace
         and (${FORBIDDEN_FUNCTIONS})
       loop execute format('revoke execute on function %s from public', f); end loop; end $$`,
    // The aggregate only gives MEASURE(x) the type of x; a question over a view never reaches it.
    `create function ${GUARD_SCHEMA}.measure_step(anyelement, anyelement) returns anyelement language plpgsql immutable
       as $$ begin raise exception 'MEASURE() takes a measure of a view' using errcode = '42803',
         hint = 'Write SELECT MEASURE(measure) FROM view.'; end $$`,
    `create aggregate public.measure(anyelement) (sfunc = ${GUARD_SCHEMA}.measure_step, stype = anyelement)`,
    `comment on aggregate public.measure(anyelement) is 'The value of a measure for the rows of a group, as the model defines it'`,
    // Its columns come out of a volatile function, so that Postgres can neither fold a filter on them nor skip the call.
    `create function ${GUARD_SCHEMA}.refuse() returns setof record language plpgsql volatile as $$ begin
       raise exception '${READ_NATIVELY}' using errcode = '0A000'; end $$`,
    // Clients see the database they connected to, in information_schema too; the real name stays reachable for us.
    `create function ${GUARD_SCHEMA}.real_database() returns name language internal stable strict parallel safe
       as 'current_database'`,
    `create or replace function pg_catalog.current_database() returns name language sql stable parallel safe
       as $$ select '${VISIBLE_DATABASE}'::name $$`,
    `create view ${GUARD_SCHEMA}.pg_database as
       select oid, '${VISIBLE_DATABASE}'::name as datname, datdba, encoding, datlocprovider, datistemplate, datallowconn,
         datconnlimit, datfrozenxid, datminmxid, dattablespace, datcollate, datctype, daticulocale, daticurules,
         datcollversion, null::aclitem[] as datacl
       from pg_catalog.pg_database where datname = ${GUARD_SCHEMA}.real_database()`,
    `grant select on ${GUARD_SCHEMA}.pg_database to ${role}`,
    `create view ${GUARD_SCHEMA}.pg_shdepend as select r.*, r.tableoid from pg_catalog.pg_shdepend r
       where dbid in (0, (select oid from pg_catalog.pg_database where datname = ${GUARD_SCHEMA}.real_database()))`,
    `grant select on ${GUARD_SCHEMA}.pg_shdepend to ${role}`,
    ...introspectionStatements(role),
    ...ownLocks(),
    ...ownSize(),
    ...signedInStatements(role),
    ...temporaryTables(),
    `revoke select on ${OF_OTHERS.map((name) => `pg_catalog.${name}`).join(', ')} from public`,
  ];
}

/** pg_locks shows the locks of the session itself. */
function ownLocks(): string[] {
  return [
    `do $make$ declare columns text; begin
       select string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' order by attnum) into columns
         from pg_attribute where attrelid = 'pg_catalog.pg_locks'::regclass and attnum > 0;
       execute format('create function ${GUARD_SCHEMA}.own_locks() returns table (%s) language sql volatile security definer
         as $own$ select * from pg_catalog.pg_lock_status() l where l.pid = pg_backend_pid() $own$', columns);
       create or replace view pg_catalog.pg_locks as select * from ${GUARD_SCHEMA}.own_locks(); end $make$`,
  ];
}

/**
 * The size of the session's own database, by the name that it shows too. A built-in function keeps its code under any
 * definition, so it gets another name.
 */
function ownSize(): string[] {
  const real = `${GUARD_SCHEMA}.real_database()`;
  return ['oid', 'name'].flatMap((type) => [
    `alter function pg_catalog.pg_database_size(${type}) rename to tenure_real_database_size`,
    `revoke execute on function pg_catalog.tenure_real_database_size(${type}) from public`,
    `create function pg_catalog.pg_database_size(${type}) returns bigint language sql volatile security definer as $$
       select pg_catalog.tenure_real_database_size(oid) from pg_catalog.pg_database
       where datname = ${real} and ${type === 'oid' ? 'oid = $1' : `$1 in (datname, '${VISIBLE_DATABASE}')`} $$`,
  ]);
}

function temporaryTables(): string[] {
  return [
    `create function ${GUARD_SCHEMA}.check_temporary() returns event_trigger language plpgsql as $$ begin
       if (select count(*) from pg_catalog.pg_class where relpersistence = 't' and relkind in ('r', 'i'))
           >= ${MOST_TEMPORARY} then
         raise exception 'a session may have at most ${MOST_TEMPORARY} temporary tables and indexes'
           using errcode = '54000', hint = 'Drop those that are no longer needed.';
       end if; end $$`,
    `create event trigger tenure_temporary on ddl_command_start
       when tag in ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE INDEX')
       execute function ${GUARD_SCHEMA}.check_temporary()`,
  ];
}

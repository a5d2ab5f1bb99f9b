import { GUARD_SCHEMA, introspectionStatements } from './introspection.js';

/**
 * What every catalogue database has, made once as a template: collation C (text sorts as the warehouse sorts it), the
 * MEASURE aggregate, the guard that raises when something reads a view natively, and the revokes that keep a BI role to
 * asking questions. Runs as the owner of the store, which is a superuser of the embedded Postgres.
 */
export const TEMPLATE_VERSION = 3;

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
  or proname like 'binary\\_upgrade%'`;

export function templateStatements(role: string): readonly string[] {
  return [
    `create schema ${GUARD_SCHEMA}`,
    'revoke all on schema public from public',
    `grant usage on schema public, ${GUARD_SCHEMA} to ${role}`,
    'revoke usage on language sql, plpgsql from public',
    'revoke update on pg_catalog.pg_settings from public',
    'revoke select on pg_catalog.pg_stat_activity, pg_catalog.pg_stat_ssl, pg_catalog.pg_stat_gssapi from public',
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
    ...introspectionStatements(role),
  ];
}

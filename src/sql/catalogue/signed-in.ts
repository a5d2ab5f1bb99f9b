import { GUARD_SCHEMA } from './introspection.js';
import { quoteLiteral } from './quote.js';

/** Custom setting with the signed-in name, which current_user and the like give; no client may set it. */
export const SIGNED_IN_SETTING = 'tenure.signed_in';

/** Words that ask for it, by their name in a parsed statement. */
export const SIGNED_IN_WORDS: Readonly<Record<string, string>> = {
  SVFOP_CURRENT_USER: 'current_user',
  SVFOP_SESSION_USER: 'session_user',
  SVFOP_CURRENT_ROLE: 'current_role',
  SVFOP_USER: 'user',
};

const SIGNED_IN = `${GUARD_SCHEMA}.signed_in()`;

/**
 * All sessions are one role to Postgres, and to clients who signed in: current_user and the like give that name, rights are
 * asked by it, and lists of roles show it.
 */
export function signedInStatements(role: string): readonly string[] {
  const own = quoteLiteral(role);
  return [
    `create function ${SIGNED_IN} returns name language sql stable as $$
       select coalesce(nullif(pg_catalog.current_setting('${SIGNED_IN_SETTING}', true), ''), current_user)::name $$`,
    ...Object.values(SIGNED_IN_WORDS).map(
      (word) =>
        `create function ${GUARD_SCHEMA}."${word}"() returns name language sql stable as $$ select ${SIGNED_IN} $$`,
    ),
    `create function ${GUARD_SCHEMA}.role_of(name) returns oid language sql stable as $$
       select case when $1 = ${SIGNED_IN} then ${own} else quote_ident($1) end::regrole::oid $$`,
    `alter function pg_catalog.pg_get_userbyid(oid) rename to tenure_real_userbyid`,
    `create function pg_catalog.pg_get_userbyid(oid) returns name language sql stable as $$
       select case when $1 = ${own}::regrole then ${SIGNED_IN} else pg_catalog.tenure_real_userbyid($1) end $$`,
    RIGHTS_BY_NAME,
    shownNames('pg_catalog.pg_roles', ['rolname'], own),
    shownNames('pg_catalog.pg_user', ['usename'], own),
    ...['table_privileges', 'role_table_grants', 'column_privileges', 'role_column_grants'].map((view) =>
      shownNames(`information_schema.${view}`, ['grantee', 'grantor'], own),
    ),
    ...['enabled_roles', 'applicable_roles'].map((view) =>
      shownNames(`information_schema.${view}`, ['role_name', 'grantee'], own),
    ),
  ];
}

/** has_table_privilege(name, …) and its like ask by the role's oid. The built-in ones keep their code, so they get other names. */
const RIGHTS_BY_NAME = `do $make$ declare f record; parameters text; begin
  for f in select p.oid, p.proname, oidvectortypes(p.proargtypes) as types, p.proargtypes, p.pronargs from pg_proc p
      where p.pronamespace = 'pg_catalog'::regnamespace and (p.proname like 'has\\_%\\_privilege' or p.proname = 'pg_has_role')
        and p.proargtypes[0] = 'name'::regtype
        and exists (select from pg_proc q where q.proname = p.proname and q.pronargs = p.pronargs
          and oidvectortypes(q.proargtypes) = regexp_replace(oidvectortypes(p.proargtypes), '^name', 'oid')) loop
    select string_agg('$' || n, ', ' order by n) into parameters from generate_series(2, f.pronargs) n;
    execute format('alter function pg_catalog.%I(%s) rename to %I', f.proname, f.types, 'tenure_real_' || f.proname);
    execute format('create function pg_catalog.%I(%s) returns boolean language sql stable as $own$
      select pg_catalog.%I(${GUARD_SCHEMA}.role_of($1), %s) $own$', f.proname, f.types, f.proname, parameters);
  end loop; end $make$`;

/** The view with the role's name in these columns replaced by the signed-in one. */
function shownNames(view: string, columns: readonly string[], own: string): string {
  const named = columns.map(quoteLiteral).join(', ');
  return `do $make$ declare columns text; definition text := rtrim(pg_get_viewdef('${view}'::regclass), ';'); begin
    select string_agg(format(case when attname in (${named})
        then '(case when r.%1$I::name = ${own.replaceAll("'", "''")} then ${SIGNED_IN} else r.%1$I::name end)::%2$s as %1$I'
        else 'r.%1$I' end, attname, format_type(atttypid, atttypmod)), ', ' order by attnum) into columns
      from pg_attribute where attrelid = '${view}'::regclass and attnum > 0;
    execute 'create or replace view ${view} as select ' || columns || ' from (' || definition || ') r';
  end $make$`;
}

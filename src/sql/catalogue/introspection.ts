import type { CatalogView } from '../../semantic/contract/catalog.js';
import { quoteIdentifier, quoteLiteral } from './quote.js';
import { PG_TYPES } from './types.js';

/** Schema of what clients do not see in their search path. */
export const GUARD_SCHEMA = 'tenure_guard';

/** Relations of pg_catalog that clients read through views of the same name in the guard schema. */
export const SHOWN_RELATIONS: ReadonlySet<string> = new Set([
  'pg_database',
  'pg_shdepend',
  'pg_namespace',
  'pg_class',
  'pg_index',
  'pg_constraint',
]);

const PUBLIC = "'public'::regnamespace";
const GUARD = `'${GUARD_SCHEMA}'::regnamespace`;

/**
 * What clients read instead of pg_namespace, pg_class, pg_index and pg_constraint: the guard schema is not there, the relations of the model are tables there, which is
 * what tools list, and have the keys of `keys`. They stay views, since only a view can refuse to be read natively. A key
 * is that of an empty table beside the view, which nobody may read.
 */
export function introspectionStatements(role: string): readonly string[] {
  const key = (column: string, otherwise: string) => `coalesce(k.${column}, r.${otherwise})`;
  return [
    `create table ${GUARD_SCHEMA}.keys (relation oid primary key, shadow oid unique, index oid unique, columns int2vector)`,
    // A session before this one may have had temporary tables here.
    shownAs(
      'pg_namespace',
      {},
      `where r.oid <> ${GUARD} and (r.nspname !~ '^pg_(toast_)?temp_' or r.oid = pg_my_temp_schema())`,
    ),
    shownAs(
      'pg_class',
      {
        relnamespace: `case when r.relnamespace = ${GUARD} then ${PUBLIC} else r.relnamespace end`,
        relkind: `case when r.relkind = 'v' and r.relnamespace = ${PUBLIC} then 'r' else r.relkind end`,
        relhasindex: 'r.relhasindex or k.relation is not null',
        relhasrules: `r.relhasrules and r.relnamespace <> ${PUBLIC}`,
      },
      `left join ${GUARD_SCHEMA}.keys k on k.relation = r.oid where r.relnamespace <> ${GUARD} or r.relkind = 'i'`,
    ),
    shownAs(
      'pg_index',
      { indrelid: key('relation', 'indrelid'), indkey: key('columns', 'indkey') },
      `left join ${GUARD_SCHEMA}.keys k on k.index = r.indexrelid`,
    ),
    shownAs(
      'pg_constraint',
      {
        conrelid: key('relation', 'conrelid'),
        conkey: key('columns::int2[]', 'conkey'),
        connamespace: `case when k.relation is null then r.connamespace else ${PUBLIC} end`,
      },
      `left join ${GUARD_SCHEMA}.keys k on k.shadow = r.conrelid`,
    ),
    ...['pg_namespace', 'pg_class', 'pg_index', 'pg_constraint'].map(
      (name) => `grant select on ${GUARD_SCHEMA}.${name} to ${role}`,
    ),
    ...INFORMATION_SCHEMA.map(informationStatement),
  ];
}

/** Views of information_schema that tell of tables, columns and keys. */
const INFORMATION_SCHEMA = ['tables', 'columns', 'views', 'table_constraints', 'key_column_usage'] as const;

/**
 * The same view over what clients read instead of pg_class and pg_constraint. Nothing of the model can be written to, and who
 * may read a relation sees its key: Postgres shows constraints only to who may write.
 */
function informationStatement(view: (typeof INFORMATION_SCHEMA)[number]): string {
  const name = `information_schema.${view}`;
  const written = ['is_insertable_into', 'is_updatable', 'is_trigger_insertable_into'].map(
    (column) =>
      `when ${quoteLiteral(column)} then 'case r.table_schema when ''public'' then ''NO'' else r.' || attname || ' end'`,
  );
  return `do $make$ declare columns text; definition text := rtrim(pg_get_viewdef('${name}'::regclass), ';'); begin
    definition := regexp_replace(definition, '\\m(pg_catalog\\.)?(pg_class|pg_constraint)\\M', '${GUARD_SCHEMA}.\\2', 'g');
    definition := replace(definition, '''INSERT, UPDATE, ', '''SELECT, INSERT, UPDATE, ');
    select string_agg(format('(%s)::%s as %I', case attname ${written.join(' ')} else 'r.' || quote_ident(attname) end,
        format_type(atttypid, atttypmod), attname), ', ' order by attnum) into columns
      from pg_attribute where attrelid = '${name}'::regclass and attnum > 0;
    execute 'create or replace view ${name} as select ' || columns || ' from (' || definition || ') r';
  end $make$`;
}

/** The key of a view's rows, as clients see it: `<view>_key`. */
export function keyStatements({ name, key, dimensions }: CatalogView): readonly string[] {
  if (key.length === 0) return [];
  const shadow = `${GUARD_SCHEMA}.${quoteIdentifier(`${name}_rows`)}`;
  const columns = dimensions
    .filter((dimension) => key.includes(dimension.name))
    .map((dimension) => `${quoteIdentifier(dimension.name)} ${PG_TYPES[dimension.type].name}`);
  const list = key.map(quoteIdentifier).join(', ');
  return [
    `create table ${shadow} (${columns.join(', ')}, constraint ${quoteIdentifier(`${name}_key`)} primary key (${list}))`,
    `insert into ${GUARD_SCHEMA}.keys
       select v.relation, i.indrelid, i.indexrelid, (
         select string_agg(a.attnum::text, ' ' order by n)::int2vector
         from unnest(array[${key.map(quoteLiteral).join(', ')}]) with ordinality as k(name, n)
           join pg_attribute a on a.attrelid = v.relation and a.attname = k.name)
       from pg_index i, (select ${quoteLiteral(`public.${quoteIdentifier(name)}`)}::regclass as relation) v
       where i.indrelid = ${quoteLiteral(shadow)}::regclass`,
  ];
}

/** No column has this name: CASE wants an alternative even where nothing is changed. */
const NONE: Readonly<Record<string, string>> = { '': 'null' };

/** A view of a catalogue relation with some columns changed; a column keeps its type. */
function shownAs(relation: string, changed: Readonly<Record<string, string>>, from: string): string {
  const cases = Object.entries({ ...NONE, ...changed }).map(
    ([column, sql]) => `when ${quoteLiteral(column)} then ${quoteLiteral(sql)}`,
  );
  return `do $make$ begin execute (
    select 'create view ${GUARD_SCHEMA}.${relation} as select '
      || string_agg(format('(%s)::%s as %I', case attname ${cases.join(' ')} else 'r.' || quote_ident(attname) end,
           format_type(atttypid, atttypmod), attname), ', ' order by attnum)
      || ${quoteLiteral(`, r.tableoid, r.xmin from pg_catalog.${relation} r ${from}`)}
    from pg_attribute where attrelid = 'pg_catalog.${relation}'::regclass and attnum > 0); end $make$`;
}

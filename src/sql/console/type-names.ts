/** Names of Postgres's common types by their oid. */
const NAMES: Readonly<Record<number, string>> = {
  16: 'boolean',
  19: 'name',
  20: 'bigint',
  21: 'smallint',
  23: 'integer',
  25: 'text',
  26: 'oid',
  114: 'json',
  700: 'real',
  701: 'double precision',
  1042: 'character',
  1043: 'character varying',
  1082: 'date',
  1083: 'time',
  1114: 'timestamp',
  1184: 'timestamp with time zone',
  1186: 'interval',
  1700: 'numeric',
  3802: 'jsonb',
};

export const typeName = (oid: number): string => NAMES[oid] ?? 'other';

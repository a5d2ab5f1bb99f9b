import type { ValueType } from '../../semantic/contract/answer.js';
import type { MeasureArgument } from '../../semantic/contract/catalog.js';

export interface PgType {
  /** As written in DDL and casts. */
  readonly name: string;
  readonly oid: number;
  readonly arrayOid: number;
}

/** How each kind of value shows to Postgres. Exact ones stay exact: integers are bigint, decimals numeric. */
export const PG_TYPES: Readonly<Record<ValueType, PgType>> = {
  string: { name: 'text', oid: 25, arrayOid: 1009 },
  integer: { name: 'bigint', oid: 20, arrayOid: 1016 },
  decimal: { name: 'numeric', oid: 1700, arrayOid: 1231 },
  float: { name: 'double precision', oid: 701, arrayOid: 1022 },
  boolean: { name: 'boolean', oid: 16, arrayOid: 1000 },
  date: { name: 'date', oid: 1082, arrayOid: 1182 },
  timestamp: { name: 'timestamp', oid: 1114, arrayOid: 1115 },
  array: { name: 'jsonb', oid: 3802, arrayOid: 3807 },
  json: { name: 'jsonb', oid: 3802, arrayOid: 3807 },
};

export const ARGUMENT_TYPES: Readonly<Record<MeasureArgument['type'], string>> = {
  integer: 'integer',
  number: 'double precision',
  string: 'text',
  value: 'text',
};

import { quoteIdentifier } from '../catalogue/quote.js';
import type { FieldDescription } from '../wire/backend.js';

type Fields = readonly FieldDescription[];

export function sameTypes(given: Fields, promised: Fields): boolean {
  return given.length === promised.length && given.every(({ typeOid }, at) => typeOid === promised[at]?.typeOid);
}

/** Casts that change a column's type and none of its values: from the type's oid to names by oid. */
const HARMLESS: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  25: { 1043: 'varchar', 1042: 'bpchar', 19: 'name' },
  20: { 23: 'int4', 21: 'int2', 1700: 'numeric' },
};

/**
 * A query with its columns cast to the types that were promised: the engine has one type of text and one of whole
 * numbers. Undefined where a cast might change a value.
 */
export function recast(sql: string, given: Fields, promised: Fields): string | undefined {
  if (given.length === 0 || given.length !== promised.length) return undefined;
  const columns: string[] = [];
  for (const [at, { typeOid, name }] of given.entries()) {
    const wanted = promised[at]?.typeOid ?? 0;
    const cast = wanted === typeOid ? '' : HARMLESS[typeOid]?.[wanted];
    if (cast === undefined) return undefined;
    columns.push(`c${at}${cast && `::${cast}`} AS ${quoteIdentifier(name)}`);
  }
  const names = given.map((_, at) => `c${at}`).join(', ');
  return `SELECT ${columns.join(', ')} FROM (${sql}) AS answer(${names})`;
}

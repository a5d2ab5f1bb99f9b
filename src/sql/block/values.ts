import type { Cell, ValueType } from '../../semantic/contract/answer.js';
import { PG_TYPES } from '../catalogue/types.js';
import type { BoundValue } from '../query/run-context.js';

/** Cells of one column as an array of Postgres in text format. */
export function arrayOf(type: ValueType, cells: Iterable<Cell>): BoundValue {
  const parts: string[] = [];
  for (const cell of cells) parts.push(element(cell, type));
  return { typeOid: PG_TYPES[type].arrayOid, value: `{${parts.join(',')}}` };
}

export const INT4_ARRAY = 1007;

export function int4Array(values: Iterable<number | null>): BoundValue {
  return { typeOid: INT4_ARRAY, value: `{${[...values].map((value) => value ?? 'NULL').join(',')}}` };
}

function element(cell: Cell, type: ValueType): string {
  if (cell === null) return 'NULL';
  if (type === 'integer' || type === 'decimal' || type === 'float') return String(cell);
  if (type === 'boolean') return cell === true || cell === 1 || cell === '1' || cell === 'true' ? 't' : 'f';
  const text = typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

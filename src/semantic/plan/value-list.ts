import { numberFormOf } from '../../cube/dialect/number-form.js';
import { type ListType, listMark } from '../../cube/dialect/value-list.js';
import type { MemberFilter } from '../contract/query.js';

type Value = NonNullable<MemberFilter['values']>[number];

/** What a list of values is bound as. */
export interface ValueList {
  readonly mark: `[${ListType}]`;
  readonly json: string;
}

/** Longer lists are one parameter; shorter ones are written out, since the engine's plan may use each value. */
export const LONG_LIST = 100;

/** A long list of texts, or of whole numbers, as one value; undefined for every other list. */
export function valueListOf(type: string, values: readonly Value[]): ValueList | undefined {
  if (values.length <= LONG_LIST) return undefined;
  if (type === 'string' && values.every((value) => typeof value === 'string'))
    return { mark: listMark('String'), json: JSON.stringify([...new Set(values)]) };
  if (type !== 'number' || !values.every(isWhole)) return undefined;
  return { mark: listMark('Int64'), json: `[${[...new Set(values.map((value) => wholeText(value)))].join(',')}]` };
}

export function isWhole(value: Value): value is string | number {
  return (typeof value === 'string' || typeof value === 'number') && numberFormOf(String(value)) === 'Int64';
}

/** `+07` as `7`, as JSON writes it. */
function wholeText(value: string | number): string {
  return String(BigInt(String(value).replace(/^\+/, '')));
}

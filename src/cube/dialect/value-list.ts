/** How the engine reads a list of values that is bound as one JSON text. */
export type ListType = 'String' | 'Int64';

const LISTED = /^\u0001\d+\[(String|Int64)\]\u0001$/;
/** From here on a list written by a client of Cube's REST is one parameter. */
const LONG_LIST = 100;

/** What a token says of the value that it stands for: that it is a list, and of what. */
export function listMark<T extends ListType>(type: T): `[${T}]` {
  return `[${type}]`;
}

/** What a filter's only value lists, if it is the token of a list. */
export function listedIn(values: readonly unknown[]): ListType | undefined {
  const [value] = values;
  if (values.length !== 1 || typeof value !== 'string') return undefined;
  return LISTED.exec(value)?.[1] as ListType | undefined;
}

/** Whether texts are so many that they are bound as one. Tokens of a plan are not: each of them is bound by itself. */
export function isLongList(values: readonly unknown[]): boolean {
  return values.length > LONG_LIST && values.every((value) => typeof value === 'string' && !value.startsWith('\u0001'));
}

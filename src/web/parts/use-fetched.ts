import { type Asked, useAsked } from './use-asked.js';

export type Fetched<T> = Pick<Asked<T>, 'value' | 'error' | 'again'>;

const ids = new WeakMap<object, number>();
let count = 0;

function idOf(fetchIt: object): number {
  const known = ids.get(fetchIt) ?? ++count;
  ids.set(fetchIt, known);
  return known;
}

/** What a function answers; asked again when it becomes another one (keep it stable) or `again` is called. */
export function useFetched<T>(fetchIt: (signal: AbortSignal) => Promise<T>): Fetched<T> {
  return useAsked(['fetched', idOf(fetchIt)], fetchIt);
}

import { useRef } from 'react';

/** The list of before while its elements are the same ones, so that what is made from it is not made anew. */
export function useSame<T>(list: readonly T[]): readonly T[] {
  const kept = useRef(list);
  if (kept.current.length !== list.length || kept.current.some((one, at) => one !== list[at])) kept.current = list;
  return kept.current;
}

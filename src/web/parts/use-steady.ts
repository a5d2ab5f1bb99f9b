import { useCallback, useLayoutEffect, useRef } from 'react';

/** A handler that is the same in every render and does what the latest render says, for children that are kept by `memo`. */
export function useSteady<Given extends unknown[], Told>(
  handler: (...given: Given) => Told,
): (...given: Given) => Told {
  const latest = useRef(handler);
  useLayoutEffect(() => {
    latest.current = handler;
  });
  return useCallback((...given: Given) => latest.current(...given), []);
}

import { type ComponentType, lazy } from 'react';

/** A part of the page could not be fetched. React and the browser keep that for good, so only the page anew brings it. */
export class PartMissing extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** A part of the page that is fetched when it is first shown; an error boundary above knows what to do where it cannot be. */
export function lazyPart<Props>(fetchPart: () => Promise<ComponentType<Props>>) {
  return lazy(async () => {
    try {
      return { default: await fetchPart() };
    } catch (problem) {
      throw new PartMissing(problem);
    }
  });
}

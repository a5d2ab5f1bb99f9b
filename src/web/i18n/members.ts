import type { Language } from './format.js';

/** What a member that is a code is called. */
export interface CodeName {
  readonly code: string;
  readonly name: Readonly<Record<Language, string>>;
}

/** By dimension, null for any: what the model calls members that are codes, as the catalogue told it. */
const known = new Map<string | null, ReadonlyMap<string, CodeName['name']>>();

export function learnNames(
  lists: readonly { readonly dimension: string | null; readonly members: readonly CodeName[] }[],
): void {
  known.clear();
  for (const { dimension, members } of lists)
    known.set(
      dimension,
      new Map([...(known.get(dimension) ?? []), ...members.map(({ code, name }) => [code, name] as const)]),
    );
}

/** The name of a member that is a code, in the reader's language; null where the code speaks for itself. */
export function codeName(dimension: string, value: unknown, language: Language): string | null {
  const code = String(value);
  const name = known.get(dimension)?.get(code) ?? known.get(null)?.get(code);
  return name?.[language] ?? null;
}

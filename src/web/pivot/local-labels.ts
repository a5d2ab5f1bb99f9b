import { useQueries } from '@tanstack/react-query';
import { fetchPivot } from '../api/operations.js';
import type { CatalogView, Scalar } from '../api/types.js';
import type { Language } from '../i18n/format.js';
import type { Level, Path } from './state.js';

// Members have one name that states, addresses and filters carry. Where the model has a member's Chinese name as a
// dimension of its own (`province_zh` beside `province`) a Chinese reader sees that one.

const SUFFIX = '_zh';

export const localSibling = (view: CatalogView, name: string): string | null =>
  view.dimensions.some((one) => one.name === name + SUFFIX && !one.masked) ? name + SUFFIX : null;

/** A dimension that only names the members of another one. */
export const isLocalName = (view: CatalogView, name: string): boolean =>
  name.endsWith(SUFFIX) && view.dimensions.some((one) => one.name === name.slice(0, -SUFFIX.length));

const exact = new Map<string, string>();
const byValue = new Map<string, Set<string>>();

const keyOf = (name: string, values: readonly Scalar[]) => JSON.stringify([name, ...values]);

/** The Chinese name of a member, by its ancestors where they are known; several where one spelling names several places. */
export function localLabel(
  name: string,
  value: Scalar,
  ancestors: ReadonlyMap<string, Scalar> = new Map(),
  levels: readonly string[] = [],
): string | null {
  const chain = levels.slice(0, levels.indexOf(name)).map((level) => ancestors.get(level));
  if (chain.length > 0 && chain.every((one) => one !== undefined)) {
    const found = exact.get(keyOf(name, [...(chain as Scalar[]), value]));
    if (found !== undefined) return found;
  }
  const names = byValue.get(keyOf(name, [value]));
  return names && names.size > 0 ? [...names].join('/') : null;
}

/** The levels of the hierarchy that a dimension belongs to, down to it. */
export const chainOf = (view: CatalogView, name: string): readonly string[] => {
  const hierarchy = view.hierarchies.find((one) => one.levels.includes(name));
  return hierarchy ? hierarchy.levels.slice(0, hierarchy.levels.indexOf(name) + 1) : [name];
};

/** Asks for the names that `sibling` has, and keeps them. */
async function load(view: CatalogView, name: string, sibling: string): Promise<true> {
  const chain = chainOf(view, name);
  const measure = view.measures.find((one) => one.additivity === 'additive') ?? view.measures[0];
  const answer = await fetchPivot({
    view: view.name,
    rows: [...chain, sibling].map((level) => ({ name: level })),
    columns: [],
    measures: measure ? [{ name: measure.name }] : [],
    filters: [],
  });
  for (const { path } of answer.rows) {
    const label = path[chain.length];
    if (path.length !== chain.length + 1 || label === null || label === undefined) continue;
    const values = path.slice(0, chain.length);
    exact.set(keyOf(name, values), String(label));
    const plain = keyOf(name, [values.at(-1) ?? null]);
    byValue.set(plain, (byValue.get(plain) ?? new Set()).add(String(label)));
  }
  return true;
}

/**
 * Asks once for the Chinese names of these dimensions' members when they are wanted; the number changes when more are known.
 * Without its Chinese name a member shows the one it has.
 */
export function useLocalLabels(view: CatalogView, names: readonly string[], language: Language): number {
  const wanted = language === 'zh' ? [...new Set(names)].sort() : [];
  const asked = useQueries({
    queries: wanted.flatMap((name) => {
      const sibling = localSibling(view, name);
      return sibling === null
        ? []
        : [
            {
              queryKey: ['local names', name],
              queryFn: () => load(view, name, sibling),
              staleTime: Number.POSITIVE_INFINITY,
              gcTime: Number.POSITIVE_INFINITY,
            },
          ];
    }),
  });
  return asked.filter(({ isSuccess }) => isSuccess).length;
}

/** The label of the last member of a path. */
export function pathLabel(view: CatalogView, levels: readonly Level[], path: Path): string | null {
  const at = path.length - 1;
  const level = levels[at];
  if (!level || level.granularity) return null;
  const ancestors = new Map(path.slice(0, at).map((value, i) => [levels[i]?.name ?? '', value] as const));
  return localLabel(level.name, path[at] ?? null, ancestors, chainOf(view, level.name));
}

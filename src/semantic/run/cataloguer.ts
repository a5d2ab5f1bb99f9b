import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { type Principal, policyKey } from '../../access/principal.js';
import type { Cube } from '../../cube/cube.js';
import type { Catalog } from '../contract/catalog.js';
import { catalogOf, type MemberTypes } from '../model/catalog-of.js';
import type { View } from '../model/view.js';
import type { VisibleModel } from '../model/views-of.js';
import { memberTypes, type TypeFinder } from './member-types.js';

export interface CataloguerOptions {
  readonly cube: Cube;
  readonly types: TypeFinder;
  readonly visible: (principal: Principal) => Promise<VisibleModel>;
  readonly log: Logger;
}

/** How long a catalogue with types missing is kept before the engine is asked for them again. */
const RETRY_MS = 10_000;

/** Makes catalogues: what the policy shows, with the types that the engine gives. */
export function createCataloguer({ cube, types, visible, log }: CataloguerOptions) {
  const known = new LRUCache<string, Promise<Catalog>>({ max: 500 });

  async function typesOf(view: View): Promise<readonly [string, MemberTypes | undefined]> {
    try {
      return [view.name, memberTypes(await types.typesOf(view))];
    } catch (error) {
      // An engine that cannot describe a view must not hide the others.
      log.warn({ err: error, view: view.name }, 'semantic.types_unknown');
      return [view.name, undefined];
    }
  }

  /** Kept by model and policy; for a while only where a type is missing, which the engine may tell later. */
  return function catalog(principal: Principal): Promise<Catalog> {
    const key = `${cube.version()}|${policyKey(principal)}`;
    const kept = known.get(key);
    if (kept) return kept;
    const making = make(principal, () => known.set(key, making, { ttl: RETRY_MS }));
    known.set(key, making);
    making.catch(() => known.delete(key));
    return making;
  };

  async function make(principal: Principal, keepForAWhile: () => void): Promise<Catalog> {
    const { meta, views } = await visible(principal);
    const found = new Map(await Promise.all([...views.values()].map(typesOf)));
    if ([...found.values()].includes(undefined)) keepForAWhile();
    return catalogOf(
      meta,
      (view) => found.get(view) ?? new Map(),
      (view, member) => cube.isMasked(principal, view, member),
      cube.names(),
    );
  }
}

import type { Logger } from 'pino';
import type { Principal } from '../access/principal.js';
import type { Cube } from '../cube/cube.js';
import type { Catalog } from './catalog.js';
import { catalogOf, type MemberTypes } from './catalog-of.js';
import type { Engines } from './execute.js';
import { createTypeFinder, valueTypes } from './member-types.js';
import type { View } from './view.js';
import type { VisibleModel } from './views-of.js';

export interface CataloguerOptions {
  readonly cube: Cube;
  readonly engines: Engines;
  readonly visible: (principal: Principal) => Promise<VisibleModel>;
  readonly log: Logger;
}

/** Makes catalogues: what the policy shows, with the types that the engine gives. */
export function createCataloguer({ cube, engines, visible, log }: CataloguerOptions) {
  const types = createTypeFinder(cube, engines);

  async function typesOf(view: View): Promise<readonly [string, MemberTypes]> {
    try {
      return [view.name, valueTypes(await types.typesOf(view))];
    } catch (error) {
      // An engine that cannot describe a view must not hide the others.
      log.warn({ err: error, view: view.name }, 'semantic.types_unknown');
      return [view.name, new Map()];
    }
  }

  return async function catalog(principal: Principal): Promise<Catalog> {
    const { meta, views } = await visible(principal);
    const found = new Map(await Promise.all([...views.values()].map(typesOf)));
    return catalogOf(
      meta,
      (view) => found.get(view) ?? new Map(),
      (view, member) => cube.isMasked(principal, view, member),
    );
  };
}

import { LRUCache } from 'lru-cache';
import { type Principal, policyKey } from '../../access/principal.js';
import type { Cube } from '../../cube/cube.js';
import type { CubeMeta } from '../../cube/meta.js';
import { type View, visibleViews } from './view.js';

export interface VisibleModel {
  readonly meta: CubeMeta;
  readonly views: ReadonlyMap<string, View>;
}

/** What each policy shows of the model, kept until the model changes. */
export function createVisibleModels(cube: Cube): (principal: Principal) => Promise<VisibleModel> {
  const known = new LRUCache<string, Promise<VisibleModel>>({ max: 500 });
  return (principal) => {
    const key = `${cube.version()}|${policyKey(principal)}`;
    const found = known.get(key);
    if (found) return found;
    const reading = cube.meta(principal).then((meta) => ({ meta, views: visibleViews(meta) }));
    known.set(key, reading);
    reading.catch(() => known.delete(key));
    return reading;
  };
}

import { LRUCache } from 'lru-cache';
import type { CubeSql } from '../../cube/sql.js';
import type { Warehouse } from '../../warehouse/warehouse.js';

/** Which stored layer the engine reads for a statement: a projection's name, or the tables'. */
export interface LayerFinder {
  layerOf(
    statement: { readonly text: string; readonly params: CubeSql['params'] },
    signal?: AbortSignal,
  ): Promise<string>;
  clear(): void;
}

/** Asks the engine itself (EXPLAIN), once per statement text and snapshot. */
export function createLayerFinder(warehouse: Warehouse): LayerFinder {
  const known = new LRUCache<string, string>({ max: 2000 });
  return {
    async layerOf({ text, params }, signal) {
      const cached = known.get(text);
      if (cached !== undefined) return cached;
      const explained = await warehouse.query(
        { text: `EXPLAIN ${text}`, params },
        { lane: 'interactive', ...(signal ? { signal } : {}) },
      );
      const layer = layerFromPlan(explained.rows.map((row) => String(row[0])));
      known.set(text, layer);
      return layer;
    },
    clear: () => known.clear(),
  };
}

const READS = /Read(?:FromMergeTree|FromPreparedSource|FromStorage\w*|FromRemote\w*|FromSystem\w*)?\s*\(([^)]*)\)/;

/** What the engine knows of each part without reading it: the first and last month, how many rows. */
const BOUNDS = '_minmax_count_projection';

/** The names in the plan's read steps: `ReadFromMergeTree (by_month)` or `(tenure.customer_month)`; bounds are no layer beside one. */
export function layerFromPlan(lines: readonly string[]): string {
  const names = lines.flatMap((line) => {
    const name = READS.exec(line)?.[1];
    return name === undefined || name === '' ? [] : [name];
  });
  const layers = new Set(names);
  if (layers.size > 1) layers.delete(BOUNDS);
  return [...layers].sort().join(', ') || 'none';
}

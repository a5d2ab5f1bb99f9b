import { Refusal } from '../refusal.js';
import type { Feature } from './feature.js';
import type { PairGrid } from './pair-tables.js';
import type { EffectTables } from './tables.js';

/** Whether more of a feature may only raise the risk, or only lower it. */
export type Direction = 'up' | 'down';

/** By name of the feature. */
export type Directions = ReadonlyMap<string, Direction>;

/** Refuses a direction of texts: their levels have no order. */
export function checkDirections(features: readonly Feature[], directions: Directions): void {
  for (const { name, kind } of features)
    if (kind === 'category' && directions.has(name))
      throw new Refusal(`"${name}" holds texts, which have no order: it cannot be monotone.`);
}

/**
 * A sum goes the way of those of its parts that have one, since more of a part is more of the sum. Where they go apart, the sum is no
 * feature: no single way would be right.
 */
export function withSums(
  features: readonly Feature[],
  directions: Directions,
): { readonly features: Feature[]; readonly directions: Directions } {
  const extended = new Map(directions);
  const kept = features.filter((feature) => {
    if (feature.kind !== 'number' || !feature.parts) return true;
    const ways = new Set([feature.name, ...feature.parts].flatMap((name) => directions.get(name) ?? []));
    const [way] = ways;
    if (way) extended.set(feature.name, way);
    return ways.size < 2;
  });
  return { features: kept, directions: extended };
}

/**
 * The tables with every such effect made to never turn back: the nearest steps by the bins' shares (pooled adjacent violators). A
 * missing value (bin 0) stands apart. It holds for the whole formula because such a feature is in no pair table.
 */
export function monotoneTables(
  tables: EffectTables,
  features: readonly Feature[],
  shares: readonly Float64Array[],
  directions: Directions,
): EffectTables {
  const mains = tables.mains.map((cells, f) => {
    const direction = directions.get(features[f]?.name ?? '');
    return direction ? steps(cells, shares[f] as Float64Array, direction === 'up' ? 1 : -1) : cells;
  });
  return { ...tables, mains };
}

/** The pairs in which no such feature is. */
export function freePairs(
  grids: readonly PairGrid[],
  features: readonly Feature[],
  directions: Directions,
): PairGrid[] {
  const isFree = (f: number) => !directions.has(features[f]?.name ?? '');
  return grids.filter(({ first, second }) => isFree(first) && isFree(second));
}

function steps(cells: Float64Array, shares: Float64Array, sign: 1 | -1): Float64Array {
  const pools: { bins: number; weight: number; mean: number }[] = [];
  for (let bin = 1; bin < cells.length; bin++) {
    // A bin without rows takes what its neighbours have.
    pools.push({ bins: 1, weight: Math.max(shares[bin] as number, 1e-9), mean: sign * (cells[bin] as number) });
    for (;;) {
      const [before, last] = [pools.at(-2), pools.at(-1)];
      if (!before || !last || before.mean <= last.mean) break;
      const weight = before.weight + last.weight;
      const mean = (before.mean * before.weight + last.mean * last.weight) / weight;
      pools.splice(-2, 2, { bins: before.bins + last.bins, weight, mean });
    }
  }
  return Float64Array.from([cells[0] as number, ...pools.flatMap(({ bins, mean }) => Array(bins).fill(sign * mean))]);
}

import { binCount, type Feature } from './feature.js';
import type { Split } from './split.js';
import type { PairTable } from './tables.js';

/** The cuts on which an interaction may be made: where it matters, and few enough to read. */
export interface PairGrid {
  readonly first: number;
  readonly second: number;
  readonly firstCuts: readonly number[];
  readonly secondCuts: readonly number[];
}

interface Interaction {
  readonly first: number;
  readonly second: number;
  readonly firstGroups: readonly number[];
  readonly secondGroups: readonly number[];
  readonly width: number;
  readonly cells: Float64Array;
  /** What each cut gained in all, by bin. */
  readonly firstGains: Float64Array;
  readonly secondGains: Float64Array;
}

/** Collects the interactions of trees as tables over groups of bins (single bins while any interaction is allowed). */
export class PairAccumulator {
  private readonly byKey = new Map<number, Interaction>();
  private readonly allowedCuts = new Map<number, readonly [Set<number>, Set<number>]>();

  constructor(
    private readonly features: readonly Feature[],
    private readonly grids: readonly PairGrid[] | undefined,
  ) {
    for (const grid of grids ?? []) {
      this.allowedCuts.set(this.key(grid.first, grid.second), [new Set(grid.firstCuts), new Set(grid.secondCuts)]);
      this.open(grid.first, grid.second, grid);
    }
  }

  /** The features that a child of this root may split on: the root's own and those that share a grid with its cut. */
  partnersOf(root: Split): readonly number[] {
    const partners = [root.feature];
    for (const { first, second } of this.grids ?? []) {
      const [firstCuts, secondCuts] = this.allowedCuts.get(this.key(first, second)) ?? [];
      if (first === root.feature && firstCuts?.has(root.cut)) partners.push(second);
      if (second === root.feature && secondCuts?.has(root.cut)) partners.push(first);
    }
    return partners;
  }

  allows(root: Split, child: Split): boolean {
    if (root.feature === child.feature) return true;
    const [a, b] = root.feature < child.feature ? [root, child] : [child, root];
    const cuts = this.allowedCuts.get(this.key(a.feature, b.feature));
    return cuts !== undefined && cuts[0].has(a.cut) && cuts[1].has(b.cut);
  }

  /** Adds the two leaves below `child` on one side of `root`. */
  add(
    root: Split,
    rootLeft: Uint8Array,
    side: number,
    child: Split,
    childLeft: Uint8Array,
    inner: number,
    outer: number,
  ): void {
    const isRootFirst = root.feature < child.feature;
    const pair = isRootFirst ? this.open(root.feature, child.feature) : this.open(child.feature, root.feature);
    const rootGroups = isRootFirst ? pair.firstGroups : pair.secondGroups;
    const childGroups = isRootFirst ? pair.secondGroups : pair.firstGroups;
    const [rootGains, childGains] = isRootFirst
      ? [pair.firstGains, pair.secondGains]
      : [pair.secondGains, pair.firstGains];
    rootGains[root.cut] = (rootGains[root.cut] as number) + child.gain;
    childGains[child.cut] = (childGains[child.cut] as number) + child.gain;
    const onSide = groupsWhere(rootGroups, rootLeft, side);
    const isInner = new Set(groupsWhere(childGroups, childLeft, 1));
    const childCount = Math.max(...childGroups) + 1;
    for (const rootGroup of onSide) {
      for (let childGroup = 0; childGroup < childCount; childGroup++) {
        const cell = isRootFirst ? rootGroup * pair.width + childGroup : childGroup * pair.width + rootGroup;
        pair.cells[cell] = (pair.cells[cell] as number) + (isInner.has(childGroup) ? inner : outer);
      }
    }
  }

  tables(): PairTable[] {
    return [...this.byKey.values()].map(({ first, second, firstGroups, secondGroups, cells }) => ({
      first,
      second,
      firstGroups,
      secondGroups,
      cells,
    }));
  }

  /**
   * The strongest interactions, at most `limit`, each on at most `cuts` cuts a side: strength is what is left of a table
   * once its rows' and columns' means (by the bins' shares) are taken out.
   */
  strongest(limit: number, cuts: number, shares: readonly Float64Array[]): PairGrid[] {
    const ranked = [...this.byKey.values()].map((pair) => ({ pair, strength: interactionStrength(pair, shares) }));
    ranked.sort((a, b) => b.strength - a.strength || a.pair.first - b.pair.first || a.pair.second - b.pair.second);
    return ranked
      .filter(({ strength }) => strength > 0)
      .slice(0, limit)
      .map(({ pair }) => ({
        first: pair.first,
        second: pair.second,
        firstCuts: topCuts(pair.firstGains, cuts),
        secondCuts: topCuts(pair.secondGains, cuts),
      }));
  }

  private key(first: number, second: number): number {
    return first * this.features.length + second;
  }

  private open(first: number, second: number, grid?: PairGrid): Interaction {
    const key = this.key(first, second);
    const found = this.byKey.get(key);
    if (found) return found;
    const firstGroups = groupsOf(this.features[first] as Feature, grid?.firstCuts);
    const secondGroups = groupsOf(this.features[second] as Feature, grid?.secondCuts);
    const width = Math.max(...secondGroups) + 1;
    const pair: Interaction = {
      first,
      second,
      firstGroups,
      secondGroups,
      width,
      cells: new Float64Array((Math.max(...firstGroups) + 1) * width),
      firstGains: new Float64Array(firstGroups.length),
      secondGains: new Float64Array(secondGroups.length),
    };
    this.byKey.set(key, pair);
    return pair;
  }
}

/** Every bin's group: between cuts for numbers, each named level alone and the rest together for categories. */
function groupsOf(feature: Feature, cuts: readonly number[] | undefined): number[] {
  const bins = Array.from({ length: binCount(feature) }, (_, bin) => bin);
  if (!cuts) return bins;
  if (feature.kind === 'number') return bins.map((bin) => cuts.filter((cut) => cut < bin).length);
  return bins.map((bin) => cuts.indexOf(bin) + 1);
}

function groupsWhere(groups: readonly number[], isLeft: Uint8Array, side: number): number[] {
  return [...new Set(groups.filter((_, bin) => isLeft[bin] === side))];
}

function topCuts(gains: Float64Array, limit: number): number[] {
  return [...gains.keys()]
    .filter((cut) => (gains[cut] as number) > 0)
    .sort((a, b) => (gains[b] as number) - (gains[a] as number) || a - b)
    .slice(0, limit)
    .sort((a, b) => a - b);
}

function interactionStrength(pair: Interaction, shares: readonly Float64Array[]): number {
  const firstShare = shares[pair.first] as Float64Array;
  const secondShare = shares[pair.second] as Float64Array;
  const rowMean = new Float64Array(firstShare.length);
  const columnMean = new Float64Array(secondShare.length);
  let mean = 0;
  const visit = (use: (a: number, b: number, cell: number, share: number) => void) => {
    for (let a = 0; a < firstShare.length; a++) {
      for (let b = 0; b < secondShare.length; b++) {
        const cell = pair.cells[(pair.firstGroups[a] as number) * pair.width + (pair.secondGroups[b] as number)];
        use(a, b, cell as number, (firstShare[a] as number) * (secondShare[b] as number));
      }
    }
  };
  visit((a, b, cell, share) => {
    rowMean[a] = (rowMean[a] as number) + cell * (secondShare[b] as number);
    columnMean[b] = (columnMean[b] as number) + cell * (firstShare[a] as number);
    mean += cell * share;
  });
  let strength = 0;
  visit((a, b, cell, share) => {
    strength += share * (cell - (rowMean[a] as number) - (columnMean[b] as number) + mean) ** 2;
  });
  return strength;
}

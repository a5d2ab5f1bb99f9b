import { binCount, type Feature } from './feature.js';

/** An interaction of two features: cells over groups of their bins, row by row of the first feature's groups. */
export interface PairTable {
  readonly first: number;
  readonly second: number;
  /** The group of each bin of the feature, 0 … */
  readonly firstGroups: readonly number[];
  readonly secondGroups: readonly number[];
  readonly cells: Float64Array;
}

/** Additive log-odds: intercept + the cell of every feature's bin + the cell of every pair's two groups. */
export interface EffectTables {
  readonly intercept: number;
  /** By feature, by bin. */
  readonly mains: readonly Float64Array[];
  readonly pairs: readonly PairTable[];
}

export function groupCount(groups: readonly number[]): number {
  return groups.reduce((max, group) => Math.max(max, group), 0) + 1;
}

export function emptyMains(features: readonly Feature[]): Float64Array[] {
  return features.map((feature) => new Float64Array(binCount(feature)));
}

/** Log-odds of every given row of the columns. */
export function logOddsOf(
  tables: EffectTables,
  columns: readonly Uint8Array[],
  rows: ArrayLike<number> | undefined,
  rowCount: number,
): Float64Array {
  const count = rows ? rows.length : rowCount;
  const sums = new Float64Array(count).fill(tables.intercept);
  tables.mains.forEach((cells, f) => {
    const bins = columns[f] as Uint8Array;
    for (let i = 0; i < count; i++) {
      sums[i] = (sums[i] as number) + (cells[bins[rows ? (rows[i] as number) : i] as number] as number);
    }
  });
  for (const pair of tables.pairs) {
    const firstBins = columns[pair.first] as Uint8Array;
    const secondBins = columns[pair.second] as Uint8Array;
    const width = groupCount(pair.secondGroups);
    const offsets = pair.firstGroups.map((group) => group * width);
    for (let i = 0; i < count; i++) {
      const row = rows ? (rows[i] as number) : i;
      const cell =
        (offsets[firstBins[row] as number] as number) + (pair.secondGroups[secondBins[row] as number] as number);
      sums[i] = (sums[i] as number) + (pair.cells[cell] as number);
    }
  }
  return sums;
}

/** The share of rows in each bin, by feature. */
export function binShares(
  features: readonly Feature[],
  columns: readonly Uint8Array[],
  rows: ArrayLike<number>,
): Float64Array[] {
  return features.map((feature, f) => {
    const shares = new Float64Array(binCount(feature));
    const bins = columns[f] as Uint8Array;
    for (let i = 0; i < rows.length; i++) {
      const bin = bins[rows[i] as number] as number;
      shares[bin] = (shares[bin] as number) + 1;
    }
    return shares.map((count) => count / Math.max(1, rows.length));
  });
}

/**
 * The same formula with every part centred: a pair's row and column means (weighted by the bins' shares) move into the
 * main effects, and the main effects' means into the intercept. Then a contribution is what a customer's value adds
 * against the average customer, and no effect is told twice.
 */
export function centred(tables: EffectTables, shares: readonly Float64Array[]): EffectTables {
  let intercept = tables.intercept;
  const mains = tables.mains.map((cells) => cells.slice());
  const pairs = tables.pairs.map((pair) => centrePair(pair, mains, shares, (shift) => (intercept += shift)));
  mains.forEach((cells, f) => {
    const share = shares[f] as Float64Array;
    const mean = cells.reduce((sum, cell, bin) => sum + cell * (share[bin] as number), 0);
    // A bin that no row was in (nothing missing so far, no other level) was not learnt: it takes the average effect.
    for (let bin = 0; bin < cells.length; bin++) cells[bin] = share[bin] === 0 ? 0 : (cells[bin] as number) - mean;
    intercept += mean;
  });
  return { intercept, mains, pairs };
}

function centrePair(
  pair: PairTable,
  mains: readonly Float64Array[],
  shares: readonly Float64Array[],
  addIntercept: (shift: number) => void,
): PairTable {
  const rows = groupCount(pair.firstGroups);
  const width = groupCount(pair.secondGroups);
  const rowShare = groupShares(pair.firstGroups, shares[pair.first] as Float64Array, rows);
  const columnShare = groupShares(pair.secondGroups, shares[pair.second] as Float64Array, width);
  const cells = pair.cells.slice();
  const rowMean = new Float64Array(rows);
  const columnMean = new Float64Array(width);
  let mean = 0;
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < width; b++) {
      const cell = cells[a * width + b] as number;
      rowMean[a] = (rowMean[a] as number) + cell * (columnShare[b] as number);
      columnMean[b] = (columnMean[b] as number) + cell * (rowShare[a] as number);
      mean += cell * (rowShare[a] as number) * (columnShare[b] as number);
    }
  }
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < width; b++) {
      const at = a * width + b;
      cells[at] = (cells[at] as number) - (rowMean[a] as number) - (columnMean[b] as number) + mean;
    }
  }
  addToMain(mains[pair.first] as Float64Array, pair.firstGroups, rowMean, mean);
  addToMain(mains[pair.second] as Float64Array, pair.secondGroups, columnMean, mean);
  addIntercept(mean);
  return { ...pair, cells };
}

function groupShares(groups: readonly number[], shares: Float64Array, count: number): Float64Array {
  const total = new Float64Array(count);
  groups.forEach((group, bin) => {
    total[group] = (total[group] as number) + (shares[bin] as number);
  });
  return total;
}

function addToMain(main: Float64Array, groups: readonly number[], means: Float64Array, mean: number): void {
  for (let bin = 0; bin < main.length; bin++) {
    main[bin] = (main[bin] as number) + (means[groups[bin] as number] as number) - mean;
  }
}

/** The mean of several formulas over the same features (and, pair by pair, the same groups or the pair absent). */
export function averaged(all: readonly EffectTables[]): EffectTables {
  const weight = 1 / all.length;
  const head = all[0];
  if (!head) throw new RangeError('nothing to average');
  const mains = head.mains.map((cells, f) =>
    cells.map(
      (_, bin) => all.reduce((sum, tables) => sum + ((tables.mains[f] as Float64Array)[bin] as number), 0) * weight,
    ),
  );
  const merged = new Map<string, PairTable>();
  for (const tables of all) {
    for (const pair of tables.pairs) {
      const key = `${pair.first},${pair.second}`;
      const sum = merged.get(key) ?? { ...pair, cells: new Float64Array(pair.cells.length) };
      pair.cells.forEach((cell, i) => {
        sum.cells[i] = (sum.cells[i] as number) + cell * weight;
      });
      merged.set(key, sum);
    }
  }
  const intercept = all.reduce((sum, tables) => sum + tables.intercept, 0) * weight;
  return { intercept, mains, pairs: [...merged.values()] };
}

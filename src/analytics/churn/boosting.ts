import { partSeed, type Random, seededRandom } from '../random.js';
import { binCount } from './feature.js';
import { Histograms } from './histograms.js';
import { baseLogOdds, type FitRows } from './main-effects.js';
import { PairAccumulator, type PairGrid } from './pair-tables.js';
import { bestSplit, isLeft, leafValue, type Split } from './split.js';
import { type EffectTables, emptyMains } from './tables.js';

export interface BoostOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Which interactions a tree may make: any, or only those on the grids given (none: main effects alone). */
  readonly interactions: 'any' | readonly PairGrid[];
  /** Called after every `every` rounds with the tables so far; copies what it keeps, and returns true to stop. */
  readonly checkpoint?: { readonly every: number; readonly take: (round: number, tables: EffectTables) => boolean };
}

/** How much of each tree is taken. */
const LEARNING_RATE = 0.06;
/** Share of the rows that a tree sees. */
const ROW_SHARE = 0.8;

export interface Boosted {
  readonly tables: EffectTables;
  /** Every interaction that was made, with how much each cut of it gained; for choosing the pairs to keep. */
  readonly pairs: PairAccumulator;
}

/**
 * Gradient boosting of the logistic likelihood with trees of depth two. Such a tree is a sum of cells over one feature
 * and over pairs of features, so the whole ensemble is collected as tables while it is grown and no tree is kept.
 */
export function boost(data: FitRows, options: BoostOptions): Boosted {
  const { features, rows } = data;
  const columns = data.columns.map((column) => gather(column, rows));
  const labels = gather(data.labels, rows);
  const count = rows.length;
  const intercept = baseLogOdds(data);
  const logOdds = new Float64Array(count).fill(intercept);
  const mains = emptyMains(features);
  const pairs = new PairAccumulator(features, options.interactions === 'any' ? undefined : options.interactions);
  const histograms = new Histograms(features.map(binCount), columns);
  const gradients = new Float64Array(count);
  const weights = new Float64Array(count);
  const tables = (): EffectTables => ({ intercept, mains, pairs: pairs.tables() });
  for (let round = 1; round <= options.rounds; round++) {
    for (let i = 0; i < count; i++) {
      const probability = 1 / (1 + Math.exp(-(logOdds[i] as number)));
      gradients[i] = (labels[i] as number) - probability;
      weights[i] = probability * (1 - probability);
    }
    const sample = drawRows(count, seededRandom(partSeed(options.seed, round)));
    if (!growTree()) break;
    const { checkpoint } = options;
    if (checkpoint && round % checkpoint.every === 0 && checkpoint.take(round, tables())) break;

    function growTree(): boolean {
      const root = histograms.of(sample, gradients, weights);
      const split = bestSplit(features, root, undefined);
      if (!split) return false;
      const rootBins = columns[split.feature] as Uint8Array;
      const goesLeft = leftTable(split, binCount(features[split.feature] as (typeof features)[number]));
      const [left, right] = partition(sample, rootBins, goesLeft);
      const partners = options.interactions === 'any' ? undefined : pairs.partnersOf(split);
      const smaller = left.length <= right.length ? left : right;
      const smallerHistogram = histograms.of(smaller, gradients, weights, partners, 1);
      const largerHistogram = histograms.subtract(root, smallerHistogram, partners);
      const sides = smaller === left ? [smallerHistogram, largerHistogram] : [largerHistogram, smallerHistogram];
      sides.forEach((histogram, side) => {
        const allowed = partners && { partners, allows: (cut: Split) => pairs.allows(split, cut) };
        const child = bestSplit(features, histogram, allowed);
        grow(split, goesLeft, side === 0, child, histogram);
      });
      return true;
    }

    function grow(
      root: Split,
      goesLeft: Uint8Array,
      isLeftSide: boolean,
      child: Split | undefined,
      histogram: ReturnType<Histograms['of']>,
    ): void {
      const side = isLeftSide ? 1 : 0;
      const rootBins = columns[root.feature] as Uint8Array;
      const rootMain = mains[root.feature] as Float64Array;
      if (!child) {
        const value = LEARNING_RATE * leafValue(histogram.total(root.feature));
        for (let bin = 0; bin < rootMain.length; bin++) {
          if (goesLeft[bin] === side) rootMain[bin] = (rootMain[bin] as number) + value;
        }
        for (let i = 0; i < count; i++) {
          if (goesLeft[rootBins[i] as number] === side) logOdds[i] = (logOdds[i] as number) + value;
        }
        return;
      }
      const inner = LEARNING_RATE * leafValue(child.left);
      const outer = LEARNING_RATE * leafValue(child.right);
      const childFeature = features[child.feature] as (typeof features)[number];
      const childLeft = leftTable(child, binCount(childFeature));
      if (child.feature === root.feature) {
        for (let bin = 0; bin < rootMain.length; bin++) {
          if (goesLeft[bin] !== side) continue;
          rootMain[bin] = (rootMain[bin] as number) + (childLeft[bin] ? inner : outer);
        }
      } else {
        pairs.add(root, goesLeft, side, child, childLeft, inner, outer);
      }
      const childBins = columns[child.feature] as Uint8Array;
      for (let i = 0; i < count; i++) {
        if (goesLeft[rootBins[i] as number] !== side) continue;
        logOdds[i] = (logOdds[i] as number) + (childLeft[childBins[i] as number] ? inner : outer);
      }
    }
  }
  return { tables: tables(), pairs };
}

function leftTable(split: Split, bins: number): Uint8Array {
  return Uint8Array.from({ length: bins }, (_, bin) => (isLeft(split, bin) ? 1 : 0));
}

function gather(column: Uint8Array, rows: Int32Array): Uint8Array {
  const gathered = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) gathered[i] = column[rows[i] as number] as number;
  return gathered;
}

function drawRows(count: number, random: Random): Int32Array {
  const drawn = new Int32Array(count);
  let length = 0;
  for (let i = 0; i < count; i++) if (random() < ROW_SHARE) drawn[length++] = i;
  return drawn.subarray(0, length);
}

function partition(rows: Int32Array, bins: Uint8Array, goesLeft: Uint8Array): [Int32Array, Int32Array] {
  const left = new Int32Array(rows.length);
  const right = new Int32Array(rows.length);
  let leftCount = 0;
  let rightCount = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (goesLeft[bins[row] as number]) left[leftCount++] = row;
    else right[rightCount++] = row;
  }
  return [left.subarray(0, leftCount), right.subarray(0, rightCount)];
}

import { partSeed, seededRandom } from '../random.js';
import { adaCost } from './adacost.js';
import { boost } from './boosting.js';
import { probabilityOf } from './calibration.js';
import { type FitRows, fitMainEffects } from './main-effects.js';
import { logLoss } from './metrics.js';
import { freePairs, monotoneTables } from './monotone.js';
import type { PairGrid } from './pair-tables.js';
import { binShares, type EffectTables, logOddsOf } from './tables.js';
import { underSampled } from './under-sampling.js';

/** A model of the family: main effects by penalised regression, or boosting with so many pair tables. */
export type Candidate = { readonly model: 'regression' } | { readonly model: 'boosting'; readonly pairs: number };

/** A part of a fit that runs by itself, on any thread: all it needs goes in, plain data comes out. */
export type FitTask =
  | {
      readonly kind: 'compare';
      readonly data: FitRows;
      readonly validationRows: Int32Array;
      readonly candidates: readonly Candidate[];
      readonly requiredGrids: readonly PairGrid[];
      readonly maxRounds: number;
      readonly seed: number;
    }
  | { readonly kind: 'regression'; readonly data: FitRows }
  | {
      readonly kind: 'boosting';
      readonly data: FitRows;
      readonly rounds: number;
      readonly grids: readonly PairGrid[];
      readonly seed: number;
    }
  | {
      readonly kind: 'pairs';
      readonly data: FitRows;
      readonly rounds: number;
      readonly pairs: number;
      readonly seed: number;
    }
  /** Probabilities of `predict` from as many stayers as churners. */
  | { readonly kind: 'under-sampling'; readonly data: FitRows; readonly predict: Int32Array; readonly seed: number }
  /** AdaCost's votes on `predict`, −1 to 1, where a missed churner costs `costRatio` needless contacts. */
  | { readonly kind: 'adacost'; readonly data: FitRows; readonly predict: Int32Array; readonly costRatio: number };

/** Log-odds of the validation rows by candidate and checkpoint (regression has one). */
export type Comparison = readonly (readonly Float64Array[])[];

export interface FitTaskResults {
  compare: Comparison;
  regression: EffectTables;
  boosting: EffectTables;
  pairs: readonly PairGrid[];
  'under-sampling': Float64Array;
  adacost: Float64Array;
}

/** Checkpoints are this many rounds apart. */
export const CHECKPOINT_ROUNDS = 40;
/** Boosting in a comparison ends when so many checkpoints in a row brought nothing. */
const PATIENCE = 4;
/** A pair table has at most one group more than this on each side. */
export const PAIR_CUTS = 7;

export function runFitTask<T extends FitTask>(task: T): FitTaskResults[T['kind']] {
  return run(task) as FitTaskResults[T['kind']];
}

function run(task: FitTask): FitTaskResults[FitTask['kind']] {
  switch (task.kind) {
    case 'compare':
      return compare(task);
    case 'regression':
      return fitMainEffects(task.data);
    case 'boosting':
      return boost(task.data, { rounds: task.rounds, seed: task.seed, interactions: task.grids }).tables;
    case 'pairs':
      return strongestPairs(task.data, task.rounds, task.pairs, task.seed);
    case 'under-sampling': {
      const { data, predict, seed } = task;
      const binned = { ...data, rowCount: data.labels.length };
      return underSampled(binned, data.labels, data.rows, predict, seededRandom(seed));
    }
    case 'adacost':
      return votesOf(task);
  }
}

function votesOf({ data, predict, costRatio }: FitTask & { kind: 'adacost' }): Float64Array {
  const costs = Float64Array.from(data.labels, (label) => (label === 1 ? costRatio : 1));
  const votes = adaCost({ ...data, rowCount: data.labels.length }, data.labels, costs, data.rows, predict);
  const most = votes.reduce((max, vote) => Math.max(max, Math.abs(vote)), 0);
  return most === 0 ? votes : votes.map((vote) => vote / most);
}

function strongestPairs(data: FitRows, rounds: number, pairs: number, seed: number): PairGrid[] {
  const { features, monotone } = data;
  const shares = binShares(features, data.columns, data.rows);
  const { pairs: found } = boost(data, { rounds, seed, interactions: 'any' });
  if (!monotone) return found.strongest(pairs, PAIR_CUTS, shares);
  return freePairs(found.strongest(features.length ** 2, PAIR_CUTS, shares), features, monotone).slice(0, pairs);
}

function compare(task: FitTask & { kind: 'compare' }): Comparison {
  const { validationRows, candidates, requiredGrids, seed, maxRounds } = task;
  const { data, shift } = fewerStayers(task.data, seed);
  const { features, columns, monotone } = data;
  const shares = monotone ? binShares(features, columns, data.rows) : [];
  const predict = (tables: EffectTables) => {
    const { intercept, mains, pairs } = monotone ? monotoneTables(tables, features, shares, monotone) : tables;
    return logOddsOf({ intercept: intercept + shift, mains, pairs }, columns, validationRows, validationRows.length);
  };
  const labels = Uint8Array.from(validationRows, (row) => data.labels[row] as number);
  const mostPairs = Math.max(0, ...candidates.map((one) => (one.model === 'boosting' ? one.pairs : 0)));
  // Interactions stand out long before the fit is at its best, so a short search for them is enough.
  const ranked = mostPairs > 0 ? strongestPairs(data, SEARCH_ROUNDS, mostPairs, seed) : [];
  /** Of boosting by number of pairs, fewest first: the log odds taken and the least loss. */
  const tried: { readonly taken: readonly Float64Array[]; readonly best: number }[] = [];
  return candidates.map((candidate) => {
    if (candidate.model === 'regression') return [predict(fitMainEffects(data))];
    const [fewer, more] = tried.slice(-2);
    // Where more pairs have brought nothing, still more are not tried.
    if (fewer && more && more.best >= fewer.best - 1e-5) return more.taken;
    const grids = withRequired(ranked.slice(0, candidate.pairs), requiredGrids);
    const taken: Float64Array[] = [];
    let best = Number.POSITIVE_INFINITY;
    let bestAt = 0;
    const take = (_round: number, tables: EffectTables): boolean => {
      const logOdds = predict(tables);
      taken.push(logOdds);
      const loss = logLoss(logOdds.map(probabilityOf), labels);
      if (loss < best - 1e-5) {
        best = loss;
        bestAt = taken.length;
      }
      return taken.length - bestAt >= PATIENCE;
    };
    const checkpoint = { every: CHECKPOINT_ROUNDS, take };
    const { tables } = boost(data, { rounds: maxRounds, seed, interactions: grids, checkpoint });
    // On few rows it may find nothing to split before the first checkpoint.
    if (taken.length === 0) taken.push(predict(tables));
    tried.push({ taken, best });
    return taken;
  });
}

/** Stayers a churner that a comparison learns from: more would sharpen what it learns by less than a tenth. */
const STAYERS_PER_CHURNER = 12;
const FEWEST_ROWS = 4_000;

/**
 * All churners and some of the stayers. Odds are then higher by the inverse of the stayers' share, for everybody alike (King and
 * Zeng 2001), which `shift` takes back; effects are as they were.
 */
function fewerStayers(data: FitRows, seed: number): { readonly data: FitRows; readonly shift: number } {
  const { labels, rows } = data;
  let churners = 0;
  for (const row of rows) churners += labels[row] as number;
  const stayers = rows.length - churners;
  const wanted = Math.max(STAYERS_PER_CHURNER * churners, FEWEST_ROWS - churners);
  if (stayers <= wanted) return { data, shift: 0 };
  const random = seededRandom(partSeed(seed, 11));
  const share = wanted / stayers;
  const kept = rows.filter((row) => labels[row] === 1 || random() < share);
  return { data: { ...data, rows: kept }, shift: Math.log((kept.length - churners) / stayers) };
}

/** Rounds of unrestricted boosting in which pairs are looked for. */
export const SEARCH_ROUNDS = 400;

/** The pairs found and those that the caller wants in any case, each pair once. */
export function withRequired(found: readonly PairGrid[], required: readonly PairGrid[]): PairGrid[] {
  const isSame = (a: PairGrid, b: PairGrid) => a.first === b.first && a.second === b.second;
  return [...found, ...required.filter((grid) => !found.some((other) => isSame(grid, other)))];
}

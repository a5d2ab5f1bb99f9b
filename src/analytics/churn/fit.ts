import { partSeed, seededRandom, shuffled } from '../random.js';
import { Refusal } from '../refusal.js';
import type { Table } from '../table/table.js';
import { findColumn } from '../table/table.js';
import { type Binned, binTable, findFeatures, findFeaturesAndSums } from './binning.js';
import { type Calibration, chooseCalibration, probabilityOf } from './calibration.js';
import { chooseSimplest } from './choice.js';
import { binCount, type Feature } from './feature.js';
import { type Candidate, CHECKPOINT_ROUNDS, type Comparison, SEARCH_ROUNDS, withRequired } from './fit-task.js';
import { type Formula, formulaCells, MAX_CELLS, makeFormula } from './formula.js';
import type { FitRows } from './main-effects.js';
import { checkDirections, type Directions, freePairs, monotoneTables, withSums } from './monotone.js';
import type { PairGrid } from './pair-tables.js';
import { averaged, binShares, centred, type EffectTables } from './tables.js';
import type { TaskRunner } from './task-runner.js';

export interface FitOptions {
  readonly seed: number;
  readonly runner: TaskRunner;
  /** Rows to learn from; all when absent. */
  readonly rows?: Int32Array;
  /** Pairs of columns whose interaction the formula has in any case (tenure × contract in a hazard). */
  readonly requiredPairs?: readonly (readonly [string, string])[];
  /** Calibrations to choose from; all when absent. */
  readonly calibrations?: readonly Calibration['kind'][];
  /** What an earlier fit chose: nothing is compared again, only the effects are learnt anew. */
  readonly reuse?: FittedFormula['chosen'];
  /** Features of which more may only raise, or only lower, the risk. They are in no pair, required ones neither. */
  readonly monotone?: Directions | undefined;
  /** Whether sums of columns of one kind, told by their names, are features too; they are unless this is false. */
  readonly sums?: boolean;
  /** Most boosting rounds; fewer for a quick fit. */
  readonly maxRounds?: number;
  /** Called with the parts done and expected in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface FittedFormula {
  readonly formula: Formula;
  readonly chosen: {
    readonly candidate: Candidate;
    readonly rounds: number;
    readonly calibration: Calibration;
    /** Log loss of each candidate at its best, out of fold, before calibration. */
    readonly comparison: readonly {
      readonly candidate: Candidate;
      readonly rounds: number;
      readonly logLoss: number;
    }[];
  };
}

/** Simplest first: on equal terms the simpler one is taken. */
const CANDIDATES: readonly Candidate[] = [
  { model: 'regression' },
  { model: 'boosting', pairs: 0 },
  { model: 'boosting', pairs: 6 },
  { model: 'boosting', pairs: 12 },
  { model: 'boosting', pairs: 20 },
];
/** The comparison works on a sample of this many rows, or as many more as it takes to hold so many churners. */
const SAMPLE_ROWS = 24_000;
const SAMPLE_CHURNERS = 1500;
const MOST_SAMPLE_ROWS = 72_000;
/** From so many rows on, boosting alone is compared: the regression is for small data. */
const REGRESSION_ROWS = 60_000;
const MAX_ROUNDS = 1000;

/**
 * Fits the formula to labels (1 for a churner) of a table's rows. Refuses labels of one kind only. The same seed gives
 * the same formula, on any number of workers.
 */
export async function fitFormula(table: Table, labels: Uint8Array, options: FitOptions): Promise<FittedFormula> {
  const rows = options.rows ?? Int32Array.from({ length: table.rowCount }, (_, i) => i);
  refuseOneKind(labels, rows);
  const found = options.sums === false ? findFeatures(table, rows) : findFeaturesAndSums(table, rows);
  const { features, directions } = withSums(found, options.monotone ?? new Map());
  const binned = binTable(features, (name) => findColumn(table, name), table.rowCount);
  return fitBinned(binned, labels, rows, { ...options, monotone: directions });
}

/** The same on rows that are binned already. */
export async function fitBinned(
  binned: Binned,
  labels: Uint8Array,
  rows: Int32Array,
  options: FitOptions,
): Promise<FittedFormula> {
  refuseOneKind(labels, rows);
  const { features, columns } = binned;
  const monotone = options.monotone?.size ? options.monotone : undefined;
  if (monotone) checkDirections(features, monotone);
  const data = (some: Int32Array): FitRows => ({
    features,
    columns,
    labels: shared(labels),
    rows: shareRows(some),
    monotone,
  });
  const shares = binShares(features, columns, rows);
  const wanted = requiredGrids(features, shares, options.requiredPairs ?? []);
  const required = monotone ? freePairs(wanted, features, monotone) : wanted;
  const finished = (tables: EffectTables) =>
    centred(monotone ? monotoneTables(tables, features, shares, monotone) : tables, shares);
  const sample = stratifiedOrder(labels, rows, options.seed).subarray(0, sampleSize(labels, rows));
  const foldCount = sample.length <= 8000 ? 4 : 3;
  const bags = rows.length <= 50_000 ? 4 : 2;
  const total = foldCount + 1 + bags;
  let done = 0;
  const step = <T>(result: T): T => {
    options.onProgress?.(++done, total);
    return result;
  };
  const candidates = CANDIDATES.filter(
    (one) => (one.model !== 'regression' || rows.length < REGRESSION_ROWS) && features.length > 0,
  ).filter((one) => one.model !== 'boosting' || one.pairs === 0 || features.length > 1);
  if (candidates.length === 0) return { formula: constantFormula(labels, rows), chosen: CONSTANT };
  if (options.reuse) {
    const { candidate, rounds, calibration } = options.reuse;
    const tables = await fitChosen(data, rows, sample, candidate, rounds, required, bags, options, step);
    options.onProgress?.(total, total);
    return { formula: makeFormula(features, finished(tables), calibration), chosen: options.reuse };
  }
  const folds = foldsOf(sample, foldCount);
  const comparisons = await Promise.all(
    folds.map((validationRows, fold) =>
      options.runner
        .run({
          kind: 'compare',
          data: data(concatenate(folds.filter((_, other) => other !== fold))),
          validationRows,
          candidates,
          requiredGrids: required,
          maxRounds: options.maxRounds ?? MAX_ROUNDS,
          seed: partSeed(options.seed, 1, fold),
        })
        .then(step),
    ),
  );
  const judged = judge(candidates, comparisons, folds, labels);
  const { candidate, rounds } = judged.best;
  const calibration = chooseCalibration(judged.logOdds, judged.labels, options.calibrations);
  const tables = await fitChosen(data, rows, sample, candidate, rounds, required, bags, options, step);
  const formula = makeFormula(features, finished(tables), calibration);
  options.onProgress?.(total, total);
  if (formulaCells(formula) > MAX_CELLS) throw new Refusal(`The formula would have ${formulaCells(formula)} cells.`);
  return { formula, chosen: { candidate, rounds, calibration, comparison: judged.comparison } };
}

const CONSTANT: FittedFormula['chosen'] = {
  candidate: { model: 'regression' },
  rounds: 0,
  calibration: { kind: 'none' },
  comparison: [],
};

function constantFormula(labels: Uint8Array, rows: Int32Array): Formula {
  const churned = rows.reduce((sum, row) => sum + (labels[row] as number), 0);
  const intercept = Math.log(churned / (rows.length - churned));
  return { version: 1, features: [], intercept, mains: [], pairs: [], calibration: { kind: 'none' } };
}

async function fitChosen(
  data: (rows: Int32Array) => FitRows,
  rows: Int32Array,
  sample: Int32Array,
  candidate: Candidate,
  rounds: number,
  required: readonly PairGrid[],
  bags: number,
  { runner, seed }: FitOptions,
  step: <T>(result: T) => T,
): Promise<EffectTables> {
  if (candidate.model === 'regression') return runner.run({ kind: 'regression', data: data(rows) }).then(step);
  const found =
    candidate.pairs === 0
      ? []
      : await runner.run({
          kind: 'pairs',
          data: data(sample),
          rounds: SEARCH_ROUNDS,
          pairs: candidate.pairs,
          seed: partSeed(seed, 2),
        });
  const grids = withRequired(found, required);
  const shared = data(rows);
  const all = await Promise.all(
    Array.from({ length: bags }, (_, bag) =>
      runner.run({ kind: 'boosting', data: shared, rounds, grids, seed: partSeed(seed, 3, bag) }).then(step),
    ),
  );
  return averaged(all);
}

interface Judged {
  readonly best: { readonly candidate: Candidate; readonly rounds: number };
  readonly comparison: FittedFormula['chosen']['comparison'];
  /** Out-of-fold log-odds of the best, with their labels in the same order. */
  readonly logOdds: Float64Array;
  readonly labels: Uint8Array;
}

/** Each candidate at its best number of rounds over all folds, and of those the simplest that is about the best. */
function judge(
  candidates: readonly Candidate[],
  comparisons: readonly Comparison[],
  folds: readonly Int32Array[],
  labels: Uint8Array,
): Judged {
  const truth = Uint8Array.from(
    folds.flatMap((fold) => [...fold]),
    (row) => labels[row] as number,
  );
  const atBest = candidates.map((_, c) => {
    const checkpoints = Math.max(...comparisons.map((comparison) => comparison[c]?.length ?? 0));
    const options = Array.from({ length: checkpoints }, (_, point) => {
      const logOdds = concatenateFloats(
        comparisons.map((comparison) => {
          const taken = comparison[c] as readonly Float64Array[];
          return taken[Math.min(point, taken.length - 1)] as Float64Array;
        }),
      );
      const losses = logOdds.map((one, i) => softLoss(one, truth[i] as number));
      return { point, logOdds, losses, mean: losses.reduce((sum, loss) => sum + loss, 0) / losses.length };
    });
    return options.reduce((best, one) => (one.mean < best.mean ? one : best));
  });
  const index = chooseSimplest(atBest.map((one) => one.losses));
  const roundsOf = (c: number) =>
    candidates[c]?.model === 'boosting' ? ((atBest[c]?.point ?? 0) + 1) * CHECKPOINT_ROUNDS : 0;
  return {
    best: { candidate: candidates[index] as Candidate, rounds: roundsOf(index) },
    comparison: candidates.map((candidate, c) => ({
      candidate,
      rounds: roundsOf(c),
      logLoss: atBest[c]?.mean ?? Number.NaN,
    })),
    logOdds: atBest[index]?.logOdds ?? new Float64Array(0),
    labels: truth,
  };
}

function softLoss(logOdds: number, label: number): number {
  const probability = Math.min(1 - 1e-15, Math.max(1e-15, probabilityOf(logOdds)));
  return label ? -Math.log(probability) : -Math.log1p(-probability);
}

function sampleSize(labels: Uint8Array, rows: Int32Array): number {
  const churned = rows.reduce((sum, row) => sum + (labels[row] as number), 0);
  const wanted = Math.ceil((SAMPLE_CHURNERS * rows.length) / churned);
  return Math.min(MOST_SAMPLE_ROWS, Math.max(SAMPLE_ROWS, wanted));
}

export function refuseOneKind(labels: Uint8Array, rows: ArrayLike<number>): void {
  let churned = 0;
  for (let i = 0; i < rows.length; i++) churned += labels[rows[i] as number] as number;
  if (rows.length === 0) throw new Refusal('There are no rows to learn from.');
  if (churned === 0) throw new Refusal(`None of the ${rows.length} rows churned: there is nothing to learn from.`);
  if (churned === rows.length) throw new Refusal(`All ${rows.length} rows churned: there is nothing to learn from.`);
  if (Math.min(churned, rows.length - churned) < 8) {
    throw new Refusal(`Only ${churned} of ${rows.length} rows churned: at least 8 of either kind are needed.`);
  }
}

/** The rows in random order, but with either kind spread evenly, so that every stretch has its share of churners. */
export function stratifiedOrder(labels: Uint8Array, rows: Int32Array, seed: number): Int32Array {
  const order = shuffled(rows.length, seededRandom(partSeed(seed, 7)));
  const kinds: [number[], number[]] = [[], []];
  for (const i of order) kinds[labels[rows[i] as number] ? 1 : 0].push(rows[i] as number);
  const result = new Int32Array(rows.length);
  const counts = kinds.map((kind) => kind.length) as [number, number];
  const taken: [number, number] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const kind = (taken[1] + 0.5) / counts[1] < (taken[0] + 0.5) / counts[0] ? 1 : 0;
    result[i] = kinds[kind][taken[kind]++] as number;
  }
  return result;
}

/**
 * Stretches of a stratified order, of equal length but for one row. (Every `count`-th row would fall in step with churners
 * where their share is near 1 / count, and leave folds without any.)
 */
export function foldsOf(order: Int32Array, count: number): Int32Array[] {
  const start = (fold: number) => Math.floor((fold * order.length) / count);
  return Array.from({ length: count }, (_, fold) => order.slice(start(fold), start(fold + 1)));
}

/** Evenly spread cuts for pairs that are wanted whatever the search finds. */
function requiredGrids(
  features: readonly Feature[],
  shares: readonly Float64Array[],
  wanted: readonly (readonly [string, string])[],
): PairGrid[] {
  const position = (name: string) => features.findIndex((feature) => feature.name === name);
  return wanted.flatMap(([one, other]) => {
    const [first, second] = [position(one), position(other)].sort((a, b) => a - b) as [number, number];
    if (first < 0 || first === second) return [];
    const cuts = (f: number) => evenCuts(features[f] as Feature, shares[f] as Float64Array);
    return [{ first, second, firstCuts: cuts(first), secondCuts: cuts(second) }];
  });
}

function evenCuts(feature: Feature, share: Float64Array): number[] {
  const bins = Array.from({ length: binCount(feature) }, (_, bin) => bin);
  if (feature.kind === 'category') {
    const bySize = bins.filter((bin) => (share[bin] as number) > 0);
    return bySize.sort((a, b) => (share[b] as number) - (share[a] as number) || a - b).slice(0, 7);
  }
  const cuts: number[] = [];
  let below = 0;
  for (const bin of bins.slice(0, -1)) {
    below += share[bin] as number;
    if (below * 8 >= cuts.length + 1 && cuts.length < 7) cuts.push(bin);
  }
  return cuts;
}

function concatenate(parts: readonly Int32Array[]): Int32Array {
  const result = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

function concatenateFloats(parts: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

function shared(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

function shareRows(rows: Int32Array): Int32Array {
  if (rows.buffer instanceof SharedArrayBuffer) return rows;
  const copy = new Int32Array(new SharedArrayBuffer(rows.length * 4));
  copy.set(rows);
  return copy;
}

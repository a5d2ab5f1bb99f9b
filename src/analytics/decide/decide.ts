import { adaCost } from '../churn/adacost.js';
import { binTable, findFeatures } from '../churn/binning.js';
import { underSampled } from '../churn/under-sampling.js';
import { partSeed, seededRandom } from '../random.js';
import { Refusal } from '../refusal.js';
import { findColumn, type Table } from '../table/table.js';
import { type CostMatrix, thresholdOf } from './cost-matrix.js';
import { atMost, stratifiedFolds } from './folds.js';
import { judge, type Outcomes, outcomesOf, type Result } from './outcomes.js';
import { bestPoint, type CurvePoint, precisionAt, profitCurve } from './profit-curve.js';

export type Strategy = 'costThreshold' | 'costMatrix' | 'noModel' | 'half' | 'underSampling' | 'adaCost';

export interface Comparison extends Result {
  readonly strategy: Strategy;
  /** Contacted from this probability on; null where the rule is another one. */
  readonly threshold: number | null;
  /** Share of churners among the `capacity` customers that the strategy ranks highest. */
  readonly precisionAtCapacity: number;
  /** That over the churn rate of all; null when nobody churned. */
  readonly liftAtCapacity: number | null;
}

export interface DecideInput {
  readonly probabilities: Float64Array;
  /** 1 for a churner. */
  readonly labels: Uint8Array;
  /** The cost matrix of a row. */
  readonly matrixOf: (row: number) => CostMatrix;
  /** Cost matrix of the average row, for the threshold by formula. */
  readonly matrix: CostMatrix;
  /** How many customers can be contacted. */
  readonly capacity: number;
  /** What under-sampling and AdaCost learn from, row by row as the probabilities. */
  readonly features: Table;
  readonly folds: number;
  readonly seed: number;
}

export interface Decision {
  readonly rows: number;
  readonly churners: number;
  readonly churnRate: number;
  /** Contact from this probability on: least total cost on these rows; null when contacting anybody loses money. */
  readonly threshold: number | null;
  readonly totalCost: number;
  /** How many to contact, the riskiest first, for the most profit on these rows. */
  readonly targetSize: number;
  readonly profit: number;
  /** The threshold that follows from the cost matrix alone, for calibrated probabilities. */
  readonly thresholdByCostMatrix: number | null;
  readonly comparisons: readonly Comparison[];
  readonly curve: readonly CurvePoint[];
  /** The columns that under-sampling and AdaCost learnt from. */
  readonly learntFrom: readonly string[];
  readonly notes: readonly string[];
}

/** Training rows a fold takes at most: the alternatives are for comparison, not for use. */
const MOST_TRAINING_ROWS = 50_000;

/** Whom to contact, and what other ways of choosing would have cost on the same rows. */
export function decide(input: DecideInput): Decision {
  const { probabilities, labels, matrix } = input;
  checkProbabilities(probabilities);
  const outcomes = outcomesOf(labels, input.matrixOf);
  const curve = profitCurve(outcomes, probabilities);
  const best = bestPoint(curve);
  const byMatrix = thresholdOf(matrix);
  const compare = (
    strategy: Strategy,
    scores: Float64Array,
    threshold: number | null,
    isChosen: (row: number) => boolean,
  ) => comparison(outcomes, input.capacity, { strategy, scores, threshold, isChosen });
  const from = (threshold: number | null) => (row: number) =>
    threshold !== null && (probabilities[row] as number) >= threshold;
  const everybody = judge(outcomes, () => true).totalCost < judge(outcomes, () => false).totalCost;
  const comparisons = [
    compare('costThreshold', probabilities, best.threshold, from(best.threshold)),
    compare('costMatrix', probabilities, byMatrix, from(byMatrix)),
    compare('noModel', new Float64Array(labels.length), null, () => everybody),
    compare('half', probabilities, 0.5, from(0.5)),
  ];
  const notes: string[] = [];
  const alternatives = learnAlternatives(input, outcomes, notes);
  if (alternatives) {
    const { sampled, votes } = alternatives;
    comparisons.push(
      compare('underSampling', sampled, byMatrix, (row) => byMatrix !== null && (sampled[row] as number) >= byMatrix),
      compare('adaCost', votes, null, (row) => byMatrix !== null && (votes[row] as number) >= 0),
    );
  }
  return {
    rows: labels.length,
    churners: outcomes.churners,
    churnRate: outcomes.churners / labels.length,
    threshold: best.threshold,
    totalCost: best.totalCost,
    targetSize: best.targeted,
    profit: best.profit,
    thresholdByCostMatrix: byMatrix,
    comparisons,
    curve,
    learntFrom: alternatives?.learntFrom ?? [],
    notes,
  };
}

function checkProbabilities(probabilities: Float64Array): void {
  const row = probabilities.findIndex((value) => !(value >= 0 && value <= 1));
  if (row < 0) return;
  const value = probabilities[row] as number;
  throw new Refusal(
    `Row ${row + 1}: ${Number.isNaN(value) ? 'the probability is blank' : `${value} is not a probability between 0 and 1`}.`,
  );
}

interface Rule {
  readonly strategy: Strategy;
  readonly scores: Float64Array;
  readonly threshold: number | null;
  readonly isChosen: (row: number) => boolean;
}

function comparison(outcomes: Outcomes, capacity: number, { strategy, scores, threshold, isChosen }: Rule): Comparison {
  const precisionAtCapacity = precisionAt(outcomes, scores, capacity);
  const rate = outcomes.churners / outcomes.labels.length;
  return {
    strategy,
    threshold,
    ...judge(outcomes, isChosen),
    precisionAtCapacity,
    liftAtCapacity: rate === 0 ? null : precisionAtCapacity / rate,
  };
}

/** Out-of-fold probabilities of an under-sampled model and votes of AdaCost; nothing where there is too little to learn. */
function learnAlternatives(input: DecideInput, outcomes: Outcomes, notes: string[]) {
  const { labels, folds, seed, features: table } = input;
  const rare = Math.min(outcomes.churners, labels.length - outcomes.churners);
  if (rare < 2 * folds) {
    notes.push(
      `Under-sampling and AdaCost are left out: ${folds} folds need at least ${2 * folds} churners and ${2 * folds} stayers.`,
    );
    return undefined;
  }
  const all = Int32Array.from({ length: labels.length }, (_, row) => row);
  const features = findFeatures(table, all);
  if (features.length === 0) {
    notes.push('Under-sampling and AdaCost are left out: no column they could learn from says anything.');
    return undefined;
  }
  const binned = binTable(features, (name) => findColumn(table, name), labels.length);
  const costs = outcomes.contacted.map((contacted, row) => Math.abs((outcomes.left[row] as number) - contacted));
  const fold = stratifiedFolds(labels, folds, seededRandom(partSeed(seed, 1)));
  const sampled = new Float64Array(labels.length);
  const votes = new Float64Array(labels.length);
  for (let f = 0; f < folds; f++) {
    const random = seededRandom(partSeed(seed, 2, f));
    const predict = all.filter((row) => fold[row] === f);
    const learn = atMost(
      all.filter((row) => fold[row] !== f),
      MOST_TRAINING_ROWS,
      random,
    );
    const probabilities = underSampled(binned, labels, learn, predict, random);
    const scores = adaCost(binned, labels, costs, learn, predict);
    predict.forEach((row, i) => {
      sampled[row] = probabilities[i] as number;
      votes[row] = scores[i] as number;
    });
  }
  return { sampled, votes, learntFrom: features.map(({ name }) => name) };
}

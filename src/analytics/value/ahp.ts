import { Refusal } from '../refusal.js';

/** Weights of things compared in pairs, and how far the comparisons contradict each other. */
export interface AhpResult {
  /** In the order of the matrix; they sum to 1. */
  readonly weights: readonly number[];
  /** The principal eigenvalue: n when the comparisons agree perfectly, more when they do not. */
  readonly lambdaMax: number;
  /** (λmax − n) / (n − 1). */
  readonly consistencyIndex: number;
  /** The consistency index over that of random matrices of the same size; 0 below three things. */
  readonly consistencyRatio: number;
}

/** Mean consistency index of random reciprocal matrices of 1, 2, … 15 things (Saaty 1980). */
const RANDOM_INDEX = [0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];

/** Saaty's limit: above it the judgements should be looked at again before anything is decided with them. */
export const MOST_INCONSISTENT = 0.1;

/** How far a_ij × a_ji may be from 1: 0.33 and 3 are a third and three, written short. */
const ROUNDING = 0.03;

/**
 * The analytic hierarchy process on one matrix of pairwise comparisons (Saaty 1977): a_ij says how many times more i
 * matters than j. Weights are the principal eigenvector, by power iteration, which converges for every positive matrix.
 */
export function ahp(judgements: readonly (readonly (number | null)[])[]): AhpResult {
  const matrix = reciprocalMatrix(judgements);
  const n = matrix.length;
  const { vector: weights, eigenvalue: lambdaMax } = principal(matrix);
  const consistencyIndex = n <= 1 ? 0 : Math.max(0, (lambdaMax - n) / (n - 1));
  const random = RANDOM_INDEX[n - 1] as number;
  return { weights, lambdaMax, consistencyIndex, consistencyRatio: random === 0 ? 0 : consistencyIndex / random };
}

/** The same, refusing judgements that contradict each other too much to be used. */
export function consistentAhp(
  judgements: readonly (readonly (number | null)[])[],
  names?: readonly string[],
): AhpResult {
  const result = ahp(judgements);
  if (result.consistencyRatio <= MOST_INCONSISTENT) return result;
  const { i, j, given, implied } = worstJudgement(reciprocalMatrix(judgements), result.weights);
  const called = (index: number) => names?.[index] ?? `number ${index + 1}`;
  throw new Refusal(
    `The comparisons contradict each other: consistency ratio ${result.consistencyRatio.toFixed(4)}, at most ${MOST_INCONSISTENT.toFixed(2)} is usable.`,
    `The one farthest from the others is ${called(i)} against ${called(j)}: given as ${round(given)}, the others imply about ${round(implied)}.`,
  );
}

/**
 * Checks a matrix and makes it exactly reciprocal: the larger side of a pair is the judgement, the other becomes its
 * reciprocal. One side of a pair may be left out (null).
 */
export function reciprocalMatrix(judgements: readonly (readonly (number | null)[])[]): number[][] {
  const n = judgements.length;
  if (n === 0) throw new Refusal('The matrix is empty: give one row and one column for each thing compared.');
  if (n > RANDOM_INDEX.length)
    throw new Refusal(
      `The matrix compares ${n} things; at most ${RANDOM_INDEX.length} can be judged consistently.`,
      'Group them and compare the groups first (an indicator tree).',
    );
  judgements.forEach((row, i) => {
    if (row.length !== n)
      throw new Refusal(`The matrix must be square: it has ${n} rows, but row ${i + 1} has ${row.length} values.`);
  });
  return judgements.map((row, i) => row.map((_, j) => comparison(judgements, i, j)));
}

function comparison(judgements: readonly (readonly (number | null)[])[], i: number, j: number): number {
  const at = (row: number, column: number) => judgements[row]?.[column] ?? null;
  const [one, other] = [at(i, j), at(j, i)];
  for (const value of [one, other])
    if (value !== null && !(Number.isFinite(value) && value > 0))
      throw new Refusal(`A comparison must be a positive number; row ${i + 1}, column ${j + 1} has ${value}.`);
  if (i === j) {
    if (one !== null && one !== 1)
      throw new Refusal(`Row ${i + 1}, column ${i + 1} must be 1: a thing against itself.`);
    return 1;
  }
  if (one === null && other === null)
    throw new Refusal(`Nothing says how ${i + 1} compares with ${j + 1}: fill row ${i + 1}, column ${j + 1}.`);
  if (one === null) return 1 / (other as number);
  if (other === null) return one;
  if (Math.abs(one * other - 1) > ROUNDING)
    throw new Refusal(
      `Row ${i + 1}, column ${j + 1} (${round(one)}) and row ${j + 1}, column ${i + 1} (${round(other)}) must be reciprocal: their product is ${round(one * other)}, not 1.`,
    );
  return one >= other ? one : 1 / other;
}

function principal(matrix: readonly (readonly number[])[]): { vector: number[]; eigenvalue: number } {
  const n = matrix.length;
  let vector: number[] = matrix.map(() => 1 / n);
  let eigenvalue = n;
  for (let pass = 0; pass < 10_000; pass++) {
    const product = matrix.map((row) => row.reduce((sum, value, j) => sum + value * (vector[j] as number), 0));
    eigenvalue = product.reduce((sum, value) => sum + value, 0);
    const next = product.map((value) => value / eigenvalue);
    const moved = next.reduce((most, value, i) => Math.max(most, Math.abs(value - (vector[i] as number))), 0);
    vector = next;
    if (moved < 1e-15) break;
  }
  return { vector, eigenvalue };
}

/** The judgement farthest, as a ratio, from what the weights imply. */
function worstJudgement(matrix: readonly (readonly number[])[], weights: readonly number[]) {
  let worst = { i: 0, j: 0, given: 1, implied: 1 };
  let most = -1;
  for (let i = 0; i < matrix.length; i++)
    for (let j = 0; j < matrix.length; j++) {
      const given = matrix[i]?.[j] as number;
      const implied = (weights[i] as number) / (weights[j] as number);
      const off = Math.abs(Math.log(given / implied));
      if (given >= 1 && off > most + 1e-12) {
        most = off;
        worst = { i, j, given, implied };
      }
    }
  return worst;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

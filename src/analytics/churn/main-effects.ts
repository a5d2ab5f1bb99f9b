import { factor, inverseBand, solve } from '../statistics/cholesky.js';
import { binCount, type Feature } from './feature.js';
import type { Directions } from './monotone.js';
import type { EffectTables } from './tables.js';

export interface FitRows {
  readonly features: readonly Feature[];
  readonly columns: readonly Uint8Array[];
  /** 1 for a churner; by row of the columns. */
  readonly labels: Uint8Array;
  /** The rows to learn from. */
  readonly rows: Int32Array;
  /** Features whose effect must not turn back; none when absent. */
  readonly monotone?: Directions | undefined;
}

/** One feature's cells in the coefficient vector, and how strongly they are held together. */
interface Block {
  readonly start: number;
  readonly size: number;
  /** Numbers: neighbouring bins are drawn together (a random walk); categories: each level towards nought. */
  readonly isOrdered: boolean;
  penalty: number;
}

/** Holds every coefficient so lightly that only the split between intercept and features is decided by it. */
const ANCHOR = 1e-3;
const MAX_PENALTY = 1e7;

/**
 * Penalised logistic regression on main effects by iteratively reweighted least squares. How smooth each feature is, the
 * data decides: every penalty is updated by the Fellner-Schall rule (Wood and Fasiolo 2017), which climbs the restricted
 * likelihood, so there is nothing to tune and a feature without a signal is drawn to nought.
 */
export function fitMainEffects(fine: FitRows): EffectTables {
  const groups = coarseGroups(fine.features);
  const data: FitRows = { ...fine, columns: fine.columns.map((column, f) => regroup(column, groups[f] ?? [])) };
  const blocks = layOut(data.features, groups);
  const size = blocks.reduce((sum, block) => sum + block.size, 1);
  let coefficients: Float64Array = new Float64Array(size);
  coefficients[0] = baseLogOdds(data);
  const cells = new RowCells(data, blocks, size);
  for (let iteration = 0; iteration < 24; iteration++) {
    const moved = newton(cells, blocks, size, coefficients);
    coefficients = moved.coefficients;
    // The first steps come from a flat start, where a penalty could only learn that nothing has been learnt yet.
    if (iteration < 2 || !moved.lower) continue;
    if (updatePenalties(blocks, coefficients, moved.lower, size) < 0.15) break;
  }
  for (let last = 0; last < 8; last++) {
    const moved = newton(cells, blocks, size, coefficients);
    const shift = moved.coefficients.reduce(
      (max, value, i) => Math.max(max, Math.abs(value - (coefficients[i] as number))),
      0,
    );
    coefficients = moved.coefficients;
    if (shift < 1e-6) break;
  }
  return {
    intercept: coefficients[0] as number,
    mains: blocks.map((block, f) =>
      Float64Array.from(groups[f] ?? [], (group) => coefficients[block.start + group] as number),
    ),
    pairs: [],
  };
}

/** Log-odds of the plain rate, held off the ends so that a sample of one kind still has a finite start. */
export function baseLogOdds({ labels, rows }: Pick<FitRows, 'labels' | 'rows'>): number {
  let churned = 0;
  for (const row of rows) churned += labels[row] as number;
  return Math.log((churned + 0.5) / (rows.length - churned + 0.5));
}

/** A step of the regression costs the cube of its coefficients: many columns share this many between them. */
const MOST_COEFFICIENTS = 420;
const FEWEST_GROUPS = 6;

/** By feature the group of every bin: neighbouring bins of numbers share one where there are too many in all. */
function coarseGroups(features: readonly Feature[]): number[][] {
  const total = features.reduce((sum, feature) => sum + binCount(feature), 0);
  const share = Math.min(1, MOST_COEFFICIENTS / total);
  return features.map((feature) => {
    const bins = Array.from({ length: binCount(feature) }, (_, bin) => bin);
    const valueBins = bins.length - 1;
    const wanted = Math.min(valueBins, Math.max(FEWEST_GROUPS, Math.floor(valueBins * share)));
    if (feature.kind === 'category' || wanted >= valueBins) return bins;
    return bins.map((bin) => (bin === 0 ? 0 : 1 + Math.floor(((bin - 1) * wanted) / valueBins)));
  });
}

function regroup(column: Uint8Array, groups: readonly number[]): Uint8Array {
  if (groups.at(-1) === groups.length - 1) return column;
  const table = Uint8Array.from(groups);
  return column.map((bin) => table[bin] as number);
}

function layOut(features: readonly Feature[], groups: readonly number[][]): Block[] {
  let start = 1;
  return features.map((feature, f) => {
    const size = (groups[f]?.at(-1) ?? 0) + 1;
    const block = { start, size, isOrdered: feature.kind === 'number', penalty: 4 };
    start += block.size;
    return block;
  });
}

/** One Newton step, halved until the penalised likelihood does not fall. */
function newton(cells: RowCells, blocks: readonly Block[], size: number, coefficients: Float64Array) {
  const { information, gradient, objective } = cells.at(coefficients);
  const hessian = information.slice();
  addPenalties(hessian, gradient, blocks, size, coefficients);
  const start = objective - penaltyOf(blocks, coefficients);
  if (!factor(hessian, size)) return { coefficients, lower: undefined };
  const step = solve(hessian, size, gradient);
  for (let share = 1; share > 1e-4; share /= 2) {
    const next = coefficients.map((value, i) => value + share * (step[i] as number));
    if (cells.likelihood(next) - penaltyOf(blocks, next) >= start - 1e-9 * Math.abs(start)) {
      return { coefficients: next, lower: hessian };
    }
    // A step that overshoots comes from an information matrix that is too old.
    cells.forgetInformation();
  }
  return { coefficients, lower: hessian };
}

/** How far weights may move, on average and by their own size, before the information matrix is made anew. */
const STALE_WEIGHTS = 0.02;

/**
 * The rows as coefficients to add up, side by side in memory. The information matrix costs the square of the features a row, and
 * the gradient the features alone; the matrix moves with the rows' weights, which settle long before the penalties do. So it
 * is kept as long as they stay where they were. Steps towards an exact gradient end at the same optimum.
 */
class RowCells {
  private readonly width: number;
  private readonly cells: Uint16Array;
  private readonly labels: Uint8Array;
  private readonly weights: Float64Array;
  private readonly weightsOfInformation: Float64Array;
  private information: Float64Array | undefined;

  constructor(
    { columns, labels, rows }: FitRows,
    blocks: readonly Block[],
    private readonly size: number,
  ) {
    this.width = blocks.length;
    this.cells = new Uint16Array(rows.length * blocks.length);
    this.labels = Uint8Array.from(rows, (row) => labels[row] as number);
    this.weights = new Float64Array(rows.length);
    this.weightsOfInformation = new Float64Array(rows.length);
    blocks.forEach(({ start }, f) => {
      const column = columns[f] as Uint8Array;
      for (let i = 0, at = f; i < rows.length; i++, at += this.width)
        this.cells[at] = start + (column[rows[i] as number] as number);
    });
  }

  /** Information (lower triangle; that of nearby coefficients where the weights have hardly moved), gradient and log likelihood. */
  at(coefficients: Float64Array) {
    const { cells, labels, weights, width, size } = this;
    const gradient = new Float64Array(size);
    let objective = 0;
    for (let i = 0, from = 0; i < labels.length; i++, from += width) {
      const logOdds = this.logOdds(coefficients, from);
      const probability = 1 / (1 + Math.exp(-logOdds));
      const label = labels[i] as number;
      const residual = label - probability;
      weights[i] = Math.max(probability * (1 - probability), 1e-9);
      objective += label * logOdds - softplus(logOdds);
      gradient[0] = (gradient[0] as number) + residual;
      for (let k = from; k < from + width; k++) {
        const a = cells[k] as number;
        gradient[a] = (gradient[a] as number) + residual;
      }
    }
    if (!this.information || this.hasMoved()) this.information = this.informationNow();
    return { information: this.information, gradient, objective };
  }

  likelihood(coefficients: Float64Array): number {
    let objective = 0;
    for (let i = 0, from = 0; i < this.labels.length; i++, from += this.width) {
      const logOdds = this.logOdds(coefficients, from);
      objective += (this.labels[i] as number) * logOdds - softplus(logOdds);
    }
    return objective;
  }

  forgetInformation(): void {
    this.information = undefined;
  }

  private logOdds(coefficients: Float64Array, from: number): number {
    let logOdds = coefficients[0] as number;
    for (let k = from; k < from + this.width; k++) logOdds += coefficients[this.cells[k] as number] as number;
    return logOdds;
  }

  private hasMoved(): boolean {
    let moved = 0;
    let total = 0;
    for (let i = 0; i < this.weights.length; i++) {
      const before = this.weightsOfInformation[i] as number;
      moved += Math.abs((this.weights[i] as number) - before);
      total += before;
    }
    return moved > STALE_WEIGHTS * total;
  }

  private informationNow(): Float64Array {
    const { cells, weights, width, size } = this;
    this.weightsOfInformation.set(weights);
    const information = new Float64Array(size * size);
    for (let i = 0, from = 0; i < weights.length; i++, from += width) {
      const weight = weights[i] as number;
      information[0] = (information[0] as number) + weight;
      for (let k = from; k < from + width; k++) {
        const base = (cells[k] as number) * size;
        information[base] = (information[base] as number) + weight;
        for (let j = from; j <= k; j++) {
          const b = base + (cells[j] as number);
          information[b] = (information[b] as number) + weight;
        }
      }
    }
    return information;
  }
}

function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

/** Pairs of coefficients (or one, against nought) that a block's penalty draws together. Bin 0, missing, stands alone. */
function* links(block: Block): Generator<readonly [number, number | undefined]> {
  for (let k = 0; k < block.size; k++) {
    const index = block.start + k;
    if (!block.isOrdered || k === 0) yield [index, undefined];
    else if (k + 1 < block.size) yield [index, index + 1];
  }
}

function penaltyOf(blocks: readonly Block[], coefficients: Float64Array): number {
  let total = 0;
  for (const block of blocks) total += block.penalty * roughness(block, coefficients);
  for (let i = 1; i < coefficients.length; i++) total += ANCHOR * (coefficients[i] as number) ** 2;
  return total / 2;
}

function roughness(block: Block, coefficients: Float64Array): number {
  let sum = 0;
  for (const [a, b] of links(block)) {
    sum += ((coefficients[a] as number) - (b === undefined ? 0 : (coefficients[b] as number))) ** 2;
  }
  return sum;
}

function addPenalties(
  hessian: Float64Array,
  gradient: Float64Array,
  blocks: readonly Block[],
  size: number,
  coefficients: Float64Array,
): void {
  const add = (row: number, column: number, amount: number) => {
    hessian[row * size + column] = (hessian[row * size + column] as number) + amount;
  };
  for (let i = 1; i < size; i++) {
    add(i, i, ANCHOR);
    gradient[i] = (gradient[i] as number) - ANCHOR * (coefficients[i] as number);
  }
  for (const block of blocks) {
    for (const [a, b] of links(block)) {
      const gap = (coefficients[a] as number) - (b === undefined ? 0 : (coefficients[b] as number));
      add(a, a, block.penalty);
      gradient[a] = (gradient[a] as number) - block.penalty * gap;
      if (b === undefined) continue;
      add(b, b, block.penalty);
      add(b, a, -block.penalty);
      gradient[b] = (gradient[b] as number) + block.penalty * gap;
    }
  }
}

/** λ ← λ · (rank / λ − tr(V S)) / (βᵀ S β), at most a factor of 100 a step. Returns the largest change of a logarithm. */
function updatePenalties(
  blocks: readonly Block[],
  coefficients: Float64Array,
  lower: Float64Array,
  size: number,
): number {
  const { diagonal, beside } = inverseBand(lower, size);
  let largest = 0;
  for (const block of blocks) {
    let trace = 0;
    let rank = 0;
    for (const [a, b] of links(block)) {
      rank++;
      trace += diagonal[a] as number;
      if (b !== undefined) trace += (diagonal[b] as number) - 2 * (beside[a] as number);
    }
    const free = Math.max(rank / block.penalty - trace, 1e-9);
    const rough = Math.max(roughness(block, coefficients), 1e-9);
    const change = Math.min(100, Math.max(0.01, free / rough));
    const next = Math.min(MAX_PENALTY, Math.max(1e-3, block.penalty * change));
    largest = Math.max(largest, Math.abs(Math.log(next / block.penalty)));
    block.penalty = next;
  }
  return largest;
}

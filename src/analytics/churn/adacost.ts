import type { Binned } from './binning.js';
import { MAX_BINS } from './feature.js';

export interface AdaCostOptions {
  readonly rounds: number;
}

/** One stump: a vote of +1 (contact) or −1 for each bin of one feature, with its weight. */
interface Stump {
  readonly feature: number;
  readonly votes: Int8Array;
  readonly weight: number;
}

/**
 * The paper leaves the scale of the costs in the adjustment β = ½ ∓ ½c open, but its r equals half of (the stump's edge −
 * the mean c): with c up to 1 no stump would ever be worth a vote. So the largest cost counts as this much.
 */
const LARGEST_RELATIVE_COST = 0.05;

/**
 * AdaCost (Fan, Stolfo, Zhang and Chan 1999): AdaBoost whose weights start at the cost of a mistake and move with it.
 * `costs` are what misjudging each row costs. Returns the weighted vote for each row of `predict`: contact when ≥ 0.
 */
export function adaCost(
  binned: Binned,
  labels: Uint8Array,
  costs: Float64Array,
  learn: Int32Array,
  predict: Int32Array,
  { rounds }: AdaCostOptions = { rounds: 100 },
): Float64Array {
  const most = learn.reduce((max, row) => Math.max(max, costs[row] as number), 0);
  const scores = new Float64Array(predict.length);
  if (most <= 0) return scores;
  const weights = normalised(Float64Array.from(learn, (row) => Math.max(1e-9, costs[row] as number)));
  const count = learn.length;
  // The rows to learn from side by side: every round reads all of them, for every feature.
  const columns = binned.columns.map((column) => Uint8Array.from(learn, (row) => column[row] as number));
  const balances = new Balances(columns);
  const signs = Int8Array.from(learn, (row) => (labels[row] === 1 ? 1 : -1));
  const relative = Float64Array.from(learn, (row) => (LARGEST_RELATIVE_COST * (costs[row] as number)) / most);
  const adjusted = new Float64Array(count);
  const signed = new Float64Array(count);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < count; i++) signed[i] = (signs[i] as number) * (weights[i] as number);
    const stump = bestStump(binned.features, balances.of(signed));
    const bins = columns[stump.feature] as Uint8Array;
    let r = 0;
    for (let i = 0; i < count; i++) {
      const agrees = (signs[i] as number) * (stump.votes[bins[i] as number] as number);
      // A costly mistake gains more weight, a costly success loses less.
      const half = 0.5 * (relative[i] as number);
      const value = agrees > 0 ? 0.5 - half : -(0.5 + half);
      adjusted[i] = value;
      r += value * (weights[i] as number);
    }
    if (!(r > 1e-9)) break;
    const weight = 0.5 * Math.log((1 + r) / Math.max(1e-9, 1 - r));
    for (let i = 0; i < count; i++) weights[i] = (weights[i] as number) * Math.exp(-weight * (adjusted[i] as number));
    normalised(weights);
    const told = binned.columns[stump.feature] as Uint8Array;
    for (let i = 0; i < predict.length; i++)
      scores[i] = (scores[i] as number) + weight * (stump.votes[told[predict[i] as number] as number] as number);
  }
  return scores;
}

function normalised(weights: Float64Array): Float64Array {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] as number;
  for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] as number) / total;
  return weights;
}

/**
 * The balance of every bin of every feature. Two columns' bins are packed into one index, so that a row is read half as often, and
 * the packed balance is then summed along both sides.
 */
class Balances {
  private readonly packed: readonly Uint16Array[];
  private readonly cells = new Float64Array(MAX_BINS * MAX_BINS);
  private readonly balances: readonly Float64Array[];

  constructor(columns: readonly Uint8Array[]) {
    this.balances = columns.map(() => new Float64Array(MAX_BINS));
    this.packed = Array.from({ length: Math.ceil(columns.length / 2) }, (_, p) => {
      const first = columns[2 * p] as Uint8Array;
      const second = columns[2 * p + 1];
      return Uint16Array.from(first, (bin, i) => bin * MAX_BINS + (second ? (second[i] as number) : 0));
    });
  }

  of(signed: Float64Array): readonly Float64Array[] {
    const { cells } = this;
    this.packed.forEach((bins, p) => {
      cells.fill(0);
      for (let i = 0; i < signed.length; i++) {
        const cell = bins[i] as number;
        cells[cell] = (cells[cell] as number) + (signed[i] as number);
      }
      const first = (this.balances[2 * p] as Float64Array).fill(0);
      const second = this.balances[2 * p + 1]?.fill(0);
      for (let a = 0, cell = 0; a < MAX_BINS; a++)
        for (let b = 0; b < MAX_BINS; b++, cell++) {
          const balance = cells[cell] as number;
          first[a] = (first[a] as number) + balance;
          if (second) second[b] = (second[b] as number) + balance;
        }
    });
    return this.balances;
  }
}

/** The stump whose votes agree with the most weight: a cut for numbers, a vote a level for categories. */
function bestStump(features: Binned['features'], balances: readonly Float64Array[]): Omit<Stump, 'weight'> {
  let best: { feature: number; votes: Int8Array; merit: number } = {
    feature: 0,
    votes: new Int8Array(MAX_BINS).fill(-1),
    merit: Number.NEGATIVE_INFINITY,
  };
  features.forEach((feature, f) => {
    const balance = balances[f] as Float64Array;
    const { votes, merit } =
      feature.kind === 'category' ? votesByLevel(balance) : votesByCut(balance, feature.cuts.length + 1);
    if (merit > best.merit) best = { feature: f, votes, merit };
  });
  return best;
}

function votesByLevel(balance: Float64Array): { votes: Int8Array; merit: number } {
  const votes = Int8Array.from(balance, (value) => (value > 0 ? 1 : -1));
  return { votes, merit: balance.reduce((sum, value) => sum + Math.abs(value), 0) };
}

/** Missing values (bin 0) vote for themselves; bins 1 … last split at one cut. */
function votesByCut(balance: Float64Array, last: number): { votes: Int8Array; merit: number } {
  const total = balance.subarray(1, last + 1).reduce((sum, value) => sum + value, 0);
  let below = 0;
  let best = { cut: 0, direction: 1, merit: Number.NEGATIVE_INFINITY };
  for (let cut = 0; cut <= last; cut++) {
    if (cut > 0) below += balance[cut] as number;
    const rising = total - 2 * below;
    if (Math.abs(rising) > best.merit) best = { cut, direction: rising >= 0 ? 1 : -1, merit: Math.abs(rising) };
  }
  const votes = Int8Array.from(balance, (_, bin) => (bin > best.cut ? best.direction : -best.direction));
  votes[0] = (balance[0] as number) > 0 ? 1 : -1;
  return { votes, merit: best.merit + Math.abs(balance[0] as number) };
}

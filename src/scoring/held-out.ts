import { binTable, findFeatures } from '../analytics/churn/binning.js';
import { type Formula, probabilities } from '../analytics/churn/formula.js';
import type { TaskRunner } from '../analytics/churn/task-runner.js';
import { COST_RATIOS } from '../analytics/decide/cost-ratios.js';
import { atMost } from '../analytics/decide/folds.js';
import { partSeed, seededRandom } from '../analytics/random.js';
import { findColumn, type Table } from '../analytics/table/table.js';

/** The customers of the month that a fit held out: what was predicted without having seen them, and what became of them. */
export interface HeldOut {
  /** `YYYY-MM-01`: predicted at its end, churned in the month after. */
  readonly month: string;
  readonly customerKeys: readonly string[];
  readonly churned: Uint8Array;
  readonly probability: Float64Array;
  readonly underSampled: Float64Array;
  /** By relation of costs (COST_RATIOS), then by customer. */
  readonly votes: readonly Float64Array[];
}

export interface HoldOutData {
  readonly table: Table;
  readonly labels: Uint8Array;
  readonly customerKeys: readonly string[];
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly month: string;
}

/** Rows that the ways of learning which are there for comparison learn from at most. */
const MOST_ROWS = 50_000;

/** Predicts the held-out month by the formula learnt on the months before it, by under-sampling and by AdaCost learnt on the same. */
export async function predictHeldOut(
  { table, labels, customerKeys, before, after, month }: HoldOutData,
  formula: Formula,
  runner: TaskRunner,
  seed: number,
): Promise<HeldOut> {
  const column = (name: string) => findColumn(table, name);
  const own = binTable(formula.features, column, table.rowCount);
  const all = probabilities(formula, own.columns, table.rowCount);
  const features = findFeatures(table, before);
  const { columns } = binTable(features, column, table.rowCount);
  const rows = atMost(before, MOST_ROWS, seededRandom(partSeed(seed, 3)));
  const data = { features, columns, labels, rows };
  const [underSampled, ...votes] = await Promise.all([
    runner.run({ kind: 'under-sampling', data, predict: after, seed: partSeed(seed, 4) }),
    ...COST_RATIOS.map((costRatio) => runner.run({ kind: 'adacost', data, predict: after, costRatio })),
  ]);
  return {
    month,
    customerKeys: Array.from(after, (row) => customerKeys[row] as string),
    churned: Uint8Array.from(after, (row) => labels[row] as number),
    probability: Float64Array.from(after, (row) => all[row] as number),
    underSampled: underSampled as Float64Array,
    votes,
  };
}

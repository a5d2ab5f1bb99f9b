import { binTable, findFeatures } from '../churn/binning.js';
import type { Feature } from '../churn/feature.js';
import { binShares, centred, type EffectTables, logOddsOf } from '../churn/tables.js';
import { findColumn, type Table } from '../table/table.js';
import { type ArmSums, armSums, effectSums, outcomeSums } from './arm-sums.js';
import { type Block, mainBlocks, pairBlock, startsOf, sumsOf, valueAt } from './cells.js';
import { findPairs } from './pair-search.js';
import { fitShrunk } from './shrunk-fit.js';

/** A randomised trial: rows of two arms only. */
export interface Trial {
  /** What was known of the rows before the split. */
  readonly inputs: Table;
  /** 1 for treated, 0 for control. */
  readonly treated: Uint8Array;
  readonly outcome: Float64Array;
  /** Share that was to be treated; known, since the split was drawn. */
  readonly propensity: number;
}

/** Expected effect of the treatment: the intercept (the average) plus one cell a feature and pair. It adds up. */
export interface UpliftFormula {
  readonly features: readonly Feature[];
  readonly tables: EffectTables;
}

/** Effects are small against noise: many bins would only be drawn together again. */
const MOST_BINS = 8;

/** The inputs as cells. Bins look at no outcome and at no arm, so one set serves every fold. */
export interface TrialCells {
  readonly features: readonly Feature[];
  readonly columns: readonly Uint8Array[];
  readonly mains: readonly Block[];
}

export function cellsOf(inputs: Table): TrialCells {
  const rows = Int32Array.from({ length: inputs.rowCount }, (_, row) => row);
  const features = findFeatures(inputs, rows, MOST_BINS);
  const { columns } = binTable(features, (name) => findColumn(inputs, name), inputs.rowCount);
  return { features, columns, mains: mainBlocks(features, columns) };
}

/**
 * The R-learner of Nie and Wager (2021, Biometrika 108) on additive cells: the outcome less its expectation is regressed on
 * treated less propensity times the effect, by sums over cells only; effects are shrunk, single features and pairs apart.
 * `sums` are those of the rows, where they are known already.
 */
export function fitUplift(
  { treated, outcome, propensity }: Trial,
  { features, columns, mains }: TrialCells,
  rows: ArrayLike<number>,
  sums: ArmSums = armSums(mains, rows, treated, outcome),
): UpliftFormula {
  const starts = startsOf(mains);
  const expected = fitShrunk(outcomeSums(sums), mains);
  const surprise = new Float64Array(outcome.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    surprise[row] = (outcome[row] as number) - valueAt(expected.effects, mains, starts, row);
  }
  const factorOf = (row: number) => (treated[row] as number) - propensity;
  const surpriseOf = (row: number) => surprise[row] as number;
  const additive = fitShrunk(effectSums(sums, propensity, expected.effects), mains);
  const leftOf = (row: number) => surpriseOf(row) - factorOf(row) * valueAt(additive.effects, mains, starts, row);
  const shapes = findPairs(features, columns, rows, factorOf, leftOf, additive.noise);
  const blocks = [...mains, ...shapes.map((shape) => pairBlock(shape, columns))];
  const kinds = blocks.map((_, b) => (b < mains.length ? 0 : 1));
  const { effects } =
    shapes.length === 0 ? additive : fitShrunk(sumsOf(blocks, rows, factorOf, surpriseOf), blocks, kinds);
  const all = startsOf(blocks);
  const cells = (b: number) => Float64Array.from(effects.slice(all[b], all[b + 1]));
  const tables: EffectTables = {
    intercept: effects[0] as number,
    mains: features.map((_, f) => cells(f)),
    pairs: shapes.map((shape, p) => ({ ...shape, cells: cells(features.length + p) })),
  };
  return { features, tables: centred(tables, binShares(features, columns, rows)) };
}

/** Expected effect of every row of the cells. */
export function upliftOf({ tables }: UpliftFormula, { columns, mains }: TrialCells): Float64Array {
  return logOddsOf(tables, columns, undefined, mains[0]?.cellOf.length ?? 0);
}

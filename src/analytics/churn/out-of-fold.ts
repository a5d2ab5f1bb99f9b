import { partSeed } from '../random.js';
import { Refusal } from '../refusal.js';
import { findColumn, type Table } from '../table/table.js';
import { binTable } from './binning.js';
import { type FitOptions, type FittedFormula, fitFormula, foldsOf, refuseOneKind, stratifiedOrder } from './fit.js';
import { probabilities } from './formula.js';

export interface OutOfFold {
  /** By row: the probability by a formula that has not seen the row. */
  readonly probabilities: Float64Array;
  readonly fits: readonly FittedFormula[];
}

/** Cross-validation with stratified folds: everything, down to the bins, is learnt without the fold that is judged. */
export async function predictOutOfFold(
  table: Table,
  labels: Uint8Array,
  folds: number,
  options: FitOptions,
): Promise<OutOfFold> {
  const rows = Int32Array.from({ length: table.rowCount }, (_, i) => i);
  if (!Number.isInteger(folds) || folds < 2 || folds > 50) throw new Refusal('Between 2 and 50 folds are possible.');
  refuseOneKind(labels, rows);
  const parts = foldsOf(stratifiedOrder(labels, rows, partSeed(options.seed, 11)), folds);
  const result = new Float64Array(table.rowCount);
  const progress = parts.map((): readonly [number, number] => [0, 1]);
  const report = (fold: number, done: number, total: number) => {
    progress[fold] = [done, total];
    const share = progress.reduce((sum, [some, all]) => sum + some / all, 0) / folds;
    options.onProgress?.(Math.round(share * 1000), 1000);
  };
  const fits = await Promise.all(
    parts.map(async (part, fold) => {
      const isHeldOut = new Uint8Array(table.rowCount);
      for (const row of part) isHeldOut[row] = 1;
      const fitted = await fitFormula(table, labels, {
        ...options,
        rows: rows.filter((row) => !isHeldOut[row]),
        seed: partSeed(options.seed, 13, fold),
        onProgress: (done, total) => report(fold, done, total),
      });
      const { columns } = binTable(fitted.formula.features, (name) => findColumn(table, name), table.rowCount);
      const predicted = probabilities(fitted.formula, columns, table.rowCount);
      for (const row of part) result[row] = predicted[row] as number;
      return fitted;
    }),
  );
  return { probabilities: result, fits };
}

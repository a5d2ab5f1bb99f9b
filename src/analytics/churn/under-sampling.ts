import { type Random, shuffled } from '../random.js';
import type { Binned } from './binning.js';
import { fitMainEffects } from './main-effects.js';
import { logOddsOf } from './tables.js';

/**
 * Probabilities for `predict` from a model learnt on as many stayers as churners, brought back to the true rate: keeping
 * a share β of the stayers raises the odds by 1 / β (Dal Pozzolo et al. 2015).
 */
export function underSampled(
  binned: Binned,
  labels: Uint8Array,
  learn: Int32Array,
  predict: Int32Array,
  random: Random,
): Float64Array {
  const churners = learn.filter((row) => labels[row] === 1);
  const stayers = learn.filter((row) => labels[row] === 0);
  const [fewer, more] = churners.length <= stayers.length ? [churners, stayers] : [stayers, churners];
  const kept = shuffled(more.length, random).subarray(0, fewer.length);
  const rows = Int32Array.from([...fewer, ...Array.from(kept, (i) => more[i] as number)]).sort();
  const tables = fitMainEffects({ features: binned.features, columns: binned.columns, labels, rows });
  const share = fewer.length / more.length;
  const shift = fewer === churners ? Math.log(share) : -Math.log(share);
  return logOddsOf(tables, binned.columns, predict, predict.length).map(
    (logOdds) => 1 / (1 + Math.exp(-(logOdds + shift))),
  );
}

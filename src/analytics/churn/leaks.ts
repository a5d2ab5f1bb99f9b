import type { Binned } from './binning.js';
import { binCount, type Feature } from './feature.js';

/** A column that must not be an input, and why. */
export interface Leak {
  readonly column: string;
  /** Share of the label's uncertainty (log loss of the plain rate) that the column alone takes away, out of fold. */
  readonly explained: number;
  readonly reason: string;
}

/** No honest single column comes near: contract, tenure or complaints explain 5–20% of who leaves. */
const NEARLY_ALONE = 0.5;
/** A column whose name says that it is about the leaving itself needs to explain only this much to be suspect. */
const SUSPECT_BY_NAME = 0.15;
const ABOUT_LEAVING =
  /churn|cancel|terminat|deactivat|disconnect|attrition|port.?out|left.?(date|reason)|exit.?(date|reason)/i;

/**
 * Columns that nearly alone separate the label, or are by name and strength known only afterwards. Each column's bins
 * predict with their churn rate of the other four fifths of the rows, so chance finds are not mistaken for leaks.
 */
export function findLeaks(binned: Binned, labels: Uint8Array, order: Int32Array): Leak[] {
  return binned.features.flatMap((feature, f) => {
    const explained = explainedAlone(feature, binned.columns[f] as Uint8Array, labels, order);
    const share = `${(100 * explained).toFixed(0)}%`;
    if (explained >= NEARLY_ALONE) {
      const reason = `it alone explains ${share} of who churned, so it restates the label or is made from it`;
      return [{ column: feature.name, explained, reason }];
    }
    if (explained >= SUSPECT_BY_NAME && ABOUT_LEAVING.test(feature.name)) {
      const reason = `by its name it is about the leaving itself and it explains ${share} of it, so it is known only afterwards`;
      return [{ column: feature.name, explained, reason }];
    }
    return [];
  });
}

function explainedAlone(feature: Feature, bins: Uint8Array, labels: Uint8Array, order: Int32Array): number {
  const parts = 5;
  const size = binCount(feature);
  const counts = new Float64Array(parts * size);
  const churned = new Float64Array(parts * size);
  let all = 0;
  order.forEach((row, i) => {
    const at = (i % parts) * size + (bins[row] as number);
    counts[at] = (counts[at] as number) + 1;
    churned[at] = (churned[at] as number) + (labels[row] as number);
    all += labels[row] as number;
  });
  const base = all / order.length;
  let loss = 0;
  for (let bin = 0; bin < size; bin++) {
    const total = sumOver(counts, bin, size);
    const totalChurned = sumOver(churned, bin, size);
    for (let part = 0; part < parts; part++) {
      const [here, hereChurned] = [counts[part * size + bin] as number, churned[part * size + bin] as number];
      const rate = (totalChurned - hereChurned + 2 * base) / (total - here + 2);
      loss -= hereChurned * Math.log(rate) + (here - hereChurned) * Math.log1p(-rate);
    }
  }
  const plain = -(all * Math.log(base) + (order.length - all) * Math.log1p(-base));
  return 1 - loss / plain;
}

function sumOver(values: Float64Array, bin: number, size: number): number {
  let sum = 0;
  for (let at = bin; at < values.length; at += size) sum += values[at] as number;
  return sum;
}

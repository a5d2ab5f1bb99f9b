import { chooseSimplest } from './choice.js';
import { logLoss } from './metrics.js';

/** How raw log-odds become calibrated ones. */
export type Calibration =
  | { readonly kind: 'none' }
  /** slope · x + intercept (Platt). */
  | { readonly kind: 'platt'; readonly slope: number; readonly intercept: number }
  /** Straight lines between knots that never fall; beyond the ends parallel to the identity. */
  | { readonly kind: 'isotonic'; readonly raw: readonly number[]; readonly calibrated: readonly number[] };

export function calibrate(calibration: Calibration, logOdds: number): number {
  if (calibration.kind === 'none') return logOdds;
  if (calibration.kind === 'platt') return calibration.slope * logOdds + calibration.intercept;
  const { raw, calibrated } = calibration;
  const last = raw.length - 1;
  if (logOdds <= (raw[0] as number)) return logOdds + (calibrated[0] as number) - (raw[0] as number);
  if (logOdds >= (raw[last] as number)) return logOdds + (calibrated[last] as number) - (raw[last] as number);
  let k = 1;
  while ((raw[k] as number) < logOdds) k++;
  const [x0, x1, y0, y1] = [raw[k - 1], raw[k], calibrated[k - 1], calibrated[k]] as [number, number, number, number];
  return y0 + ((y1 - y0) * (logOdds - x0)) / (x1 - x0);
}

export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/**
 * Chooses among none, Platt and isotonic by five-fold log loss on predictions that were made out of fold; the simplest
 * one that is not clearly worse than the best.
 */
export function chooseCalibration(
  logOdds: Float64Array,
  labels: Uint8Array,
  kinds: readonly Calibration['kind'][] = ['none', 'platt', 'isotonic'],
): Calibration {
  const parts = 5;
  const losses = kinds.map(() => new Float64Array(logOdds.length));
  for (let part = 0; part < parts; part++) {
    const inside = (i: number) => i % parts === part;
    const trainX = logOdds.filter((_, i) => !inside(i));
    const trainY = labels.filter((_, i) => !inside(i));
    kinds.forEach((kind, k) => {
      const fitted = fitCalibration(kind, trainX, trainY);
      for (let i = part; i < logOdds.length; i += parts) {
        const probability = probabilityOf(calibrate(fitted, logOdds[i] as number));
        (losses[k] as Float64Array)[i] = logLoss([probability], [labels[i] as number]);
      }
    });
  }
  return fitCalibration(kinds[chooseSimplest(losses)] ?? 'none', logOdds, labels);
}

function fitCalibration(kind: Calibration['kind'], logOdds: Float64Array, labels: Uint8Array): Calibration {
  if (kind === 'none') return { kind };
  return kind === 'platt' ? fitPlatt(logOdds, labels) : fitIsotonic(logOdds, labels);
}

/** Slope and intercept of the logistic regression of labels on log-odds, with Platt's priors on the targets. */
export function fitPlatt(
  logOdds: ArrayLike<number>,
  labels: ArrayLike<number>,
): { kind: 'platt'; slope: number; intercept: number } {
  const count = logOdds.length;
  let positives = 0;
  for (let i = 0; i < count; i++) positives += labels[i] as number;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (count - positives + 2);
  let [slope, intercept] = [1, 0];
  for (let iteration = 0; iteration < 50; iteration++) {
    let [gs, gi, hss, hsi, hii] = [0, 0, 1e-9, 0, 1e-9];
    for (let i = 0; i < count; i++) {
      const x = logOdds[i] as number;
      const p = probabilityOf(slope * x + intercept);
      const residual = (labels[i] ? high : low) - p;
      const weight = p * (1 - p);
      gs += residual * x;
      gi += residual;
      hss += weight * x * x;
      hsi += weight * x;
      hii += weight;
    }
    const determinant = hss * hii - hsi * hsi;
    if (!(Math.abs(determinant) > 1e-12)) break;
    const ds = Math.max(-1, Math.min(1, (gs * hii - gi * hsi) / determinant));
    const di = Math.max(-2, Math.min(2, (gi * hss - gs * hsi) / determinant));
    slope = Math.max(0.05, slope + ds);
    intercept += di;
    if (Math.abs(ds) + Math.abs(di) < 1e-10) break;
  }
  return { kind: 'platt', slope, intercept };
}

/** Pooled adjacent violators over at most 20 groups of equal size, joined at the groups' mean log-odds. */
function fitIsotonic(logOdds: Float64Array, labels: Uint8Array): Calibration {
  const order = Array.from(logOdds.keys()).sort((a, b) => (logOdds[a] as number) - (logOdds[b] as number) || a - b);
  const groups = Math.max(1, Math.min(20, Math.floor(order.length / 50)));
  const pools: { count: number; sumX: number; churned: number }[] = [];
  for (let g = 0; g < groups; g++) {
    const members = order.slice(Math.floor((g * order.length) / groups), Math.floor(((g + 1) * order.length) / groups));
    pools.push({
      count: members.length,
      sumX: members.reduce((sum, i) => sum + (logOdds[i] as number), 0),
      churned: members.reduce((sum, i) => sum + (labels[i] as number), 0),
    });
    for (;;) {
      const [before, last] = [pools.at(-2), pools.at(-1)];
      if (!before || !last || before.churned / before.count < last.churned / last.count) break;
      pools.splice(-2, 2, {
        count: before.count + last.count,
        sumX: before.sumX + last.sumX,
        churned: before.churned + last.churned,
      });
    }
  }
  const raw: number[] = [];
  const calibrated: number[] = [];
  for (const { count, sumX, churned } of pools) {
    const x = sumX / count;
    if (raw.length > 0 && x - (raw.at(-1) as number) < 1e-9) continue;
    const y = Math.log((churned + 0.5) / (count - churned + 0.5));
    raw.push(x);
    calibrated.push(Math.max(y, calibrated.at(-1) ?? Number.NEGATIVE_INFINITY));
  }
  return { kind: 'isotonic', raw, calibrated };
}

/** How good probabilities are against what happened. `labels`: 1 for a churner. */
export interface Metrics {
  readonly auc: number;
  readonly logLoss: number;
  readonly brier: number;
  /** Expected calibration error over ten bins of equal width. */
  readonly ece: number;
  /** Churn rate of the tenth with the highest probabilities over the overall rate. */
  readonly topDecileLift: number;
}

export function metricsOf(probabilities: ArrayLike<number>, labels: ArrayLike<number>): Metrics {
  return {
    auc: areaUnderCurve(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
    brier: brier(probabilities, labels),
    ece: expectedCalibrationError(probabilities, labels),
    topDecileLift: topDecileLift(probabilities, labels),
  };
}

/** The chance that a churner has the higher score, ties counting half. NaN-free: 0.5 when one kind is absent. */
export function areaUnderCurve(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => (scores[a] as number) - (scores[b] as number),
  );
  let rankSum = 0;
  let positives = 0;
  for (let i = 0; i < order.length; ) {
    const score = scores[order[i] as number];
    let end = i;
    let positivesHere = 0;
    while (end < order.length && scores[order[end] as number] === score) {
      positivesHere += labels[order[end] as number] as number;
      end++;
    }
    rankSum += positivesHere * ((i + end + 1) / 2);
    positives += positivesHere;
    i = end;
  }
  const negatives = scores.length - positives;
  if (positives === 0 || negatives === 0) return 0.5;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const probability = Math.min(1 - 1e-15, Math.max(1e-15, probabilities[i] as number));
    sum -= labels[i] ? Math.log(probability) : Math.log1p(-probability);
  }
  return sum / Math.max(1, probabilities.length);
}

export function brier(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) sum += ((probabilities[i] as number) - (labels[i] as number)) ** 2;
  return sum / Math.max(1, probabilities.length);
}

export function expectedCalibrationError(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  bins = 10,
): number {
  const gap = new Float64Array(bins);
  for (let i = 0; i < probabilities.length; i++) {
    const bin = Math.min(bins - 1, Math.floor((probabilities[i] as number) * bins));
    gap[bin] = (gap[bin] as number) + (probabilities[i] as number) - (labels[i] as number);
  }
  return gap.reduce((sum, one) => sum + Math.abs(one), 0) / Math.max(1, probabilities.length);
}

export function topDecileLift(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const count = scores.length;
  const order = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number),
  );
  const top = Math.max(1, Math.round(count / 10));
  const edge = scores[order[top - 1] as number] as number;
  let [above, aboveChurned, tied, tiedChurned, churned] = [0, 0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const label = labels[i] as number;
    churned += label;
    if ((scores[i] as number) > edge) {
      above++;
      aboveChurned += label;
    } else if (scores[i] === edge) {
      tied++;
      tiedChurned += label;
    }
  }
  if (churned === 0) return 1;
  // Of equal scores at the edge the average share is taken, so that the order of the rows does not matter.
  const inTop = aboveChurned + ((top - above) * tiedChurned) / Math.max(1, tied);
  return inTop / top / (churned / count);
}

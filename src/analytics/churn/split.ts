import type { Feature } from './feature.js';
import type { NodeHistogram } from './histograms.js';

interface Sums {
  readonly gradient: number;
  readonly weight: number;
}

/** A question at a node. Numbers: is the bin at most `cut`? Categories: is it the bin `cut`? */
export interface Split {
  readonly feature: number;
  readonly kind: Feature['kind'];
  readonly cut: number;
  readonly gain: number;
  readonly left: Sums;
  readonly right: Sums;
}

export interface AllowedSplits {
  readonly partners: readonly number[];
  allows(split: Split): boolean;
}

/** Ridge on leaf values, in units of the hessian. */
const LEAF_RIDGE = 1;
/** Least hessian weight on either side. */
const LEAST_WEIGHT = 1;

export function isLeft(split: Pick<Split, 'kind' | 'cut'>, bin: number): boolean {
  return split.kind === 'number' ? bin <= split.cut : bin === split.cut;
}

export function leafValue({ gradient, weight }: Sums): number {
  return gradient / (weight + LEAF_RIDGE);
}

/** The split that raises the penalised likelihood most; undefined when none does. Ties go to the first feature and cut. */
export function bestSplit(
  features: readonly Feature[],
  histogram: NodeHistogram,
  allowed: AllowedSplits | undefined,
): Split | undefined {
  let best: Split | undefined;
  const visit = (feature: number) => {
    const { kind } = features[feature] as Feature;
    const total = histogram.total(feature);
    const whole = strength(total.gradient, total.weight);
    const start = histogram.offsets[feature] as number;
    const bins = ((histogram.offsets[feature + 1] as number) - start) >> 1;
    let gradient = 0;
    let weight = 0;
    for (let cut = 0; cut < bins - (kind === 'number' ? 1 : 0); cut++) {
      const binGradient = histogram.sums[start + 2 * cut] as number;
      const binWeight = histogram.sums[start + 2 * cut + 1] as number;
      gradient = kind === 'number' ? gradient + binGradient : binGradient;
      weight = kind === 'number' ? weight + binWeight : binWeight;
      const otherWeight = total.weight - weight;
      if (weight < LEAST_WEIGHT || otherWeight < LEAST_WEIGHT) continue;
      const gain = strength(gradient, weight) + strength(total.gradient - gradient, otherWeight) - whole;
      if (gain <= (best?.gain ?? 1e-9)) continue;
      const right = { gradient: total.gradient - gradient, weight: otherWeight };
      const split: Split = { feature, kind, cut, gain, left: { gradient, weight }, right };
      if (!allowed || allowed.allows(split)) best = split;
    }
  };
  if (allowed) allowed.partners.forEach(visit);
  else for (let feature = 0; feature < features.length; feature++) visit(feature);
  return best;
}

function strength(gradient: number, weight: number): number {
  return (gradient * gradient) / (weight + LEAF_RIDGE);
}

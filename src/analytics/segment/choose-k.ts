import { partSeed, type Random, seededRandom } from '../random.js';
import { Refusal } from '../refusal.js';
import { adjustedRandIndex } from './agreement.js';
import { geneticKMeans } from './genetic.js';
import { assign, type Clustering, lloyd } from './lloyd.js';
import { countDistinct, type Points, pickPoints } from './points.js';
import { below, sampleIndices } from './sampling.js';
import { plusPlus } from './seeding.js';
import { silhouettes } from './silhouette.js';

export interface Candidate {
  readonly k: number;
  readonly inertia: number;
  readonly silhouette: number;
  /** Mean adjusted Rand index between this clustering and those learnt on bootstrap samples: 1 = always the same. */
  readonly stability: number;
}

export interface ChooseOptions {
  readonly seed: number;
  readonly smallest?: number;
  readonly largest?: number;
  /** Bootstrap samples for each k. */
  readonly bootstraps?: number;
  /** Points that the silhouette, quadratic in them, is taken over. */
  readonly silhouettePoints?: number;
}

export interface Choice {
  readonly chosen: Clustering;
  readonly candidates: readonly Candidate[];
}

/** Below this a clustering says more about the sample than about the customers. */
export const STABLE = 0.75;

/**
 * The number of clusters: among those that bootstrap samples reproduce (stability ≥ STABLE) the one with the highest
 * silhouette; when none is stable, the highest product of both.
 */
export function chooseK(points: Points, options: ChooseOptions): Choice {
  const { seed, smallest = 2, largest = 10, bootstraps = 10, silhouettePoints = 4000 } = options;
  const most = Math.min(largest, countDistinct(points, largest));
  if (most < smallest)
    throw new Refusal(
      `The chosen columns tell only ${most} kind${most === 1 ? '' : 's'} of rows apart: there is nothing to segment. Take columns that vary, or give --k.`,
    );
  const ks = Array.from({ length: most - smallest + 1 }, (_, i) => smallest + i);
  const fits = ks.map((k) => geneticKMeans(points, k, seededRandom(partSeed(seed, 1, k))));
  const random = seededRandom(seed);
  const subset = sampleIndices(random, points.count, silhouettePoints);
  const labellings = fits.map(({ k, labels }) => ({ k, labels: Int32Array.from(subset, (i) => labels[i] as number) }));
  const scores = silhouettes(pickPoints(points, subset), labellings);
  const candidates = fits.map((fit, i) => ({
    k: fit.k,
    inertia: fit.inertia,
    silhouette: scores[i] as number,
    stability: bootstrapStability(points, fit, bootstraps, seededRandom(partSeed(seed, 2, fit.k))),
  }));
  return { chosen: fits[best(candidates)] as Clustering, candidates };
}

function best(candidates: readonly Candidate[]): number {
  const anyStable = candidates.some(({ stability }) => stability >= STABLE);
  const merit = ({ silhouette, stability }: Candidate) => {
    if (!anyStable) return silhouette * stability;
    return stability >= STABLE ? silhouette : Number.NEGATIVE_INFINITY;
  };
  return candidates.reduce(
    (top, candidate, i) => (merit(candidate) > merit(candidates[top] as Candidate) ? i : top),
    0,
  );
}

/** How alike the clusterings of bootstrap samples label the original points. */
export function bootstrapStability(points: Points, reference: Clustering, bootstraps: number, random: Random): number {
  let sum = 0;
  for (let b = 0; b < bootstraps; b++) {
    const drawn = Int32Array.from({ length: Math.min(points.count, 5000) }, () => below(random, points.count));
    const sample = pickPoints(points, drawn);
    const fits = Array.from({ length: 5 }, () => lloyd(sample, plusPlus(sample, reference.k, random), 60));
    const fit = fits.reduce((top, one) => (one.inertia < top.inertia ? one : top));
    sum += adjustedRandIndex(reference.labels, assign(points, fit.centroids).labels);
  }
  return bootstraps === 0 ? 1 : sum / bootstraps;
}

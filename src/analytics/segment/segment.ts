import { partSeed, seededRandom } from '../random.js';
import { Refusal } from '../refusal.js';
import { largestFirst } from './canonical.js';
import { bootstrapStability, type Candidate, chooseK } from './choose-k.js';
import { geneticKMeans } from './genetic.js';
import { type Clustering, lloyd } from './lloyd.js';
import { countDistinct, type Points, pickPoints } from './points.js';
import { profiles, type SegmentProfile } from './profile.js';
import { sampleIndices } from './sampling.js';
import { silhouettes } from './silhouette.js';
import { type Scale, standardise } from './standardise.js';

export interface SegmentOptions {
  readonly k: number | 'auto';
  readonly seed: number;
  /** Rows that k and the first centroids are sought on; the chosen centroids are then run on all. */
  readonly searchRows?: number;
  /** Rows that the silhouette, quadratic in them, is taken over. */
  readonly silhouetteRows?: number;
}

export interface Segmentation {
  readonly k: number;
  readonly rows: number;
  /** Sum of squared distances to the centroids, in z-scores. */
  readonly inertia: number;
  readonly silhouette: number;
  /** Rows the silhouette was taken over: all, or a seeded sample of them. */
  readonly silhouetteRows: number;
  /** Mean adjusted Rand index against clusterings of bootstrap samples. */
  readonly stability: number;
  readonly sizes: readonly number[];
  readonly profile: readonly SegmentProfile[];
  readonly scales: readonly Scale[];
  /** k × columns, in z-scores. */
  readonly centroids: readonly (readonly number[])[];
  /** 0 … k − 1 for each row. */
  readonly labels: Int32Array;
  /** What was weighed for k = auto; empty when k was given. */
  readonly candidates: readonly Candidate[];
}

/**
 * Groups rows alike in the given columns: z-scores (population standard deviation), k-means seeded by a genetic
 * algorithm, segments numbered by size. The same rows, columns, k and seed give the same segments.
 */
export function segment(
  names: readonly string[],
  columns: readonly ArrayLike<number>[],
  options: SegmentOptions,
): Segmentation {
  const { k, seed, searchRows = 20_000, silhouetteRows = 10_000 } = options;
  const { points, scales } = standardise(columns);
  checkK(points, k);
  const random = seededRandom(seed);
  const search =
    points.count <= searchRows ? points : pickPoints(points, sampleIndices(random, points.count, searchRows));
  const choice =
    k === 'auto'
      ? chooseK(search, { seed })
      : { chosen: geneticKMeans(search, k, seededRandom(partSeed(seed, 1, k))), candidates: [] };
  const found = largestFirst(search === points ? choice.chosen : lloyd(points, choice.chosen.centroids));
  const judged = sampleIndices(random, points.count, silhouetteRows).sort();
  const labels = Int32Array.from(judged, (i) => found.labels[i] as number);
  const [silhouette = 0] = found.k === 1 ? [0] : silhouettes(pickPoints(points, judged), [{ k: found.k, labels }]);
  return {
    k: found.k,
    rows: points.count,
    inertia: found.inertia,
    silhouette,
    silhouetteRows: judged.length,
    stability: bootstrapStability(
      search,
      onSample(search, points, found),
      10,
      seededRandom(partSeed(seed, 2, found.k)),
    ),
    sizes: [...found.sizes],
    profile: profiles(found, names, scales),
    scales,
    centroids: Array.from({ length: found.k }, (_, c) => [
      ...found.centroids.subarray(c * names.length, (c + 1) * names.length),
    ]),
    labels: found.labels,
    candidates: choice.candidates,
  };
}

function onSample(search: Points, points: Points, found: Clustering): Clustering {
  return search === points ? found : lloyd(search, found.centroids, 0);
}

function checkK(points: Points, k: number | 'auto'): void {
  if (points.count === 0) throw new Refusal('There are no rows to segment.');
  if (k === 'auto') return;
  if (!Number.isInteger(k) || k < 1) throw new Refusal(`k must be a whole number of at least 1, or auto; it is ${k}.`);
  const distinct = countDistinct(points, k);
  if (distinct < k)
    throw new Refusal(`There are only ${distinct} different rows in the chosen columns, fewer than k = ${k}.`);
}

import type { Random } from '../random.js';
import { type Clustering, lloyd } from './lloyd.js';
import { type Points, squaredDistance } from './points.js';
import { below } from './sampling.js';
import { drawByWeight } from './seeding.js';

/** Moves in a row that bring nothing before the search ends, by centroid. */
const TRIES_PER_CENTROID = 12;
/** Lloyd passes that a move gets before it is judged, and how far from the best it may then be to be run to its end. */
const PASSES = 3;
const PROMISING = 1.01;

/**
 * Leaves local optima that Lloyd's algorithm cannot: one centroid is taken away and put on a point far from all of them (drawn by
 * its squared distance, as k-means++ draws), and the move stays if the inertia falls (after Kanungo et al. 2004). Two centroids in
 * one dense group and none in a thin one, which skewed columns bring about, are undone so.
 */
export function improvedBySwaps(points: Points, found: Clustering, random: Random): Clustering {
  const { dimensions, values } = points;
  let best = found;
  if (best.k < 2) return best;
  for (let stale = 0; stale < TRIES_PER_CENTROID * best.k; stale++) {
    const far = distancesOf(points, best);
    const to = drawByWeight(far, best.inertia, random);
    const centroids = best.centroids.slice();
    centroids.set(values.subarray(to * dimensions, (to + 1) * dimensions), below(random, best.k) * dimensions);
    const tried = lloyd(points, centroids, PASSES);
    if (tried.inertia > best.inertia * PROMISING) continue;
    const settled = lloyd(points, tried.centroids);
    if (settled.inertia >= best.inertia * (1 - 1e-9)) continue;
    best = settled;
    stale = 0;
  }
  return best;
}

function distancesOf({ count, dimensions, values }: Points, { centroids, labels }: Clustering): Float64Array {
  const distances = new Float64Array(count);
  for (let i = 0; i < count; i++) distances[i] = squaredDistance(values, i, centroids, labels[i] as number, dimensions);
  return distances;
}

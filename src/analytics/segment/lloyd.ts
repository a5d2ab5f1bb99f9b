import { type Points, squaredDistance } from './points.js';

/** A partition of points around k centroids. */
export interface Clustering {
  readonly k: number;
  /** Row-major, k × dimensions. */
  readonly centroids: Float64Array;
  /** The nearest centroid of each point. */
  readonly labels: Int32Array;
  readonly sizes: Int32Array;
  /** Sum of squared distances of the points to their centroids. */
  readonly inertia: number;
}

/** Each point to its nearest centroid (the first of equals). */
export function assign(points: Points, centroids: Float64Array): Clustering {
  const { count, dimensions, values } = points;
  const k = centroids.length / dimensions;
  const labels = new Int32Array(count);
  const sizes = new Int32Array(k);
  let inertia = 0;
  for (let i = 0; i < count; i++) {
    const from = i * dimensions;
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    // Written out, and left as soon as a centroid is farther than the best: this loop is nearly all of the time.
    for (let c = 0, at = 0; c < k; c++, at += dimensions) {
      let distance = 0;
      for (let d = 0; d < dimensions && distance < least; d++) {
        const difference = (values[from + d] as number) - (centroids[at + d] as number);
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        nearest = c;
      }
    }
    labels[i] = nearest;
    sizes[nearest] = (sizes[nearest] as number) + 1;
    inertia += least;
  }
  return { k, centroids, labels, sizes, inertia };
}

/** The mean of each cluster; an empty cluster moves to the point that is farthest from its own centroid. */
export function recentre(points: Points, clustering: Clustering): Float64Array {
  const { count, dimensions, values } = points;
  const centroids = new Float64Array(clustering.centroids.length);
  for (let i = 0; i < count; i++) {
    const to = (clustering.labels[i] as number) * dimensions;
    const from = i * dimensions;
    for (let d = 0; d < dimensions; d++)
      centroids[to + d] = (centroids[to + d] as number) + (values[from + d] as number);
  }
  const taken = new Set<number>();
  for (let c = 0; c < clustering.k; c++) {
    const size = clustering.sizes[c] as number;
    if (size > 0)
      for (let d = 0; d < dimensions; d++)
        centroids[c * dimensions + d] = (centroids[c * dimensions + d] as number) / size;
    else {
      const far = farthest(points, clustering, taken);
      taken.add(far);
      centroids.set(values.subarray(far * dimensions, (far + 1) * dimensions), c * dimensions);
    }
  }
  return centroids;
}

function farthest(points: Points, clustering: Clustering, taken: ReadonlySet<number>): number {
  let far = 0;
  let most = -1;
  for (let i = 0; i < points.count; i++) {
    if (taken.has(i)) continue;
    const distance = squaredDistance(
      points.values,
      i,
      clustering.centroids,
      clustering.labels[i] as number,
      points.dimensions,
    );
    if (distance > most) {
      most = distance;
      far = i;
    }
  }
  return far;
}

/** Lloyd's algorithm from the given centroids until no point moves, or `maxIterations` passes. */
export function lloyd(points: Points, start: Float64Array, maxIterations = 300): Clustering {
  let clustering = assign(points, start);
  for (let pass = 0; pass < maxIterations; pass++) {
    const next = assign(points, recentre(points, clustering));
    const settled = next.inertia >= clustering.inertia * (1 - 1e-12) && !next.sizes.includes(0);
    if (next.inertia <= clustering.inertia) clustering = next;
    if (settled) break;
  }
  return clustering;
}

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
  return place(points, centroids, new Float64Array(points.count), undefined);
}

/** What a bound must be passed by to count: rounding must not decide which centroid is nearer. */
const SLACK = 1 - 1e-9;

/**
 * The same, sparing most comparisons where `before` is known, whose centroids these are moved from (Hamerly 2010): a point stays where
 * it is while its centroid is nearer than any other can have come. `farther` holds for each point how far all other centroids are at
 * least, and is brought up to date. Labels and inertia are those of comparing all.
 */
function place(
  points: Points,
  centroids: Float64Array,
  farther: Float64Array,
  before: Clustering | undefined,
): Clustering {
  const { count, dimensions, values } = points;
  const k = centroids.length / dimensions;
  const labels = new Int32Array(count);
  const sizes = new Int32Array(k);
  const { nearer, free } = before ? movesOf(before.centroids, centroids, dimensions) : NOTHING_KNOWN;
  let inertia = 0;
  for (let i = 0; i < count; i++) {
    const from = i * dimensions;
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    if (before) {
      nearest = before.labels[i] as number;
      least = 0;
      for (let d = 0, at = nearest * dimensions; d < dimensions; d++) {
        const difference = (values[from + d] as number) - (centroids[at + d] as number);
        least += difference * difference;
      }
      const bound = (farther[i] as number) - (nearer[nearest] as number);
      if (Math.sqrt(least) < SLACK * Math.max(bound, free[nearest] as number)) {
        farther[i] = bound;
        labels[i] = nearest;
        sizes[nearest] = (sizes[nearest] as number) + 1;
        inertia += least;
        continue;
      }
      least = Number.POSITIVE_INFINITY;
    }
    let second = Number.POSITIVE_INFINITY;
    // Written out, and left as soon as a centroid is farther than the second best: this loop is nearly all of the time.
    for (let c = 0, at = 0; c < k; c++, at += dimensions) {
      let distance = 0;
      for (let d = 0; d < dimensions && distance < second; d++) {
        const difference = (values[from + d] as number) - (centroids[at + d] as number);
        distance += difference * difference;
      }
      if (distance < least) {
        second = least;
        least = distance;
        nearest = c;
      } else if (distance < second) second = distance;
    }
    farther[i] = Math.sqrt(second);
    labels[i] = nearest;
    sizes[nearest] = (sizes[nearest] as number) + 1;
    inertia += least;
  }
  return { k, centroids, labels, sizes, inertia };
}

const NOTHING_KNOWN = { nearer: new Float64Array(0), free: new Float64Array(0) };

/** By centroid: how much nearer any other has come at most, and half its distance to the nearest other: inside it, none is nearer. */
function movesOf(before: Float64Array, centroids: Float64Array, dimensions: number) {
  const k = centroids.length / dimensions;
  const moved = Array.from({ length: k }, (_, c) => Math.sqrt(squaredDistance(before, c, centroids, c, dimensions)));
  const nearer = new Float64Array(k);
  const free = new Float64Array(k);
  for (let c = 0; c < k; c++) {
    let least = Number.POSITIVE_INFINITY;
    for (let other = 0; other < k; other++) {
      if (other === c) continue;
      nearer[c] = Math.max(nearer[c] as number, moved[other] as number);
      least = Math.min(least, squaredDistance(centroids, c, centroids, other, dimensions));
    }
    free[c] = Math.sqrt(least) / 2;
  }
  return { nearer, free };
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
  const farther = new Float64Array(points.count);
  let clustering = place(points, start, farther, undefined);
  for (let pass = 0; pass < maxIterations; pass++) {
    const next = place(points, recentre(points, clustering), farther, clustering);
    // From the same clustering the next pass would come to the same end.
    if (next.inertia > clustering.inertia) break;
    const settled = next.inertia >= clustering.inertia * (1 - 1e-12) && !next.sizes.includes(0);
    clustering = next;
    if (settled) break;
  }
  return clustering;
}

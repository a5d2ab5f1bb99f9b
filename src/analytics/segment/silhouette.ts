import { type Points, squaredDistance } from './points.js';

/**
 * The mean silhouette (Rousseeuw 1987) of several labellings of the same points in one pass over all pairs: a point's
 * is (b − a) / max(a, b), a its mean distance to its own cluster, b the least mean distance to another; 0 for a point
 * alone in its cluster, and for a labelling with a single cluster. Time grows with the square of the points.
 */
export function silhouettes(points: Points, labellings: readonly { k: number; labels: Int32Array }[]): number[] {
  const { count, dimensions, values } = points;
  const sizes = labellings.map(({ k, labels }) => {
    const size = new Int32Array(k);
    for (const label of labels) size[label] = (size[label] as number) + 1;
    return size;
  });
  const totals = labellings.map(() => 0);
  const distances = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) distances[j] = Math.sqrt(squaredDistance(values, i, values, j, dimensions));
    labellings.forEach(({ k, labels }, l) => {
      totals[l] = (totals[l] as number) + silhouetteOf(i, distances, k, labels, sizes[l] as Int32Array);
    });
  }
  return totals.map((total) => (count === 0 ? 0 : total / count));
}

function silhouetteOf(i: number, distances: Float64Array, k: number, labels: Int32Array, sizes: Int32Array): number {
  const own = labels[i] as number;
  const ownSize = sizes[own] as number;
  if (ownSize <= 1) return 0;
  const sums = new Float64Array(k);
  for (let j = 0; j < labels.length; j++) {
    const label = labels[j] as number;
    sums[label] = (sums[label] as number) + (distances[j] as number);
  }
  const within = (sums[own] as number) / (ownSize - 1);
  let between = Number.POSITIVE_INFINITY;
  for (let c = 0; c < k; c++) {
    const size = sizes[c] as number;
    if (c !== own && size > 0) between = Math.min(between, (sums[c] as number) / size);
  }
  if (between === Number.POSITIVE_INFINITY) return 0;
  const larger = Math.max(within, between);
  return larger === 0 ? 0 : (between - within) / larger;
}

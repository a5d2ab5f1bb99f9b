import type { Clustering } from './lloyd.js';

/** The same clustering with its clusters in order of size, the largest first (of equals the one first in space). */
export function largestFirst(clustering: Clustering): Clustering {
  const { k, centroids, sizes } = clustering;
  const dimensions = k === 0 ? 0 : centroids.length / k;
  const inSpace = (a: number, b: number) => {
    for (let d = 0; d < dimensions; d++) {
      const difference = (centroids[a * dimensions + d] as number) - (centroids[b * dimensions + d] as number);
      if (difference !== 0) return difference;
    }
    return a - b;
  };
  const order = Array.from({ length: k }, (_, c) => c).sort(
    (a, b) => (sizes[b] as number) - (sizes[a] as number) || inSpace(a, b),
  );
  const place = new Int32Array(k);
  const sorted = new Float64Array(centroids.length);
  order.forEach((from, to) => {
    place[from] = to;
    sorted.set(centroids.subarray(from * dimensions, (from + 1) * dimensions), to * dimensions);
  });
  return {
    k,
    centroids: sorted,
    labels: clustering.labels.map((label) => place[label] as number),
    sizes: Int32Array.from(order, (c) => sizes[c] as number),
    inertia: clustering.inertia,
  };
}

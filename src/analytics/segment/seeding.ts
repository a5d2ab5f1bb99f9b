import type { Random } from '../random.js';
import { type Points, squaredDistance } from './points.js';
import { below } from './sampling.js';

/** k-means++ (Arthur and Vassilvitskii 2007): each next centroid a point drawn by its squared distance to those there are. */
export function plusPlus(points: Points, k: number, random: Random): Float64Array {
  const { count, dimensions, values } = points;
  const centroids = new Float64Array(k * dimensions);
  const place = (c: number, i: number) =>
    centroids.set(values.subarray(i * dimensions, (i + 1) * dimensions), c * dimensions);
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  place(0, below(random, count));
  for (let c = 1; c < k; c++) {
    let total = 0;
    for (let i = 0; i < count; i++) {
      const distance = Math.min(nearest[i] as number, squaredDistance(values, i, centroids, c - 1, dimensions));
      nearest[i] = distance;
      total += distance;
    }
    place(c, drawByWeight(nearest, total, random));
  }
  return centroids;
}

/** A position, as likely as its share of the weights. */
export function drawByWeight(weights: Float64Array, total: number, random: Random): number {
  if (total <= 0) return below(random, weights.length);
  let rest = random() * total;
  for (let i = 0; i < weights.length; i++) {
    rest -= weights[i] as number;
    if (rest < 0) return i;
  }
  return weights.length - 1;
}

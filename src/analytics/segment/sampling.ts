import type { Random } from '../random.js';

/** A whole number in [0, bound). */
export function below(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/** `count` distinct indices of `size`, in random order (a partial Fisher-Yates shuffle); all of them when count ≥ size. */
export function sampleIndices(random: Random, size: number, count: number): Int32Array {
  const indices = Int32Array.from({ length: size }, (_, i) => i);
  const taken = Math.min(size, count);
  for (let i = 0; i < taken; i++) {
    const j = i + below(random, size - i);
    const swapped = indices[i] as number;
    indices[i] = indices[j] as number;
    indices[j] = swapped;
  }
  return indices.slice(0, taken);
}

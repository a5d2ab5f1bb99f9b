import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded source of randomness: the same seed gives the same sequence on every machine. */
export interface Random {
  /** An integer in [0, bound). */
  below(bound: number): number;
  /** A number in [0, 1). */
  unit(): number;
}

export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed | 0);
  return {
    below: (bound) => uniformInt(generator, 0, bound - 1),
    unit: () => uniformInt(generator, 0, 0x7fffffff) / 0x80000000,
  };
}

/** `count` distinct indices of `size`, in random order (a partial Fisher-Yates shuffle); all of them when count ≥ size. */
export function sampleIndices(random: Random, size: number, count: number): Int32Array {
  const indices = Int32Array.from({ length: size }, (_, i) => i);
  const taken = Math.min(size, count);
  for (let i = 0; i < taken; i++) {
    const j = i + random.below(size - i);
    const swapped = indices[i] as number;
    indices[i] = indices[j] as number;
    indices[j] = swapped;
  }
  return indices.slice(0, taken);
}

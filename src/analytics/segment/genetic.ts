import type { Random } from '../random.js';
import { type Clustering, lloyd } from './lloyd.js';
import { type Points, squaredDistance } from './points.js';
import { below } from './sampling.js';
import { plusPlus } from './seeding.js';
import { improvedBySwaps } from './swaps.js';

export interface GeneticOptions {
  readonly population: number;
  readonly generations: number;
  /** Lloyd passes that every child gets before it is judged. */
  readonly passes: number;
  /** Chance that a child has one centroid moved to a random point. */
  readonly mutation: number;
  /** Generations without a better individual after which the search ends. */
  readonly patience: number;
}

const DEFAULTS: GeneticOptions = { population: 16, generations: 60, passes: 4, mutation: 0.3, patience: 10 };

/**
 * k-means seeded by a genetic algorithm (after Krishna and Murty 1999, Bandyopadhyay and Maulik 2002): an individual is
 * a set of centroids, its fitness the inertia after a few Lloyd passes; parents win tournaments, a child takes each
 * centroid from one of its parents after the two sets were paired by nearness, and mutation moves a centroid to a random
 * point. The best survive. At the end the distinct best are run to convergence, and the one of least inertia is improved by swaps.
 */
export function geneticKMeans(
  points: Points,
  k: number,
  random: Random,
  options: Partial<GeneticOptions> = {},
): Clustering {
  const { population, generations, passes, mutation, patience } = { ...DEFAULTS, ...options };
  let people = Array.from({ length: population }, () => lloyd(points, plusPlus(points, k, random), passes));
  people.sort(byInertia);
  let stale = 0;
  for (let generation = 0; k > 1 && generation < generations && stale < patience; generation++) {
    const best = (people[0] as Clustering).inertia;
    const children = Array.from({ length: population }, () => {
      const child = cross(tournament(people, random), tournament(people, random), points.dimensions, random);
      if (random() < mutation) mutate(child, points, random);
      return lloyd(points, child, passes);
    });
    people = distinctBest([...people, ...children], population);
    stale = (people[0] as Clustering).inertia < best * (1 - 1e-4) ? 0 : stale + 1;
  }
  const settled = people.slice(0, 4).map((person) => lloyd(points, person.centroids));
  return improvedBySwaps(points, settled.sort(byInertia)[0] as Clustering, random);
}

const byInertia = (a: Clustering, b: Clustering) => a.inertia - b.inertia;

/** The best, each inertia once, so that copies of one individual do not take the population over. */
function distinctBest(people: Clustering[], size: number): Clustering[] {
  people.sort(byInertia);
  const distinct = people.filter(
    (person, i) => i === 0 || person.inertia > (people[i - 1] as Clustering).inertia * (1 + 1e-9),
  );
  return distinct.slice(0, size);
}

function tournament(people: readonly Clustering[], random: Random): Clustering {
  const one = below(random, people.length);
  const other = below(random, people.length);
  return people[Math.min(one, other)] as Clustering;
}

function cross(mother: Clustering, father: Clustering, dimensions: number, random: Random): Float64Array {
  const child = mother.centroids.slice();
  const free = new Set(Array.from({ length: father.k }, (_, i) => i));
  for (let c = 0; c < mother.k; c++) {
    let partner = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const candidate of free) {
      const distance = squaredDistance(mother.centroids, c, father.centroids, candidate, dimensions);
      if (distance < least) {
        least = distance;
        partner = candidate;
      }
    }
    free.delete(partner);
    if (random() < 0.5)
      child.set(father.centroids.subarray(partner * dimensions, (partner + 1) * dimensions), c * dimensions);
  }
  return child;
}

function mutate(centroids: Float64Array, points: Points, random: Random): void {
  const { dimensions } = points;
  const c = below(random, centroids.length / dimensions);
  const i = below(random, points.count);
  centroids.set(points.values.subarray(i * dimensions, (i + 1) * dimensions), c * dimensions);
}

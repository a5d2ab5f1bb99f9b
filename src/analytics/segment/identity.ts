import { leastCostAssignment } from './assignment.js';
import type { Scale } from './standardise.js';

/** A segment as it is remembered from month to month: where its middle lies, in the columns' own units. */
export interface KnownSegment {
  readonly id: number;
  readonly name: string;
  /** By column, in the order that the segmentation uses. */
  readonly means: readonly number[];
}

export interface Match {
  /** By new segment: the id it has from now on. */
  readonly ids: readonly number[];
  /** By new segment: how far its middle moved, in standard deviations a column; null for one that is new. */
  readonly drift: readonly (number | null)[];
  /** Ids of known segments that no new one continues. */
  readonly ended: readonly number[];
}

/** A middle that moved farther than this, in standard deviations a column, is another segment. */
export const FARTHEST_DRIFT = 0.75;

/**
 * Gives new segments the identity of the known ones whose middles are nearest: the pairing with the least total squared
 * distance, measured in the scales of the time when the known ones were found. What no known segment is near to gets a
 * new id, which was never used before.
 */
export function keepIdentity(
  known: readonly KnownSegment[],
  scales: readonly Scale[],
  newMeans: readonly (readonly number[])[],
  nextId: number,
): Match {
  const distance = newMeans.map((means) => known.map((segment) => driftBetween(means, segment.means, scales)));
  // Pairs too far to be the same cost a lot, but equally much: then they do not push near pairs apart.
  const cost = distance.map((row) => row.map((d) => (d <= FARTHEST_DRIFT ? d * d : 1e6)));
  const pairing = known.length === 0 ? newMeans.map(() => -1) : leastCostAssignment(cost);
  let fresh = nextId;
  const ids: number[] = [];
  const drift: (number | null)[] = [];
  pairing.forEach((partner, i) => {
    const moved = partner < 0 ? Number.POSITIVE_INFINITY : (distance[i]?.[partner] as number);
    const isSame = moved <= FARTHEST_DRIFT;
    ids.push(isSame ? (known[partner] as KnownSegment).id : fresh++);
    drift.push(isSame ? moved : null);
  });
  return { ids, drift, ended: known.map(({ id }) => id).filter((id) => !ids.includes(id)) };
}

function driftBetween(a: readonly number[], b: readonly number[], scales: readonly Scale[]): number {
  const squares = scales.reduce((sum, { deviation }, d) => {
    const difference = (a[d] as number) - (b[d] as number);
    return sum + (deviation === 0 ? 0 : (difference / deviation) ** 2);
  }, 0);
  return scales.length === 0 ? 0 : Math.sqrt(squares / scales.length);
}

/** Customers who went from one segment to another between two months; null stands for not being a customer then. */
export interface Move {
  readonly from: number | null;
  readonly to: number | null;
  readonly customers: number;
}

/** Counts moves, those who stayed where they were included. By customer: the segment's id. */
export function movesBetween(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Move[] {
  const counts = new Map<string, { from: number | null; to: number | null; customers: number }>();
  const add = (from: number | null, to: number | null) => {
    const key = `${from}>${to}`;
    const move = counts.get(key);
    if (move) move.customers++;
    else counts.set(key, { from, to, customers: 1 });
  };
  for (const [customer, from] of before) add(from, after.get(customer) ?? null);
  for (const [customer, to] of after) if (!before.has(customer)) add(null, to);
  return [...counts.values()].sort((a, b) => b.customers - a.customers);
}

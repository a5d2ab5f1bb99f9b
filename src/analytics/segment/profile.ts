import type { Clustering } from './lloyd.js';
import type { Scale } from './standardise.js';

export interface ColumnProfile {
  readonly column: string;
  /** The segment's mean, in the column's own unit. */
  readonly mean: number;
  /** How many standard deviations of all rows the mean lies above (below) that of all rows. */
  readonly z: number;
}

export interface SegmentProfile {
  /** 1 … k, the largest first. */
  readonly segment: number;
  readonly name: string;
  readonly size: number;
  readonly share: number;
  /** In the order of the columns given. */
  readonly columns: readonly ColumnProfile[];
}

/** A mean closer than this to that of all rows, in standard deviations, distinguishes nobody. */
const NOTABLE = 0.5;

/** What distinguishes each segment, and a name made of it: the one to three columns farthest from the mean of all. */
export function profiles(
  clustering: Clustering,
  columns: readonly string[],
  scales: readonly Scale[],
): SegmentProfile[] {
  const total = clustering.labels.length;
  const found = Array.from({ length: clustering.k }, (_, c) => {
    const size = clustering.sizes[c] as number;
    const described = columns.map((column, d) => {
      const { mean, deviation } = scales[d] as Scale;
      const z = clustering.centroids[c * columns.length + d] as number;
      return { column, mean: mean + z * deviation, z };
    });
    return { segment: c + 1, size, share: total === 0 ? 0 : size / total, columns: described };
  });
  const names = distinctNames(found.map(({ columns: described }) => described));
  return found.map((one, i) => ({
    segment: one.segment,
    name: names[i] as string,
    size: one.size,
    share: one.share,
    columns: one.columns,
  }));
}

/** Names from as few words as tell all segments apart; when no words do, the segment's number is added. */
function distinctNames(described: readonly (readonly ColumnProfile[])[]): string[] {
  for (const words of [1, 2, 3]) {
    const names = described.map((columns) => nameOf(columns, words));
    if (new Set(names).size === names.length) return names;
  }
  const names = described.map((columns) => nameOf(columns, 3));
  return names.map((name, i) => (names.filter((other) => other === name).length > 1 ? `${name} (${i + 1})` : name));
}

function nameOf(columns: readonly ColumnProfile[], words: number): string {
  const notable = columns
    .filter(({ z }) => Math.abs(z) >= NOTABLE)
    .sort((a, b) => Math.abs(b.z) - Math.abs(a.z))
    .slice(0, words);
  return notable.length === 0 ? 'average' : notable.map(({ column, z }) => `${degree(z)} ${column}`).join(', ');
}

function degree(z: number): string {
  if (Math.abs(z) >= 1.5) return z > 0 ? 'very high' : 'very low';
  return z > 0 ? 'high' : 'low';
}

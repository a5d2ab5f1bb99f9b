import { z } from 'zod';
import type { Snapshot } from '../gate.js';
import { sql, typed } from '../sql.js';
import type { Warehouse } from '../warehouse.js';

/** One partition to put in place: its next version lies in `from`; without one the partition is dropped. */
export const swapSchema = z.object({
  table: z.string(),
  /** The engine’s partition id: `202401`, the number of a version, or `all` for a table without partitions. */
  partition: z.string(),
  from: z.string().nullable(),
});
export type Swap = z.infer<typeof swapSchema>;

/** Everything that one publication does; it can be done again from the start at any time until it is published. */
export const publicationSchema = z.object({
  /** Whose publication it is: the run of a load, a scoring, an erasure. */
  runId: z.string(),
  swaps: z.array(swapSchema),
  /** Dictionaries to reload after the swaps, by name. */
  dictionaries: z.array(z.string()),
});
export type Publication = z.infer<typeof publicationSchema>;

export interface Entry {
  readonly sequence: number;
  readonly snapshot: Snapshot;
  readonly publication: Publication;
  readonly published: boolean;
}

/** A snapshot of the past: when it was published, by which run, and how many partitions it put in place. */
export interface PublishedSnapshot {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly publishedAt: string;
  readonly runId: string;
  readonly partitions: number;
}

/** The journal of publications in the warehouse itself, where every server that shares the engine sees it. */
export class Journal {
  constructor(private readonly warehouse: Warehouse) {}

  /** The newest publication and the newest published snapshot: one of the last two, since only the last can be unfinished. */
  async latest(): Promise<{ entry: Entry | null; snapshot: Snapshot }> {
    const { rows } = await this.warehouse.query(
      sql`SELECT sequence, snapshot_id, any(swaps), max(step = 'published'),
            formatDateTime(maxIf(at, step = 'published'), '%Y-%m-%dT%H:%i:%S', 'UTC')
          FROM tenure.publication WHERE sequence + 1 >= (SELECT max(sequence) FROM tenure.publication)
          GROUP BY sequence, snapshot_id ORDER BY sequence DESC`,
      { lane: 'control' },
    );
    const entries = rows.map(([sequence, id, swaps, published, at]) => ({
      sequence: Number(sequence),
      published: Number(published) === 1,
      publication: publicationSchema.parse(JSON.parse(String(swaps))),
      snapshot: { id: String(id), publishedAt: Number(published) === 1 ? `${String(at)}Z` : null },
    }));
    const snapshot = entries.find((entry) => entry.published)?.snapshot ?? EMPTY;
    return { entry: entries[0] ?? null, snapshot };
  }

  /** The newest published snapshots, the newest first. */
  async published(first: number): Promise<readonly PublishedSnapshot[]> {
    const { rows } = await this.warehouse.query(
      sql`SELECT snapshot_id, formatDateTime(at, '%Y-%m-%dT%H:%i:%SZ', 'UTC'), swaps FROM tenure.publication
          WHERE step = 'published' ORDER BY sequence DESC LIMIT ${typed(String(first), 'UInt32')}`,
      { lane: 'control' },
    );
    return rows.map(([id, at, swaps]) => {
      const { runId, swaps: partitions } = publicationSchema.parse(JSON.parse(String(swaps)));
      return { id: String(id), publishedAt: String(at), runId, partitions: partitions.length };
    });
  }

  async write(
    step: 'prepared' | 'published',
    sequence: number,
    snapshotId: string,
    publication: Publication,
    at: Date,
  ): Promise<void> {
    await this.warehouse.command(
      sql`INSERT INTO tenure.publication
          SELECT ${typed(String(sequence), 'UInt64')}, ${snapshotId}, ${step},
                 fromUnixTimestamp64Milli(${typed(String(at.getTime()), 'Int64')}, 'UTC'), ${JSON.stringify(publication)}`,
      { lane: 'control' },
    );
  }
}

/** The warehouse before any load. */
export const EMPTY: Snapshot = { id: '0', publishedAt: null };

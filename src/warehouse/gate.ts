/** A published state of the warehouse: all rows of an answer come from one. */
export interface Snapshot {
  readonly id: string;
  /** ISO 8601 UTC; null before the first load. */
  readonly publishedAt: string | null;
}

/**
 * The publishing gate between readers and loads: a reader sees one whole snapshot, never half a load. New reads wait
 * while partitions are swapped; running ones finish or, after a grace, are cancelled by the signal and run again.
 */
export interface PublishingGate {
  current(): Promise<Snapshot>;
  /**
   * Runs a read against one snapshot. With an engine shared by several servers the id and the publishing flag are
   * compared before and after, and the read is retried when they moved.
   */
  read<T>(work: (snapshot: Snapshot, signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Called after each publication, for caches. Returns how to stop listening. */
  onPublished(listener: (snapshot: Snapshot) => void): () => void;
}

/** Where one customer-month came from. */
export interface Lineage {
  /** The run that built it; null when there is no such customer-month. */
  readonly builtBy: string | null;
  readonly files: readonly LineageFile[];
}

/** A file that rows of it came from. */
export interface LineageFile {
  readonly table: string;
  /** Rows of this customer and month that the file brought. */
  readonly rows: number;
  readonly fileId: string;
  readonly name: string;
  readonly path: string;
  readonly contentHash: string;
  readonly runId: string;
  readonly source: string;
  /** ISO 8601 UTC. */
  readonly loadedAt: string;
}

/** When rows of a subject were last published, and by which run. */
export interface SubjectFreshness {
  readonly subject: string;
  /** ISO 8601 UTC. */
  readonly publishedAt: string;
  readonly runId: string;
}

/** What a feed, the files of one source, is like at the moment. */
export interface FeedState {
  readonly source: string;
  /** ISO 8601 UTC. */
  readonly lastLoadedAt: string;
  /** Since when a file has been due, ISO 8601 UTC; null where the feed is not late. */
  readonly lateSince: string | null;
  /** In what its last load was far from those before. */
  readonly alarms: readonly string[];
}

/** What the loads know of where data came from. */
export interface Origins {
  /** month: `YYYY-MM`. */
  lineage(customerId: string, month: string): Promise<Lineage>;
  freshness(): Promise<readonly SubjectFreshness[]>;
  /** Every feed that was loaded, by name. */
  feeds(): Promise<readonly FeedState[]>;
}

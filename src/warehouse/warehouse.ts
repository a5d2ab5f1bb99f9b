import type { Readable } from 'node:stream';
import type { ClickHouseClient } from '@clickhouse/client';

/**
 * Which of the engine's sessions runs a statement: people's questions, loads and fits, or the statements that watch and
 * stop others. Lanes never wait for each other.
 */
export type Lane = 'interactive' | 'batch' | 'control';

export interface LaneActivity {
  readonly lane: Lane;
  /** Statements that wait for a session or run. */
  readonly running: number;
  readonly finished: number;
  readonly failed: number;
  /** Of all that have ended, waiting included. */
  readonly seconds: number;
}

/** A statement with ClickHouse parameters, `{name:Type}` in the text. Values are bound, never spliced. */
export interface Statement {
  readonly text: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface QueryLimits {
  readonly timeoutMs?: number;
  readonly maxRowsToRead?: number;
  readonly maxResultRows?: number;
  readonly maxMemoryBytes?: number;
  readonly maxThreads?: number;
}

export interface QueryOptions {
  readonly lane?: Lane;
  /** Aborting stops the work in the engine, not only the waiting for it. */
  readonly signal?: AbortSignal;
  readonly limits?: QueryLimits;
}

export interface Column {
  readonly name: string;
  /** ClickHouse's type, such as `Nullable(Decimal(18, 4))`. */
  readonly type: string;
}

export interface ResultStats {
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly durationMs: number;
}

/** Cells as JSONCompact gives them with 64-bit integers and decimals quoted: string | number | boolean | null | array. */
export type Row = readonly unknown[];

export interface ResultSet {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly stats: ResultStats;
}

/** A result read in batches: `columns` are known before the first batch. */
export interface RowStream extends AsyncIterable<readonly Row[]> {
  readonly columns: readonly Column[];
}

/**
 * A result as the engine writes it: buffers of whole TabSeparated rows, undecoded, for a reader that copies values more than
 * it looks at them. NULL is \\N; a tab, a line end and a backslash inside a value are escaped.
 */
export interface TextStream extends AsyncIterable<Buffer> {
  readonly columns: readonly Column[];
}

/** The one port to ClickHouse, embedded in this process or a server by URL. Errors are TenureErrors. */
export interface Warehouse {
  readonly engine: 'embedded' | 'server';
  /** The database that holds the star (`tenure`). */
  readonly database: string;
  query(statement: Statement, options?: QueryOptions): Promise<ResultSet>;
  stream(statement: Statement, options?: QueryOptions): Promise<RowStream>;
  streamText(statement: Statement, options?: QueryOptions): Promise<TextStream>;
  /**
   * Runs a statement that returns nothing: DDL, INSERT … SELECT, ALTER … REPLACE PARTITION. In the batch lane unless said
   * otherwise; the interactive lane only reads.
   */
  command(statement: Statement, options?: QueryOptions): Promise<void>;
  /**
   * Runs an `INSERT … SELECT … FROM input(…) … FORMAT …` whose data are sent with it. For a server, which does not see our files;
   * the embedded engine opens them itself and refuses this (NOT_SUPPORTED). A body that fails stops the statement.
   */
  insert(statement: Statement, body: Readable, options?: QueryOptions): Promise<void>;
  /** How busy each lane is and was since the start. */
  activity(): readonly LaneActivity[];
  /** The plain client over a lane's sessions, for Cube's driver. */
  client(lane: Lane): ClickHouseClient;
  close(): Promise<void>;
}

import type { RunFigures } from './ledger.js';

// What a load is asked and what it tells.

export type StepName = 'extract' | 'stage' | 'quarantine' | 'merge' | 'derive' | 'summarise' | 'reconcile' | 'publish';

export interface Progress {
  readonly step: StepName;
  readonly done: number;
  readonly total: number;
  /** What is being worked on: a file, a table, a month. */
  readonly label: string;
}

export interface RunRequest {
  /** Source files (YAML); several are loaded as one publication. */
  readonly source: string | readonly string[];
  /** Data files, directories or globs; those of the source file when empty. Only with one source. */
  readonly files?: readonly string[] | undefined;
  /** Where the source files' relative paths start. */
  readonly directory?: string | undefined;
  /** Month that the files describe, `YYYY-MM`. */
  readonly asOf?: string | undefined;
  /** A file of a known name with new content takes the place of the one loaded before. */
  readonly newVersion?: boolean | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RunResult extends RunFigures {
  readonly runId: string;
  readonly state: 'published' | 'unchanged';
  readonly snapshotId: string | null;
  readonly months: readonly string[];
  /** Files that had been loaded before with the same content. */
  readonly skipped: readonly string[];
  /** Columns that no mapping knows, and the like. */
  readonly warnings: readonly string[];
}

export interface CheckResult {
  readonly files: readonly string[];
  /** Columns in the files that no mapping knows. */
  readonly extraColumns: readonly string[];
  /** In what the files are far from those of their feed before. */
  readonly alarms: readonly string[];
  readonly subjects: readonly {
    readonly subject: string;
    readonly rows: number;
    readonly bad: number;
    readonly columns: readonly string[];
    readonly sample: readonly (readonly unknown[])[];
    readonly problems: readonly {
      readonly column: string;
      readonly reason: string;
      readonly rows: number;
      /** Where it can be looked at, such as `calls.csv lines 2, 3`. */
      readonly examples?: readonly string[];
    }[];
    /** Rows that say the same as another of their key: they count once. */
    readonly repeated: number;
  }[];
}

export interface UndoRequest {
  /** Id of the run to take out. */
  readonly run: string;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface UndoResult {
  /** Of the run that took the other one out; of that one where nothing was left to do. */
  readonly runId: string;
  readonly state: 'published' | 'unchanged';
  readonly snapshotId: string | null;
  readonly months: readonly string[];
  /** What stays although it came with the run, and what does not come back. */
  readonly notes: readonly string[];
}

export interface TableRequest {
  /** `table`, or `database.table`. */
  readonly name: string;
  readonly files: readonly string[];
  /** Columns that tell rows apart; none: the files are the whole table. */
  readonly key: readonly string[];
}

export interface TableResult {
  readonly runId: string;
  readonly table: string;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly snapshotId: string;
}

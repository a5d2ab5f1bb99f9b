import type { Pool } from 'pg';

/** A file that a run read. */
export interface LoadedFile {
  readonly name: string;
  readonly path: string;
  /** What rows of it carry in the warehouse. */
  readonly fileId: string;
  readonly contentHash: string;
  readonly bytes: number;
  readonly rowsIn: number;
  /** Rows and values of it that were set aside. */
  readonly quarantined: number;
  /** The run whose file took its place; null while its rows are served. */
  readonly supersededBy: string | null;
}

/** One run of one source, with where its rows came from. */
export interface LoadRun {
  readonly runId: string;
  readonly source: string;
  readonly state: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly rowsIn: number;
  readonly rowsLoaded: number;
  readonly rowsQuarantined: number;
  readonly rowsDuplicate: number;
  readonly valuesReported: number;
  readonly months: readonly string[];
  readonly subjects: readonly string[];
  readonly snapshot: string | null;
  readonly error: string | null;
  readonly files: readonly LoadedFile[];
}

const RUNS = `
  select run_id as "runId", source, state, started_at as "startedAt", finished_at as "finishedAt", rows_in::float8 as "rowsIn",
    rows_loaded::float8 as "rowsLoaded", rows_quarantined::float8 as "rowsQuarantined", rows_duplicate::float8 as "rowsDuplicate",
    values_reported::float8 as "valuesReported",
    array(select to_char(m, 'YYYY-MM-DD') from unnest(months) as m order by m) as months, subjects, snapshot_id as snapshot, error
  from etl_run order by number desc limit $1`;

const FILES = `
  select f.run_id as "runId", f.name, f.path, f.file_id::text as "fileId", f.content_hash as "contentHash", f.bytes::float8 as bytes,
    f.rows_in::float8 as "rowsIn", f.superseded_by as "supersededBy",
    (select count(*)::float8 from etl_quarantine q where q.run_id = f.run_id and q.file_id = f.file_id) as quarantined
  from etl_file f where f.run_id = any($1) order by f.name`;

/** The latest runs of the ledger with their files, the newest first. */
export async function latestRuns(pool: Pool, first: number): Promise<readonly LoadRun[]> {
  const runs = await pool.query<
    Omit<LoadRun, 'startedAt' | 'finishedAt' | 'files'> & { startedAt: Date; finishedAt: Date | null }
  >(RUNS, [first]);
  const files = await pool.query<LoadedFile & { runId: string }>(FILES, [runs.rows.map(({ runId }) => runId)]);
  return runs.rows.map((run) => ({
    ...run,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    files: files.rows.filter(({ runId }) => runId === run.runId).map(({ runId: _run, ...file }) => file),
  }));
}

import type { Pool } from 'pg';
import type { SourceFile } from './source/files.js';

export interface RunFigures {
  readonly rowsIn: number;
  readonly rowsLoaded: number;
  readonly rowsQuarantined: number;
  readonly rowsDuplicate: number;
  readonly valuesReported: number;
}

export interface RunRecord extends RunFigures {
  readonly runId: string;
  readonly source: string;
  readonly state: 'running' | 'published' | 'unchanged' | 'failed' | 'undone';
  /** The run that this one took out. */
  readonly undoes: string | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly snapshotId: string | null;
  readonly months: readonly string[];
  readonly error: string | null;
}

/** How fresh a subject is: when rows of it were last published, and by which run. */
export interface Freshness {
  readonly subject: string;
  readonly publishedAt: string;
  readonly runId: string;
}

/** A file that rows came from. */
export interface Origin {
  readonly fileId: string;
  readonly name: string;
  readonly path: string;
  readonly contentHash: string;
  readonly runId: string;
  readonly source: string;
  readonly loadedAt: string;
}

export interface LedgerFile extends SourceFile {
  /** What rows carry: the first 8 bytes of the hash of source, content and month. */
  readonly fileId: string;
  /** First day of the month that the file describes, where the source asks for one. */
  readonly month: string | null;
  /** What the source said of reading it. */
  readonly mapping: string;
}

/** A file as its run recorded it. */
export interface FileEntry {
  readonly fileId: string;
  readonly name: string;
  /** The content had been loaded under another name. */
  readonly repeats: boolean;
  readonly supersededBy: string | null;
}

/** A file that the warehouse holds: its content is loaded under this name. */
export interface HeldFile {
  readonly runId: string;
  readonly fileId: string;
  readonly name: string;
  readonly month: string | null;
  /** How its content was read; null where that is not known. */
  readonly mapping: string | null;
  /** Some of its rows were forgotten with their months, so that it may be read again. */
  readonly forgotten: boolean;
}

export interface Problem {
  readonly fileId: string;
  readonly fileName: string;
  readonly line: number;
  readonly subject: string;
  readonly column: string;
  readonly reason: string;
  readonly value: string;
  readonly severity: 'row' | 'value';
  readonly customerKey: string;
}

/** The run ledger in the application store. */
export class Ledger {
  constructor(private readonly pool: Pool) {}

  async begin(runId: string, source: string, asOf: string | null, startedAt: Date): Promise<void> {
    await this.pool.query(
      `insert into etl_run (run_id, source, state, started_at, as_of) values ($1, $2, 'running', $3, $4)`,
      [runId, source, startedAt, asOf],
    );
  }

  /**
   * What the warehouse holds of a source that has to do with these files: the same content, the same name (or one that ends in
   * it, or in which it ends), or a content that one of these names stands for.
   */
  async held(source: string, files: readonly LedgerFile[]): Promise<HeldFile[]> {
    const { rows } = await this.pool.query(
      `with held as (
         select f.run_id, f.file_id, f.name, f.month, f.forgotten, case when not f.repeats then f.mapping_hash end as mapping from etl_file f join etl_run r using (run_id)
         where f.source = $1 and r.state in ('published', 'unchanged') and f.superseded_by is null),
       named as (
         select held.* from held where exists (select from unnest($3::text[]) as given
           where name = given or right(name, length(given) + 1) = '/' || given or right(given, length(name) + 1) = '/' || name))
       select run_id, file_id::text, name, month::text, mapping, forgotten from held
       where file_id = any($2::numeric[]) or file_id in (select file_id from named)`,
      [source, files.map((file) => file.fileId), files.map((file) => file.name)],
    );
    return rows.map((row) => ({
      runId: row.run_id,
      fileId: row.file_id,
      name: row.name,
      month: row.month,
      mapping: row.mapping,
      forgotten: row.forgotten,
    }));
  }

  /** Rows of these contents are in the warehouse no more. */
  async markForgotten(fileIds: readonly string[]): Promise<void> {
    await this.pool.query(`update etl_file set forgotten = true where file_id = any($1::numeric[])`, [fileIds]);
  }

  /** Subjects that rows of these contents went to. */
  async subjectsOf(fileIds: readonly string[]): Promise<string[]> {
    const { rows } = await this.pool.query(
      `select distinct unnest(r.subjects) as subject from etl_run r join etl_file f using (run_id)
       where f.file_id = any($1::numeric[]) and not f.repeats order by subject`,
      [fileIds],
    );
    return rows.map((row) => row.subject);
  }

  /** repeats: the content is loaded already, under another name. */
  async addFiles(runId: string, source: string, files: readonly LedgerFile[], repeats = false): Promise<void> {
    for (const file of files)
      await this.pool.query(
        `insert into etl_file (run_id, file_id, source, name, path, content_hash, bytes, month, repeats, mapping_hash)
         values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
        [runId, file.fileId, source, file.name, file.path, file.hash, file.bytes, file.month, repeats, file.mapping],
      );
  }

  async setRowsIn(runId: string, fileId: string, rows: number): Promise<void> {
    await this.pool.query(`update etl_file set rows_in = $3 where run_id = $1 and file_id = $2 and not repeats`, [
      runId,
      fileId,
      rows,
    ]);
  }

  async quarantine(runId: string, problems: readonly Problem[]): Promise<void> {
    const column = <T>(of: (problem: Problem) => T) => problems.map(of);
    await this.pool.query(
      `insert into etl_quarantine
         (run_id, file_id, file_name, line, subject, column_name, reason, value, severity, customer_key)
       select $1, * from unnest($2::numeric[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
                                $9::text[], $10::numeric[])`,
      [
        runId,
        column((p) => p.fileId),
        column((p) => p.fileName),
        column((p) => p.line),
        column((p) => p.subject),
        column((p) => p.column),
        column((p) => p.reason),
        column((p) => p.value),
        column((p) => p.severity),
        column((p) => p.customerKey),
      ],
    );
  }

  /** Written before the swaps, so that a restart can finish the record from the warehouse's journal. */
  async prepared(
    runId: string,
    figures: RunFigures,
    months: readonly string[],
    subjects: readonly string[],
    superseded: readonly HeldFile[],
  ): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query(
        `update etl_run set rows_in = $2, rows_loaded = $3, rows_quarantined = $4, rows_duplicate = $5,
           values_reported = $6, months = $7, subjects = $8 where run_id = $1`,
        [
          runId,
          figures.rowsIn,
          figures.rowsLoaded,
          figures.rowsQuarantined,
          figures.rowsDuplicate,
          figures.valuesReported,
          months,
          subjects,
        ],
      );
      for (const file of superseded)
        await client.query(`update etl_file set superseded_by = $4 where run_id = $1 and file_id = $2 and name = $3`, [
          file.runId,
          file.fileId,
          file.name,
          runId,
        ]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  }

  /** One that undoes another marks that and lets what came back count again. */
  async finish(runId: string, state: 'published' | 'unchanged', snapshotId: string | null, at: Date): Promise<void> {
    await this.pool.query(
      `with ended as (
         update etl_run set state = $2, snapshot_id = $3, finished_at = $4, error = null where run_id = $1
         returning undoes, restores),
       taken_out as (update etl_run set state = 'undone' from ended where etl_run.run_id = ended.undoes)
       update etl_file set superseded_by = null from ended
       where etl_file.superseded_by = ended.undoes and etl_file.file_id = any(ended.restores)`,
      [runId, state, snapshotId, at],
    );
  }

  async beginUndo(
    runId: string,
    source: string,
    undoes: string,
    restores: readonly string[],
    startedAt: Date,
  ): Promise<void> {
    await this.pool.query(
      `insert into etl_run (run_id, source, state, started_at, undoes, restores) values ($1, $2, 'running', $3, $4, $5)`,
      [runId, source, startedAt, undoes, restores],
    );
  }

  async runOf(runId: string): Promise<Pick<RunRecord, 'source' | 'state' | 'undoes'> | undefined> {
    const { rows } = await this.pool.query(`select source, state, undoes from etl_run where run_id = $1`, [runId]);
    return rows[0];
  }

  /** The files of a run, those that only repeat another's content too. */
  async entriesOf(runId: string): Promise<FileEntry[]> {
    const { rows } = await this.pool.query(
      `select file_id::text as "fileId", name, repeats, superseded_by as "supersededBy" from etl_file where run_id = $1 order by name`,
      [runId],
    );
    return rows;
  }

  /** Names of other runs under which contents are loaded, by content. */
  async otherHolders(runId: string, fileIds: readonly string[]): Promise<Map<string, string>> {
    const { rows } = await this.pool.query(
      `select file_id::text as id, min(f.name) as name from etl_file f join etl_run r using (run_id)
       where run_id <> $1 and file_id = any($2::numeric[]) and r.state in ('published', 'unchanged') and f.superseded_by is null
       group by file_id`,
      [runId, fileIds],
    );
    return new Map(rows.map((row) => [row.id, row.name]));
  }

  /** What a run replaced; hadRows: whether rows of that content came with that entry's run. */
  async supersededBy(runId: string): Promise<{ fileId: string; name: string; hadRows: boolean }[]> {
    const { rows } = await this.pool.query(
      `select f.file_id::text as "fileId", f.name, f.rows_in > 0 or f.repeats as "hadRows" from etl_file f join etl_run r using (run_id)
       where f.superseded_by = $1 and r.state in ('published', 'unchanged') order by f.name`,
      [runId],
    );
    return rows;
  }

  async fail(runId: string, message: string, at: Date): Promise<void> {
    await this.pool.query(
      `update etl_run set state = 'failed', error = $2, finished_at = $3 where run_id = $1 and state = 'running'`,
      [runId, message, at],
    );
    await this.pool.query(`update etl_file set superseded_by = null where superseded_by = $1`, [runId]);
  }

  async running(): Promise<string[]> {
    const { rows } = await this.pool.query(`select run_id from etl_run where state = 'running'`);
    return rows.map((row) => row.run_id);
  }

  async latest(limit: number): Promise<RunRecord[]> {
    const { rows } = await this.pool.query(
      `select *, to_json(months) as months_text from etl_run order by number desc limit $1`,
      [limit],
    );
    return rows.map((row) => ({
      runId: row.run_id,
      source: row.source,
      state: row.state,
      undoes: row.undoes,
      startedAt: row.started_at.toISOString(),
      finishedAt: row.finished_at?.toISOString() ?? null,
      snapshotId: row.snapshot_id,
      rowsIn: Number(row.rows_in),
      rowsLoaded: Number(row.rows_loaded),
      rowsQuarantined: Number(row.rows_quarantined),
      rowsDuplicate: Number(row.rows_duplicate),
      valuesReported: Number(row.values_reported),
      months: row.months_text,
      error: row.error,
    }));
  }

  async freshness(): Promise<Freshness[]> {
    const { rows } = await this.pool.query(
      `select distinct on (subject) subject, r.finished_at, r.run_id
       from etl_run r cross join unnest(r.subjects) as subject where r.state = 'published' and r.undoes is null
       order by subject, r.number desc`,
    );
    return rows.map((row) => ({ subject: row.subject, publishedAt: row.finished_at.toISOString(), runId: row.run_id }));
  }

  /** The files with these ids, each as its published run recorded it. */
  async origins(fileIds: readonly string[]): Promise<Origin[]> {
    const { rows } = await this.pool.query(
      `select f.file_id::text, f.name, f.path, f.content_hash, f.run_id, f.source, r.finished_at
       from etl_file f join etl_run r using (run_id) where r.state in ('published', 'undone') and not f.repeats and f.file_id = any($1::numeric[])
       order by r.number, f.name`,
      [fileIds],
    );
    return rows.map((row) => ({
      fileId: row.file_id,
      name: row.name,
      path: row.path,
      contentHash: row.content_hash,
      runId: row.run_id,
      source: row.source,
      loadedAt: row.finished_at.toISOString(),
    }));
  }
}

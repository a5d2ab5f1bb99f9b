import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import { TenureError } from '../src/errors/errors.js';
import type { Gate } from '../src/warehouse/publish/gate.js';
import type { Swap } from '../src/warehouse/publish/journal.js';
import type { Warehouse } from '../src/warehouse/warehouse.js';
import type { HeldFile, Ledger, LedgerFile, RunFigures } from './ledger.js';
import type { CheckResult, Progress, RunRequest, RunResult } from './request.js';
import { declareAttributes } from './steps/attributes.js';
import { refuseBrokenFeed } from './steps/broken-feed.js';
import { checkStaged } from './steps/check.js';
import { choose, identified } from './steps/choose.js';
import { findConflicts, refuseConflicts } from './steps/conflicts.js';
import { Ahead, deriveWhole, summarise } from './steps/derive.js';
import { merge, type Next } from './steps/merge.js';
import { touchedMonths } from './steps/months.js';
import { type PreparedSource, prepare } from './steps/prepare.js';
import { quarantine } from './steps/quarantine.js';
import { reconcile } from './steps/reconcile.js';
import { dropLeftovers } from './steps/scratch.js';
import { createStage, fillStage, type Staged } from './steps/stage.js';
import { TARGETS } from './targets.js';

interface Context {
  readonly warehouse: Warehouse;
  readonly ledger: Ledger;
  readonly gate: Gate;
  readonly zone: string;
  readonly log: Logger;
  readonly clock: () => Date;
  readonly runId: string;
  readonly signal: AbortSignal;
}

interface StagedSource {
  readonly prepared: PreparedSource;
  readonly files: readonly LedgerFile[];
  readonly staged: readonly Staged[];
}

/** One run, step by step. Nothing that is served changes before the last step. */
export class LoadRun {
  /** For what is read in another form than it came: XML as JSON lines. */
  private readonly scratchDir: string;

  constructor(
    private readonly context: Context,
    private readonly request: RunRequest,
  ) {
    this.scratchDir = mkdtempSync(path.join(tmpdir(), 'tenure-etl-'));
  }

  async load(): Promise<RunResult> {
    const { ledger, runId, clock } = this.context;
    const prepared = await prepare(this.context.warehouse, this.request, this.scratchDir, (progress) =>
      this.tell(progress),
    );
    const asOf = prepared[0]?.asOf ?? null;
    await ledger.begin(runId, prepared.map(({ source }) => source.spec.source).join(', '), asOf, clock());
    try {
      return await this.carryOut(prepared);
    } catch (error) {
      // Once journalled the run happens whatever failed here; the next start finishes the record.
      if (!(await this.journalled()))
        await ledger.fail(runId, error instanceof Error ? error.message : String(error), clock());
      if (!isDiskFull(error)) throw error;
      throw new TenureError(
        'DATA_DIR',
        'The disk of the warehouse is full: nothing was loaded, and what is served is as it was. Make room and load again.',
        { cause: error },
      );
    }
  }

  async check(): Promise<CheckResult> {
    const prepared = await prepare(this.context.warehouse, this.request, this.scratchDir, (progress) =>
      this.tell(progress),
    );
    const staged: Staged[] = [];
    const names = new Map<string, string>();
    const gone: string[] = [];
    for (const one of prepared) {
      const files = identified(one);
      gone.push(...(await choose(one, this.context.ledger, true)).gone);
      for (const file of files) names.set(file.fileId, file.name);
      staged.push(...(await this.stage(one, files, staged.length)));
    }
    return checkStaged(this.context.warehouse, prepared, staged, { names, superseded: [...gone, ...names.keys()] });
  }

  /** Drops what the run made for itself, unless a publication that is not finished still needs it. */
  async clear(): Promise<void> {
    rmSync(this.scratchDir, { recursive: true, force: true });
    if (await this.context.gate.isSettled()) await dropLeftovers(this.context.warehouse, this.context.runId);
  }

  private async carryOut(prepared: readonly PreparedSource[]): Promise<RunResult> {
    const { warehouse, ledger, gate, runId, clock, signal } = this.context;
    const warnings = prepared.flatMap((one) => one.warnings);
    const skipped: string[] = [];
    const superseded: HeldFile[] = [];
    const gone: string[] = [];
    const sources: StagedSource[] = [];
    for (const one of prepared) {
      const { fresh, ...chosen } = await choose(one, ledger, this.request.newVersion ?? false);
      skipped.push(...chosen.known);
      superseded.push(...chosen.superseded);
      gone.push(...chosen.gone);
      warnings.push(...chosen.warnings);
      await ledger.addFiles(runId, one.source.spec.source, chosen.repeats, true);
      if (fresh.length === 0) continue;
      await ledger.addFiles(runId, one.source.spec.source, fresh);
      const index = sources.reduce((sum, { staged }) => sum + staged.length, 0);
      sources.push({ prepared: one, files: fresh, staged: await this.stage(one, fresh, index) });
    }
    if (sources.length === 0) {
      await ledger.finish(runId, 'unchanged', null, clock());
      const none = { rowsIn: 0, rowsLoaded: 0, rowsQuarantined: 0, rowsDuplicate: 0, valuesReported: 0 };
      return { runId, state: 'unchanged', snapshotId: null, months: [], skipped, warnings, ...none };
    }
    const staged = sources.flatMap((one) => one.staged);
    this.tell({ step: 'quarantine', done: 0, total: 1, label: 'problems' });
    const kept = await quarantine(
      warehouse,
      ledger,
      runId,
      staged,
      sources.flatMap((one) => one.files),
    );
    for (const one of sources) await refuseBrokenFeed(warehouse, one.prepared.source.spec, one.staged, runId);
    const nexts = await this.mergeAll(staged, gone);
    warnings.push(...(await this.conflictsOf(sources, nexts, gone)));
    const { ahead, swaps, months } = await this.derive(nexts);
    this.tell({ step: 'reconcile', done: 0, total: 1, label: 'rows and money' });
    await reconcile(ahead, nexts, months);
    const figures: RunFigures = {
      rowsIn: sum(nexts, (next) => next.rowsStaged),
      rowsLoaded: sum(nexts, (next) => next.rowsStaged - next.rowsBad - next.rowsDuplicate),
      rowsQuarantined: kept.rows,
      rowsDuplicate: sum(nexts, (next) => next.rowsDuplicate),
      valuesReported: kept.values,
    };
    for (const { prepared: one } of sources) await declareAttributes(warehouse, one.source.spec.attributes, clock());
    await ledger.prepared(
      runId,
      figures,
      months,
      nexts.map((next) => next.target.name),
      superseded,
    );
    signal.throwIfAborted();
    this.tell({ step: 'publish', done: 0, total: 1, label: `${swaps.length} partitions` });
    const dictionaries = nexts.flatMap(({ target: { dictionary } }) => (dictionary ? [`tenure.${dictionary}`] : []));
    const snapshot = await gate.publish({ runId, swaps, dictionaries });
    await ledger.finish(runId, 'published', snapshot.id, clock());
    this.tell({ step: 'publish', done: 1, total: 1, label: `snapshot ${snapshot.id}` });
    return { runId, state: 'published', snapshotId: snapshot.id, months, skipped, warnings, ...figures };
  }

  /** Rows that do not count although they are other records: refused where they are many, else told. */
  private async conflictsOf(
    sources: readonly StagedSource[],
    nexts: readonly Next[],
    gone: readonly string[],
  ): Promise<string[]> {
    const { warehouse, signal } = this.context;
    const names = new Map(sources.flatMap(({ files }) => files.map((file) => [file.fileId, file.name] as const)));
    const staged = sources.flatMap((one) => one.staged);
    const told: string[] = [];
    for (const next of nexts) {
      if (next.rowsConflicting > 0)
        told.push(`${next.target.name}: ${next.rowsConflicting} rows have the key of another row and other content.`);
      if (next.rowsDuplicate === 0) continue;
      const superseded = [...gone, ...names.keys()];
      const found = await findConflicts(next.target, staged, { warehouse, names, superseded, signal });
      for (const { prepared } of sources)
        if (prepared.source.spec.loads.some((load) => load.into === next.target.name))
          refuseConflicts(next.target, prepared.source.spec, found);
    }
    return told;
  }

  private async journalled(): Promise<boolean> {
    return !(await this.context.gate.isSettled()) || (await this.context.gate.snapshotOf(this.context.runId)) !== null;
  }

  private async stage(prepared: PreparedSource, files: readonly LedgerFile[], from: number): Promise<Staged[]> {
    const { warehouse, ledger, runId, zone, signal } = this.context;
    const { source, asOf, readables, types } = prepared;
    const zones = { source: source.spec.time_zone ?? zone, operator: zone };
    const staged: Staged[] = [];
    for (const [index, load] of source.spec.loads.entries()) {
      const one = await createStage(warehouse, runId, from + index, load, signal);
      staged.push(one);
      for (const [done, file] of files.entries()) {
        this.tell({ step: 'stage', done, total: files.length, label: `${file.name} → ${load.into}` });
        const readable = readables.get(file.path);
        if (!readable) throw new Error(`${file.path} was not prepared`);
        try {
          const options = { spec: source.spec, file: readable, fileId: file.fileId, asOf, types, zones };
          await fillStage(warehouse, one, options, signal);
        } catch (error) {
          if (!(error instanceof TenureError) || error.kind !== 'ENGINE' || isDiskFull(error)) throw error;
          throw new TenureError('SOURCE', `${file.path} cannot be read as ${source.spec.format}: ${error.message}`, {
            cause: error,
          });
        }
      }
    }
    for (const file of files) {
      const first = staged[0];
      if (!first) continue;
      const { rows } = await warehouse.query(
        { text: `SELECT count() FROM ${first.table.text} WHERE file_id = {id:UInt64}`, params: { id: file.fileId } },
        { lane: 'batch' },
      );
      await ledger.setRowsIn(runId, file.fileId, Number(rows[0]?.[0]));
    }
    return staged;
  }

  private async mergeAll(staged: readonly Staged[], gone: readonly string[]): Promise<Next[]> {
    const { warehouse, ledger, runId, signal } = this.context;
    const touched = new Set([...staged.map((one) => one.target.name), ...(await ledger.subjectsOf(gone))]);
    const targets = TARGETS.filter(({ name }) => touched.has(name));
    const nexts: Next[] = [];
    for (const into of targets) {
      this.tell({ step: 'merge', done: nexts.length, total: targets.length, label: into.table });
      const mine = staged.filter((one) => one.target.name === into.name);
      nexts.push(await merge(into, mine, { warehouse, runId, superseded: gone, signal }));
    }
    return nexts;
  }

  private async derive(nexts: readonly Next[]): Promise<{ ahead: Ahead; swaps: Swap[]; months: readonly string[] }> {
    const { warehouse, runId, signal } = this.context;
    const swaps = nexts.flatMap((next) => [...next.swaps, ...next.duplicateSwaps]);
    const byTable = new Map(nexts.map((next) => [next.target.table, next]));
    let ahead = new Ahead(warehouse, runId, byTable, new Map(), signal);
    const due = [
      ...(ahead.has('customer_change') ? (['dim_customer'] as const) : []),
      ...(ahead.has('customer_change') || ahead.has('fact_event') ? (['customer_spell'] as const) : []),
    ];
    for (const [done, table] of due.entries()) {
      this.tell({ step: 'derive', done, total: due.length, label: table });
      const { name, swap } = await deriveWhole(table, ahead);
      ahead = ahead.with(table, name);
      swaps.push(swap);
    }
    const { build, drop } = await touchedMonths(ahead, nexts);
    let done = 0;
    this.tell({ step: 'summarise', done, total: build.length, label: 'customer_month' });
    const light = await summarise(ahead, build, (months) => {
      done += months.length;
      this.tell({ step: 'summarise', done, total: build.length, label: months.at(-1)?.slice(0, 7) ?? '' });
    });
    swaps.push(...light.swaps);
    for (const month of drop)
      swaps.push({ table: 'tenure.customer_month', partition: month.slice(0, 7).replace('-', ''), from: null });
    return { ahead: ahead.with('customer_month', light.name), swaps, months: build };
  }

  private tell(progress: Progress): void {
    this.request.onProgress?.(progress);
  }
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** NOT_ENOUGH_SPACE of the engine, ENOSPC of the system. */
function isDiskFull(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (
      /Code: 243|NOT_ENOUGH_SPACE|No space left on device|ENOSPC|Cannot reserve .*not enough space/i.test(cause.message)
    )
      return true;
  return false;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import { TenureError } from '../src/errors/errors.js';
import { storageFaultOf } from '../src/errors/storage-fault.js';
import { WarehouseError } from '../src/warehouse/engine-error.js';
import type { Gate } from '../src/warehouse/publish/gate.js';
import type { Warehouse } from '../src/warehouse/warehouse.js';
import { alarmsOf } from './feeds/alarms.js';
import { type FeedFigures, figuresOf } from './feeds/figures.js';
import type { FeedHistory } from './feeds/history.js';
import type { HeldFile, Ledger, LedgerFile, RunFigures } from './ledger.js';
import type { CheckResult, Progress, RunRequest, RunResult } from './request.js';
import type { SourceSpec } from './source/spec.js';
import { declareAttributes } from './steps/attributes.js';
import { refuseBrokenFeed } from './steps/broken-feed.js';
import { checkStaged } from './steps/check.js';
import { choose, identified } from './steps/choose.js';
import { findConflicts, refuseConflicts } from './steps/conflicts.js';
import type { Next } from './steps/merge.js';
import { NextVersion } from './steps/next-version.js';
import { type PreparedSource, prepare, salvaged } from './steps/prepare.js';
import { quarantine } from './steps/quarantine.js';
import type { Readable } from './steps/read-sql.js';
import { dropOldReplaced, dropReplaced, keepReplaced } from './steps/replaced.js';
import { dropLeftovers } from './steps/scratch.js';
import { createStage, emptyStage, fillStage, type Staged, type StageOptions } from './steps/stage.js';
import { refuseBrokenTariffs } from './steps/tariffs.js';

interface Context {
  readonly warehouse: Warehouse;
  readonly ledger: Ledger;
  readonly gate: Gate;
  readonly zone: string;
  readonly history: FeedHistory;
  /** Hosts that Postgres sources may read from, beside this machine. */
  readonly hosts: readonly string[];
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

interface Feed {
  readonly spec: SourceSpec;
  readonly figures: FeedFigures;
  readonly alarms: readonly string[];
}

function refuseAlarms(feeds: readonly Feed[]): void {
  const stopping = feeds.filter(({ spec, alarms }) => spec.stop_at_alarms && alarms.length > 0);
  const [first] = stopping;
  if (!first) return;
  throw new TenureError(
    'SOURCE',
    `${first.spec.source}: ${stopping.flatMap(({ alarms }) => alarms).join('; ')}. The source stops at alarms: nothing was loaded. If this is right, load it with stop_at_alarms: false.`,
  );
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
    const prepared = await prepare(
      this.context.warehouse,
      this.request,
      { scratchDir: this.scratchDir, hosts: this.context.hosts },
      (progress) => this.tell(progress),
    );
    const asOf = prepared[0]?.asOf ?? null;
    await ledger.begin(runId, prepared.map(({ source }) => source.spec.source).join(', '), asOf, clock());
    try {
      return await this.carryOut(prepared);
    } catch (error) {
      // Once journalled the run happens whatever failed here; the next start finishes the record.
      const fault = storageFaultOf(error);
      // On the same full disk the ledger may not be written either: the next load or start finishes the record.
      if (!(await this.journalled()))
        await this.forgetRun(error).catch((again: unknown) => {
          if (!fault || !storageFaultOf(again)) throw again;
        });
      if (!fault) throw error;
      const [is, then] = fault === 'DISK_FULL' ? ['is full', 'Make room'] : ['cannot be written', 'Make it writable'];
      throw new TenureError(
        'DATA_DIR',
        `The disk of the warehouse ${is}: nothing was loaded, and what is served is as it was. ${then} and load again.`,
        { cause: error },
      );
    }
  }

  private async forgetRun(error: unknown): Promise<void> {
    const { warehouse, ledger, runId, clock } = this.context;
    await ledger.fail(runId, error instanceof Error ? error.message : String(error), clock());
    await dropReplaced(warehouse, runId).catch(() => undefined);
  }

  async check(): Promise<CheckResult> {
    const prepared = await prepare(
      this.context.warehouse,
      this.request,
      { scratchDir: this.scratchDir, hosts: this.context.hosts },
      (progress) => this.tell(progress),
    );
    const staged: Staged[] = [];
    const names = new Map<string, string>();
    const gone: string[] = [];
    const sources: StagedSource[] = [];
    for (const one of prepared) {
      const files = identified(one);
      gone.push(...(await choose(one, this.context.ledger, true)).gone);
      for (const file of files) names.set(file.fileId, file.name);
      const mine = await this.stage(one, files, staged.length);
      sources.push({ prepared: one, files, staged: mine });
      staged.push(...mine);
    }
    const feeds = await this.feedsOf(sources);
    const alarms = feeds.flatMap((feed) =>
      feed.alarms.map(
        (alarm) => `${feed.spec.source}: ${alarm}${feed.spec.stop_at_alarms ? '; a run would stop at it' : ''}`,
      ),
    );
    return checkStaged(this.context.warehouse, prepared, staged, {
      names,
      superseded: [...gone, ...names.keys()],
      alarms,
    });
  }

  /** Drops what the run made for itself, unless a publication that is not finished still needs it. */
  async clear(): Promise<void> {
    rmSync(this.scratchDir, { recursive: true, force: true });
    const isCheck = this.context.runId.startsWith('c');
    if (isCheck || (await this.context.gate.isSettled()))
      await dropLeftovers(this.context.warehouse, this.context.runId);
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
    const none = { rowsIn: 0, rowsLoaded: 0, rowsQuarantined: 0, rowsDuplicate: 0, valuesReported: 0 };
    if (sources.length === 0 && gone.length === 0) {
      if (superseded.length > 0) await ledger.prepared(runId, none, [], [], superseded);
      await ledger.finish(runId, 'unchanged', null, clock());
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
    const feeds = await this.feedsOf(sources);
    for (const feed of feeds) warnings.push(...feed.alarms.map((alarm) => `Alarm: ${alarm}.`));
    refuseAlarms(feeds);
    const next = new NextVersion(this.context, (progress) => this.tell(progress));
    const nexts = await next.merge(staged, gone);
    warnings.push(...(await this.conflictsOf(sources, nexts, gone)));
    const { swaps, months } = await next.derive(nexts);
    if (gone.length > 0) await keepReplaced(warehouse, runId, nexts, gone);
    const figures: RunFigures = {
      rowsIn: sum(nexts, (next) => next.rowsStaged),
      rowsLoaded: sum(nexts, (next) => next.rowsStaged - next.rowsBad - next.rowsDuplicate),
      rowsQuarantined: kept.rows,
      rowsDuplicate: sum(nexts, (next) => next.rowsDuplicate),
      valuesReported: kept.values,
    };
    if (months.length === 0 && !(await hasMonths(warehouse))) warnings.push(NO_MONTH);
    const attributes = sources.flatMap(({ prepared: one }) => one.source.spec.attributes);
    swaps.push(...(await declareAttributes(warehouse, runId, attributes, clock())));
    await ledger.prepared(
      runId,
      figures,
      months,
      nexts.map((next) => next.target.name),
      superseded,
    );
    for (const { spec, figures, alarms } of feeds)
      await this.context.history.record(runId, spec.source, figures, {
        alarms,
        expectedEvery: spec.expected_every ?? null,
        at: clock(),
      });
    signal.throwIfAborted();
    this.tell({ step: 'publish', done: 0, total: 1, label: `${swaps.length} partitions` });
    const dictionaries = nexts.flatMap(({ target: { dictionary } }) => (dictionary ? [`tenure.${dictionary}`] : []));
    const snapshot = await gate.publish({ runId, swaps, dictionaries });
    await ledger.finish(runId, 'published', snapshot.id, clock());
    await dropOldReplaced(warehouse, clock());
    this.tell({ step: 'publish', done: 1, total: 1, label: `snapshot ${snapshot.id}` });
    return { runId, state: 'published', snapshotId: snapshot.id, months, skipped, warnings, ...figures };
  }

  /** What each source brings for each subject, held against its loads before. */
  private async feedsOf(sources: readonly StagedSource[]): Promise<Feed[]> {
    const { warehouse, history } = this.context;
    const feeds: Feed[] = [];
    for (const { prepared, staged, files } of sources) {
      const { spec } = prepared.source;
      for (const figures of await figuresOf(warehouse, staged, files.length))
        feeds.push({ spec, figures, alarms: alarmsOf(figures, await history.before(spec.source, figures.subject)) });
    }
    return feeds;
  }

  /** Fills a stage from a file; a CSV file of which the engine cannot make out the records is read line by line instead. */
  private async fill(
    staged: Staged,
    options: StageOptions,
    file: { readonly name: string; salvage(readable: Readable): void },
  ): Promise<void> {
    const { warehouse, signal } = this.context;
    const { spec } = options;
    const refusal = (error: unknown) => {
      if (!(error instanceof TenureError) || error.kind !== 'ENGINE') return error;
      return new TenureError('SOURCE', `${file.name} cannot be read as ${spec.format}: ${error.message}`, {
        cause: error,
      });
    };
    try {
      await fillStage(warehouse, staged, options, signal);
    } catch (error) {
      const wrong = refusal(error);
      if (wrong === error || !isBrokenText(error) || options.file.format !== 'csv') throw wrong;
      const encoding = options.file.path === file.name ? spec.encoding : 'utf-8';
      const to = path.join(this.scratchDir, `${options.fileId}.salvaged`);
      const readable = await salvaged(options.file, { ...spec, encoding }, to);
      file.salvage(readable);
      await emptyStage(warehouse, staged, options.fileId);
      await fillStage(warehouse, staged, { ...options, file: readable }, signal).catch((again) => {
        throw refusal(again);
      });
    }
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
        const options = { spec: source.spec, file: readable, fileId: file.fileId, asOf, types, zones };
        await this.fill(one, options, { name: file.path, salvage: (other) => readables.set(file.path, other) });
      }
      await refuseBrokenTariffs(warehouse, one);
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

  private tell(progress: Progress): void {
    this.request.onProgress?.(progress);
  }
}

const NO_MONTH =
  'There is no month to be seen yet: months come from bills, payments, usage, costs, contacts and events, or from customers as they stand. Load one of these as well.';

async function hasMonths(warehouse: Warehouse): Promise<boolean> {
  const { rows } = await warehouse.query({ text: 'SELECT 1 FROM tenure.customer_month LIMIT 1' }, { lane: 'batch' });
  return rows.length > 0;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** Whether the engine says that the text of a file is no CSV, rather than that an expression failed. */
function isBrokenText(error: unknown): boolean {
  return error instanceof WarehouseError && [27, 33, 117].includes(error.engineCode ?? 0);
}

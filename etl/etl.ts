import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config } from '../src/config/config.js';
import type { FeedState } from '../src/operations/lineage.js';
import type { Store } from '../src/store/store.js';
import { requireMergeTree } from '../src/warehouse/merge-tree-only.js';
import type { Gate } from '../src/warehouse/publish/gate.js';
import type { Warehouse } from '../src/warehouse/warehouse.js';
import { eraseCustomers } from './erase.js';
import { FeedHistory } from './feeds/history.js';
import { withLease } from './lease.js';
import type { Freshness, RunRecord } from './ledger.js';
import { Ledger } from './ledger.js';
import { type Lineage, lineageOf } from './lineage.js';
import type {
  CheckResult,
  RunRequest,
  RunResult,
  TableRequest,
  TableResult,
  UndoRequest,
  UndoResult,
} from './request.js';
import { forgetBefore } from './retention.js';
import { LoadRun } from './run.js';
import { dropReplaced } from './steps/replaced.js';
import { dropLeftovers, dropOldChecks } from './steps/scratch.js';
import { loadTable } from './tables/load-table.js';
import { undoRun } from './undo.js';

export interface EtlOptions {
  readonly warehouse: Warehouse;
  readonly store: Store;
  readonly gate: Gate;
  readonly config: Pick<Config, 'timeZone'> & Partial<Pick<Config, 'sourceHosts'>>;
  readonly log: Logger;
  readonly clock?: () => Date;
}

export interface Etl {
  /** Loads the files of one or several sources as one publication. Errors: SOURCE, NOT_READY, ENGINE. */
  run(request: RunRequest): Promise<RunResult>;
  /** Reads, maps and validates without loading; shows a sample, the drift of columns and what would be quarantined. */
  check(request: RunRequest): Promise<CheckResult>;
  /** Takes out what a run loaded, as one publication. Errors: NOT_FOUND, BAD_REQUEST, NOT_READY, ENGINE. */
  undo(request: UndoRequest): Promise<UndoResult>;
  /** Loads a plain table for a model of the operator's own. Errors: SOURCE, BAD_REQUEST, NOT_SUPPORTED, NOT_READY, ENGINE. */
  table(request: TableRequest): Promise<TableResult>;
  /** Removes persons from facts, layers and quarantine. The files that brought them are the operator's to delete. */
  erase(request: EraseRequest): Promise<{ readonly erased: number; readonly snapshotId: string | null }>;
  /** Drops whole months before the given one (`YYYY-MM`) from facts and layers. */
  forget(request: {
    readonly before: string;
  }): Promise<{ readonly partitions: number; readonly snapshotId: string | null }>;
  /** Which files and run a customer-month came from. */
  lineage(customerId: string, month: string): Promise<Lineage>;
  /** When each subject was last loaded. */
  freshness(): Promise<readonly Freshness[]>;
  /** Every feed: when it was last loaded, whether it is late, what was strange in its last load. */
  feeds(): Promise<readonly FeedState[]>;
  /** The latest runs, the newest first. */
  status(limit?: number): Promise<readonly RunRecord[]>;
  /** Finishes the records of runs whose process died: what was published is, and the rest has failed. */
  settle(): Promise<void>;
}

export interface EraseRequest {
  readonly customers: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** The way in for data. What a dead process left unfinished is finished or cleared at the first call. */
export function createEtl(options: EtlOptions): Etl {
  const { warehouse, store, gate, log } = options;
  const clock = options.clock ?? (() => new Date());
  const ledger = new Ledger(store.pool);
  const history = new FeedHistory(store.pool);
  /** Does the work of a run, which leaves nothing of its own behind, however it ends. */
  const carriedOut = async <T>(
    request: RunRequest,
    runId: string,
    signal: AbortSignal,
    work: (run: LoadRun) => Promise<T>,
  ): Promise<T> => {
    const { timeZone: zone, sourceHosts: hosts = [] } = options.config;
    const run = new LoadRun({ warehouse, ledger, gate, zone, history, hosts, log, clock, runId, signal }, request);
    try {
      return await work(run);
    } finally {
      await run.clear();
    }
  };
  const alone = async <T>(request: RunRequest, work: (run: LoadRun) => Promise<T>): Promise<T> => {
    const runId = newRunId(clock());
    return withLease(
      { warehouse, store },
      runId,
      async (lost) => {
        await settle(warehouse, ledger, gate, clock, log);
        await dropLeftovers(warehouse);
        const signal = request.signal ? AbortSignal.any([request.signal, lost]) : lost;
        return await carriedOut(request, runId, signal, work);
      },
      request.signal,
    );
  };
  /** Work that changes nothing needs no lease: it waits for no load, and no load for it. */
  const beside = async <T>(request: RunRequest, work: (run: LoadRun) => Promise<T>): Promise<T> => {
    const runId = newRunId(clock()).replace(/^r/, 'c');
    await requireMergeTree(warehouse);
    await dropOldChecks(warehouse, clock());
    return await carriedOut(request, runId, request.signal ?? new AbortController().signal, work);
  };
  const aloneWith = <T>(work: (runId: string, lost: AbortSignal) => Promise<T>): Promise<T> => {
    const runId = newRunId(clock());
    return withLease({ warehouse, store }, runId, async (lost) => {
      await settle(warehouse, ledger, gate, clock, log);
      await dropLeftovers(warehouse);
      try {
        return await work(runId, lost);
      } finally {
        if (await gate.isSettled()) await dropLeftovers(warehouse, runId);
      }
    });
  };
  return {
    run: (request) => alone(request, (run) => run.load()),
    check: (request) => beside(request, (run) => run.check()),
    undo: ({ run, onProgress, signal }) =>
      aloneWith((runId, lost) => {
        const either = signal ? AbortSignal.any([signal, lost]) : lost;
        const tell = onProgress ?? (() => undefined);
        return undoRun(run, { warehouse, ledger, gate, log, clock, runId, signal: either, tell });
      }),
    table: (request) => aloneWith((runId) => loadTable(request, { warehouse, ledger, gate, clock, runId })),
    erase: ({ customers }) =>
      aloneWith((runId) => eraseCustomers({ warehouse, pool: store.pool, gate, runId, customers })),
    forget: ({ before }) => aloneWith((runId) => forgetBefore({ warehouse, ledger, gate, runId, month: before })),
    lineage: (customerId, month) => lineageOf(warehouse, ledger, customerId, month),
    freshness: () => ledger.freshness(),
    feeds: () => history.states(clock()),
    status: (limit = 20) => ledger.latest(limit),
    async settle() {
      if ((await ledger.running()).length > 0) await aloneWith(async () => undefined);
    },
  };
}

/** Brings the ledger up to what the warehouse's journal says about runs whose process died. */
async function settle(warehouse: Warehouse, ledger: Ledger, gate: Gate, clock: () => Date, log: Logger): Promise<void> {
  for (const runId of await ledger.running()) {
    const snapshot = await gate.snapshotOf(runId);
    if (snapshot) await ledger.finish(runId, 'published', snapshot.id, clock());
    else {
      await ledger.fail(runId, 'The process ended before the run was published.', clock());
      await dropReplaced(warehouse, runId);
    }
    log.warn({ event: 'etl.settled', run: runId, published: snapshot !== null });
  }
}

/** Sorts by time and is a part of table names. */
function newRunId(now: Date): string {
  return `r${now.toISOString().replace(/\D/g, '').slice(0, 14)}_${randomBytes(3).toString('hex')}`;
}

import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { withLease } from '../../etl/lease.js';
import type { Directions } from '../analytics/churn/monotone.js';
import { workerRunner } from '../analytics/churn/task-runner.js';
import { Refusal } from '../analytics/refusal.js';
import { TenureError } from '../errors/errors.js';
import type { Store } from '../store/store.js';
import type { Gate } from '../warehouse/publish/gate.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import { fitModel } from './fit-model.js';
import type { ChurnModel } from './model.js';
import { ModelVersions } from './model-versions.js';
import { monthAfter, parseMonth, readMonths } from './months.js';
import { publishHeldOut } from './publish-held-out.js';
import { type ScoreResult, scoreMonths } from './score-months.js';
import { type ScoredMonth, ScoredMonths } from './scored-months.js';
import { watchScores } from './watch.js';

export interface ScoringOptions {
  readonly warehouse: Warehouse;
  readonly store: Store;
  readonly gate: Gate;
  readonly log: Logger;
  /** What the model declares of its factors, read at each fit; nothing when absent. */
  readonly monotone?: () => Promise<Directions>;
  readonly clock?: () => Date;
}

export interface ScoringProgress {
  readonly done: number;
  readonly total: number;
  readonly label: string;
}

interface Common {
  readonly onProgress?: ((progress: ScoringProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Scoring {
  /** Learns a new version from the warehouse and, unless told otherwise, puts it to use. Errors: NOT_READY, BAD_REQUEST. */
  fit(
    request?: Common & { readonly seed?: number; readonly backtest?: boolean; readonly promote?: boolean },
  ): Promise<ChurnModel>;
  /** Scores a month (the latest when absent) with the version in use. `history`: months before it that get their history. */
  score(request?: Common & { readonly month?: string | undefined; readonly history?: number }): Promise<Scored>;
  /** Fits when there is no version yet, then scores: what a start does after its doors are open. */
  refresh(request?: Common): Promise<Scored>;
  /** Scores if there is a version in use and the scores are not of it and the data as they are: the last step of a load. */
  afterLoad(request?: Common): Promise<Scored | null>;
  /** Whether a load was published after the newest scores: its process stopped before it had scored. */
  isBehind(): Promise<boolean>;
  /** The month whose scores are served, `YYYY-MM-01`; null before the first. */
  scoredMonth(): Promise<string | null>;
  readonly versions: ModelVersions;
  readonly scoredMonths: ScoredMonths;
}

export interface Scored extends ScoreResult {
  /** How the months scored, and the one before, fare; empty where that could not be told. */
  readonly watched: readonly Omit<ScoredMonth, 'scoredAt'>[];
}

/** What the names of runs begin with, so that the journal tells them apart. */
const SCORING = 's';
const HOLDING_OUT = 'h';

/** Of the work of the first scores, the part that learning the model is. */
const FIT_SHARE = 0.7;
/** Publications looked at for the newest scores. */
const JOURNAL_BACK = 50;

/** Months of history that the first scoring makes. */
const FIRST_HISTORY_MONTHS = 12;

export function createScoring({
  warehouse,
  store,
  gate,
  log,
  monotone,
  clock = () => new Date(),
}: ScoringOptions): Scoring {
  const versions = new ModelVersions(store.pool);
  const scoredMonths = new ScoredMonths(store.pool);
  /** The month before the first one scored is looked at again: who left after it may be known only now. */
  const watch = async (model: ChurnModel, months: readonly string[], scored: string) => {
    const watched = await watchScores(warehouse, model, [monthAfter(months[0] ?? scored, -1), ...months], scored);
    for (const month of watched) await scoredMonths.put(month);
    return watched;
  };
  /** Whether the newest publication is that of this version's scores of the latest month: nothing has changed since. */
  const isScored = async (version: number) => {
    const [newest] = await gate.history(1);
    if (!newest?.runId.startsWith(SCORING)) return false;
    const { latest } = await readMonths(warehouse);
    const { rows } = await warehouse.query(
      { text: 'SELECT toString(max(month)), max(model_version) FROM tenure.customer_score' },
      { lane: 'control' },
    );
    return String(rows[0]?.[0]) === latest && Number(rows[0]?.[1]) === version;
  };
  const scoring: Scoring = {
    versions,
    scoredMonths,
    async fit({ seed = 1, backtest = false, promote = true, onProgress, signal } = {}) {
      const runner = workerRunner();
      const stop = () => void runner.close();
      signal?.addEventListener('abort', stop);
      try {
        const { id } = await gate.current();
        const model = await fitModel(warehouse, id, log, {
          seed,
          monotone: await monotone?.(),
          backtest,
          runner,
          signal,
          onProgress: (done, total, label) => onProgress?.({ done, total, label }),
        }).catch(refused);
        const stored = await versions.add(model);
        const { heldOut } = model;
        if (heldOut) {
          const runId = newRunId(HOLDING_OUT, clock());
          // A load that goes on just now must not cost the fit: the version is then without decisions.
          await withLease({ warehouse, store }, runId, () =>
            publishHeldOut(warehouse, gate, { heldOut, version: stored.version, runId }),
          ).catch((error: unknown) => log.warn({ event: 'fit.holdout', version: stored.version, err: error }));
        }
        log.info({ event: 'fit.done', version: stored.version, rows: model.figures.rows, kind: model.kind });
        return promote ? versions.promote(stored.version) : stored;
      } finally {
        signal?.removeEventListener('abort', stop);
        await runner.close();
      }
    },
    async score({ month, history = 0, onProgress, signal } = {}) {
      const model = await versions.current();
      if (!model) throw new TenureError('NOT_READY', 'There is no churn model yet: run tenure fit first.');
      const { all, latest } = await readMonths(warehouse);
      const wanted = month === undefined ? latest : parseMonth(month);
      if (!all.includes(wanted)) {
        throw new TenureError('SCORE_MONTH', `There are no customers in ${wanted.slice(0, 7)}.`);
      }
      const earlier = all.filter((one) => one < wanted && one >= monthAfter(wanted, -history));
      const runId = newRunId(SCORING, clock());
      // The lease of the loads: scores of half-changed months would be nobody's.
      const months = [...earlier, wanted];
      return withLease(
        { warehouse, store },
        runId,
        async (lost) => {
          const result = await scoreMonths(warehouse, gate, {
            model,
            months,
            runId,
            signal: signal ? AbortSignal.any([signal, lost]) : lost,
            onProgress: (done, total, label) => onProgress?.({ done, total, label }),
          });
          log.info({ event: 'score.done', ...result });
          // Published is published, whether or not it can be told how it fares.
          const watched = await watch(model, months, wanted).catch((error: unknown) => {
            log.warn({ event: 'score.watch', version: model.version, err: error });
            return [];
          });
          return { ...result, watched };
        },
        signal,
      );
    },
    async refresh({ onProgress, signal } = {}) {
      const isFirst = (await versions.current()) === null;
      if (isFirst) await scoring.fit({ onProgress: partOf(onProgress, 0, FIT_SHARE), signal });
      return scoring.score({
        onProgress: isFirst ? partOf(onProgress, FIT_SHARE, 1) : onProgress,
        signal,
        history: isFirst ? FIRST_HISTORY_MONTHS : 0,
      });
    },
    async afterLoad(request = {}) {
      const model = await versions.current();
      return model === null || (await isScored(model.version)) ? null : scoring.score(request);
    },
    async isBehind() {
      const newest = await gate.history(JOURNAL_BACK);
      const scored = newest.findIndex(({ runId }) => runId.startsWith(SCORING));
      const since = newest.slice(0, scored < 0 ? undefined : scored).map(({ runId }) => runId);
      // Of what is published after the scores, loads and what undoes them are in the ledger; values and erasures are not.
      const { rowCount } = await store.pool.query('select from etl_run where run_id = any($1) limit 1', [since]);
      return (rowCount ?? 0) > 0;
    },
    async scoredMonth() {
      const { rows } = await warehouse.query(
        { text: 'SELECT toString(max(month)), count() FROM tenure.customer_score' },
        { lane: 'control' },
      );
      const [month, count] = rows[0] ?? [];
      return Number(count) === 0 ? null : String(month);
    },
  };
  return scoring;
}

/** Tells the progress of a part as that of the whole, in per cent. */
export function partOf(
  tell: Common['onProgress'],
  from: number,
  to: number,
): ((progress: ScoringProgress) => void) | undefined {
  return (
    tell &&
    (({ done, total, label }) =>
      tell({ done: 100 * (from + ((to - from) * done) / Math.max(1, total)), total: 100, label }))
  );
}

/** Data that nothing can be learnt from, with the reason. */
function refused(error: unknown): never {
  if (!(error instanceof Refusal)) throw error;
  throw new TenureError('BAD_REQUEST', [error.message, error.hint].join(' ').trim(), { cause: error });
}

function newRunId(kind: typeof SCORING | typeof HOLDING_OUT, now: Date): string {
  return `${kind}${now.toISOString().replace(/\D/g, '').slice(0, 14)}_${randomBytes(3).toString('hex')}`;
}

import type { Logger } from 'pino';
import type { CustomerRules } from '../../src/analytics/segment/customer-classes.js';
import type { Range } from '../../src/analytics/value/score.js';
import type { Store } from '../../src/store/store.js';
import type { Gate } from '../../src/warehouse/publish/gate.js';
import type { Swap } from '../../src/warehouse/publish/journal.js';
import { type Fragment, identifier, sql, unsafeRaw } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { withLease } from '../lease.js';
import { dropLeftovers } from '../steps/scratch.js';
import { learnAdditions, writeAdditions } from './additions.js';
import { currentRules } from './customer-rules.js';
import { BEHAVIOUR, VALUE } from './indicators.js';
import {
  createFeatures,
  insertBasis,
  insertFeatures,
  insertSegments,
  insertValues,
  type MonthBasis,
  normalisedSql,
  scoreSql,
  scratchTable,
} from './month-sql.js';
import { scoreWeights } from './score-weights.js';
import { type SegmentModel, segmentsOf } from './segments.js';
import { highestSegment, latestModel } from './stored-segments.js';

export interface ValuationOptions {
  readonly warehouse: Warehouse;
  readonly store: Store;
  readonly gate: Gate;
  readonly log: Logger;
  readonly clock?: () => Date;
}

export interface ValuationRequest {
  /** All months anew, not only those whose customer_month changed and the ones after them. */
  readonly all?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onMonth?: ((month: string, done: number, total: number) => void) | undefined;
}

export interface ValuationResult {
  /** Months valued, `YYYY-MM-01`; none when nothing had changed. */
  readonly months: readonly string[];
  readonly segments: number;
  readonly snapshotId: string | null;
}

/** Customers that segments are sought on; all are then assigned by the engine. */
const SAMPLE = 20_000;
/** Shares of the base below silver, gold and platinum. */
const TIER_QUANTILES = [0.95, 0.8, 0.5] as const;
const TABLES = ['customer_value', 'segment_month', 'value_basis'] as const;
/** Learnt once for all months, and replaced as a whole. */
const LEARNT = ['product_affinity', 'likely_addition'] as const;

/**
 * Values customers and puts them in segments, for every month whose customer_month changed and all after it (value looks
 * back a year, and a segment's identity comes from the month before). One publication; readers see all of it or nothing.
 */
export async function valueCustomers(
  options: ValuationOptions,
  request: ValuationRequest = {},
): Promise<ValuationResult> {
  const { warehouse, store } = options;
  const runId = `r${(options.clock?.() ?? new Date()).toISOString().replace(/\D/g, '').slice(0, 14)}_value`;
  return withLease({ warehouse, store }, runId, async (lost) => {
    const signal = request.signal ? AbortSignal.any([request.signal, lost]) : lost;
    await dropLeftovers(warehouse);
    try {
      return await new Valuation(options, request, runId, signal).run();
    } finally {
      if (await options.gate.isSettled()) await dropLeftovers(warehouse, runId);
    }
  });
}

class Valuation {
  private readonly weights = scoreWeights();

  constructor(
    private readonly options: ValuationOptions,
    private readonly request: ValuationRequest,
    private readonly runId: string,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<ValuationResult> {
    const { gate, warehouse, log } = this.options;
    const { due, gone } = await this.dueMonths();
    if (due.length === 0 && gone.length === 0) return { months: [], segments: 0, snapshotId: null };
    for (const table of [...TABLES, ...LEARNT])
      await this.command(sql`CREATE TABLE ${this.next(table).fragment} AS ${identifier('tenure', table)}`);
    const rules = await currentRules(this.options.store.pool);
    await this.learnAdditions(due.map(({ month }) => month));
    const first = due[0]?.month ?? '2100-01-01';
    let model = await latestModel(warehouse, first);
    let nextId = (await highestSegment(warehouse, first)) + 1;
    const initial = model ? undefined : await this.learnOn(due.at(-1)?.month, nextId);
    for (const [done, { month, sourceRun }] of due.entries()) {
      this.signal.throwIfAborted();
      const segments = async (features: Fragment) => initial ?? segmentsOf(await this.sample(features), model, nextId);
      model = await this.month(month, sourceRun, segments, rules, done === 0);
      nextId = Math.max(nextId, ...model.segments.map(({ id }) => id + 1));
      this.request.onMonth?.(month, done + 1, due.length);
    }
    const swaps = await this.swaps(
      due.map(({ month }) => month),
      gone,
    );
    const dictionaries = ['tenure.segment', 'tenure.customer_label', 'tenure.likely_addition_of'];
    const snapshot = await gate.publish({ runId: this.runId, swaps, dictionaries });
    log.info({ event: 'value.published', run: this.runId, months: due.length, segments: model?.segments.length ?? 0 });
    return { months: due.map(({ month }) => month), segments: model?.segments.length ?? 0, snapshotId: snapshot.id };
  }

  /** Months to value, in order, with the load that made each, and valued months that are no more. */
  private async dueMonths() {
    const { rows } = await this.query(
      sql`SELECT toString(month), any(run_id) FROM tenure.customer_month WHERE active = 1 GROUP BY month ORDER BY month`,
    );
    const { rows: valued } = await this.query(
      sql`SELECT toString(month), any(source_run) FROM tenure.value_basis GROUP BY month`,
    );
    const sources = new Map(valued.map(([month, run]) => [String(month), String(run)]));
    const months = rows.map(([month, run]) => ({ month: String(month), sourceRun: String(run) }));
    const changed = months.findIndex(({ month, sourceRun }) => sources.get(month) !== sourceRun);
    const from = this.request.all ? 0 : changed;
    const present = new Set(months.map(({ month }) => month));
    return {
      due: from < 0 ? [] : months.slice(from),
      gone: [...sources.keys()].filter((month) => !present.has(month)),
    };
  }

  private async month(
    month: string,
    sourceRun: string,
    segments: (features: Fragment) => Promise<SegmentModel>,
    rules: CustomerRules,
    isFirst: boolean,
  ) {
    const features = await this.features(month);
    const model = await segments(features);
    const ranges = await this.ranges(features);
    const basis: MonthBasis = {
      month,
      runId: this.runId,
      features,
      model,
      weights: this.weights,
      ranges,
      floors: await this.floors(features, ranges),
      likely: this.next('likely_addition').fragment,
      rules,
      // The month before lies in the live table when it is not made anew in this run.
      previous: isFirst ? identifier('tenure', 'customer_value') : this.next('customer_value').fragment,
    };
    await this.command(insertValues(this.next('customer_value').fragment, basis));
    if (model.segments.length > 0)
      await this.command(
        insertSegments(
          this.next('segment_month').fragment,
          this.next('customer_value').fragment,
          month,
          this.runId,
          model,
        ),
      );
    await this.command(insertBasis(this.next('value_basis').fragment, basis, sourceRun));
    return model;
  }

  /** The first segmentation: learnt on the last month, when most is known of everybody, and used for all before it. */
  private async learnOn(month: string | undefined, nextId: number): Promise<SegmentModel | undefined> {
    if (month === undefined) return undefined;
    return segmentsOf(await this.sample(await this.features(month)), undefined, nextId);
  }

  /** What is likely to be added is learnt from the last months there are, and then the same for all months. */
  private async learnAdditions(months: readonly string[]): Promise<void> {
    const { warehouse } = this.options;
    const { rows } = await this.query(sql`SELECT toString(max(month)) FROM tenure.customer_month WHERE active = 1`);
    const month = String(rows[0]?.[0]);
    const target = {
      affinity: this.next('product_affinity').dotted,
      likely: this.next('likely_addition').dotted,
      month,
      runId: this.runId,
    };
    await writeAdditions(warehouse, await learnAdditions(warehouse, month), target, months);
  }

  private async features(month: string): Promise<Fragment> {
    const features = scratchTable(this.runId, 'features').fragment;
    await this.command(sql`DROP TABLE IF EXISTS ${features}`);
    await this.command(createFeatures(features));
    await this.command(insertFeatures(features, month));
    return features;
  }

  private async sample(features: Fragment): Promise<Float64Array[]> {
    const { rows } = await this.query(
      sql`SELECT behaviour FROM ${features} ORDER BY sipHash64(customer_key), customer_key LIMIT ${SAMPLE}`,
    );
    return BEHAVIOUR.map((_, d) => Float64Array.from(rows, ([behaviour]) => Number((behaviour as number[])[d])));
  }

  private async ranges(features: Fragment): Promise<Range[]> {
    const terms = unsafeRaw(VALUE.map((_, i) => `quantilesExactInclusive(0.01, 0.99)(value[${i + 1}])`).join(', '));
    const { rows } = await this.query(sql`SELECT ${terms} FROM ${features}`);
    return (rows[0] ?? []).map((pair) => {
      const [low, high] = (pair as number[]).map(Number);
      return { low: finite(low), high: finite(high) };
    });
  }

  private async floors(features: Fragment, ranges: readonly Range[]): Promise<number[]> {
    const score = unsafeRaw(scoreSql(normalisedSql('value', this.weights, ranges), this.weights));
    const { rows } = await this.query(
      sql`SELECT quantilesExactInclusive(${unsafeRaw(TIER_QUANTILES.join(', '))})(${score}) FROM ${features}`,
    );
    return ((rows[0]?.[0] ?? []) as unknown[]).map((value) => finite(Number(value)));
  }

  private async swaps(valued: readonly string[], gone: readonly string[]): Promise<Swap[]> {
    const swaps: Swap[] = [];
    for (const table of TABLES) {
      const { dotted, fragment } = this.next(table);
      const { rows } = await this.query(sql`SELECT DISTINCT toString(month) FROM ${fragment}`);
      const written = new Set(rows.map(([month]) => String(month)));
      for (const month of [...valued, ...gone])
        swaps.push({
          table: `tenure.${table}`,
          partition: partitionOf(month),
          from: written.has(month) ? dotted : null,
        });
    }
    for (const table of LEARNT) {
      const { dotted, fragment } = this.next(table);
      const { rows } = await this.query(sql`SELECT count() FROM ${fragment}`);
      swaps.push({ table: `tenure.${table}`, partition: 'all', from: Number(rows[0]?.[0]) > 0 ? dotted : null });
    }
    return swaps;
  }

  private next(table: (typeof TABLES)[number] | (typeof LEARNT)[number]) {
    return scratchTable(this.runId, `next_${table}`);
  }

  private command(statement: Fragment): Promise<void> {
    return this.options.warehouse.command(statement, { lane: 'batch', signal: this.signal });
  }

  private query(statement: Fragment) {
    return this.options.warehouse.query(statement, { lane: 'batch', signal: this.signal });
  }
}

function partitionOf(month: string): string {
  return month.slice(0, 7).replace('-', '');
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}

import { availableParallelism } from 'node:os';
import type { Gate } from '../warehouse/publish/gate.js';
import type { Swap } from '../warehouse/publish/journal.js';
import { sql } from '../warehouse/sql.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import { day, FEATURE_SETTINGS } from './feature-query.js';
import { TENURE_FEATURE } from './feature-set.js';
import type { ChurnModel } from './model.js';
import { insertHistory, insertScores, insertTerms, scoreQuery } from './score-query.js';
import { dropScratch, SCRATCH } from './scratch.js';
import { whatIfTables } from './what-if-tables.js';

export interface ScoreRequest {
  readonly model: ChurnModel;
  /** Ascending; the last one becomes the scored month, all of them get their history. */
  readonly months: readonly string[];
  readonly runId: string;
  readonly onProgress?: (done: number, total: number, label: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface ScoreResult {
  readonly month: string;
  readonly customers: number;
  readonly snapshotId: string;
  readonly computeMs: number;
  readonly publishMs: number;
}

/** What follows the formula of the scores. */
const DICTIONARIES = ['tenure.churn_term_of', 'tenure.churn_factor_of', 'tenure.churn_cell_at', 'tenure.customer_risk'];

/** What is read once and whole needs no order. */
const UNSORTED = 'ENGINE = MergeTree ORDER BY tuple()';
/** A part of the statement for each; more of them only make it longer. */
const MOST_RANGES = 8;
/** Planning a part costs as much as scoring about so many customers: fewer are one part. */
const CUSTOMERS_A_RANGE = 25_000;
/** Dozens of aggregates over millions of rows are worth a compilation though they run once. */
const COMPILED = 'min_count_to_compile_aggregate_expression = 0';
const WRITE_ON_ALL_CORES = `SETTINGS max_insert_threads = ${availableParallelism()}`;

/**
 * Scores the months and publishes them: customer_score then holds the last of them alone, the history each of them.
 * Nothing that is served changes before the last step.
 */
export async function scoreMonths(warehouse: Warehouse, gate: Gate, request: ScoreRequest): Promise<ScoreResult> {
  try {
    return await scoreAndPublish(warehouse, gate, request);
  } finally {
    // What a publication that could not finish still needs stays until it can.
    if (await gate.isSettled()) await dropScratch(warehouse, request.runId);
  }
}

async function scoreAndPublish(warehouse: Warehouse, gate: Gate, request: ScoreRequest): Promise<ScoreResult> {
  const { model, months, runId, onProgress = () => {}, signal } = request;
  const month = months.at(-1) as string;
  const command = (text: string) => warehouse.command({ text }, { lane: 'batch', ...(signal ? { signal } : {}) });
  const table = (name: string) => `${SCRATCH}.${runId}_${name}`;
  const swaps: Swap[] = [];
  const started = Date.now();
  await command(`CREATE DATABASE IF NOT EXISTS ${SCRATCH}`);
  let computeMs = 0;
  let computing = started;
  for (const [index, one] of months.entries()) {
    onProgress(index, months.length + 1, one.slice(0, 7));
    computing = Date.now();
    const scored = table(`scored_${index}`);
    const history = table(`history_${index}`);
    const ranges = await rangesOf(warehouse, one);
    await command(
      `CREATE TABLE ${scored} ${UNSORTED} AS ${scoreQuery(model, one, ranges)} ${WRITE_ON_ALL_CORES}, ${COMPILED}, ${FEATURE_SETTINGS}`,
    );
    if (one === month) computeMs = Date.now() - computing;
    await command(`CREATE TABLE ${history} AS tenure.customer_score_history`);
    const before = index > 0 ? table(`history_${index - 1}`) : undefined;
    await command(`${insertHistory(history, scored, one, before)} ${WRITE_ON_ALL_CORES}`);
    swaps.push({ table: 'tenure.customer_score_history', partition: partitionOf(one), from: history });
    if (one === month) {
      const scores = table('scores');
      await command(`CREATE TABLE ${scores} AS tenure.customer_score`);
      await command(`${insertScores(scores, scored, one)} ${WRITE_ON_ALL_CORES}`);
      swaps.push({ table: 'tenure.customer_score', partition: partitionOf(one), from: scores });
      const terms = table('terms');
      await command(`CREATE TABLE ${terms} AS tenure.churn_term`);
      await command(insertTerms(terms, scores, model));
      swaps.push({ table: 'tenure.churn_term', partition: 'all', from: terms });
      const whatIf = whatIfTables(model.formula, TENURE_FEATURE);
      const [factors, cells] = [table('factors'), table('cells')];
      await command(`CREATE TABLE ${factors} AS tenure.churn_factor`);
      await command(`INSERT INTO ${factors} ${whatIf.factors}`);
      await command(`CREATE TABLE ${cells} AS tenure.churn_cell`);
      for (const rows of whatIf.cells) await command(`INSERT INTO ${cells} ${rows}`);
      swaps.push({ table: 'tenure.churn_factor', partition: 'all', from: factors });
      swaps.push({ table: 'tenure.churn_cell', partition: 'all', from: cells });
    }
    await command(`DROP TABLE ${scored} SYNC`);
  }
  for (const partition of await partitionsOf(warehouse, 'customer_score')) {
    if (partition !== partitionOf(month)) swaps.push({ table: 'tenure.customer_score', partition, from: null });
  }
  onProgress(months.length, months.length + 1, 'publishing');
  const { rows } = await warehouse.query({ text: `SELECT count() FROM ${table('scores')}` }, { lane: 'batch' });
  const publishing = Date.now();
  const snapshot = await gate.publish({ runId, swaps, dictionaries: DICTIONARIES });
  onProgress(1, 1, 'scored');
  return {
    month,
    customers: Number(rows[0]?.[0]),
    snapshotId: snapshot.id,
    computeMs,
    publishMs: Date.now() - publishing,
  };
}

/** Conditions on customer_key that cut the customers of the month into equal parts, at most as many as there are cores. */
async function rangesOf(warehouse: Warehouse, month: string): Promise<string[]> {
  const { rows: counted } = await warehouse.query(
    { text: `SELECT count() FROM tenure.customer_month WHERE month = ${day(month)}` },
    { lane: 'batch' },
  );
  const worthwhile = Math.ceil(Number(counted[0]?.[0]) / CUSTOMERS_A_RANGE);
  const parts = Math.min(MOST_RANGES, availableParallelism(), worthwhile);
  const levels = Array.from({ length: parts - 1 }, (_, i) => (i + 1) / parts);
  if (levels.length === 0) return ['1'];
  const { rows } = await warehouse.query(
    {
      text: `SELECT arrayMap(toString, quantilesExactLow(${levels.join(', ')})(customer_key))
             FROM tenure.customer_month WHERE month = ${day(month)}`,
    },
    { lane: 'batch' },
  );
  const bounds = [...new Set((rows[0]?.[0] ?? []) as string[])];
  return [undefined, ...bounds].map((after, i) => {
    const last = bounds[i];
    const conditions = [
      ...(after === undefined ? [] : [`customer_key > ${after}`]),
      ...(last === undefined ? [] : [`customer_key <= ${last}`]),
    ];
    return conditions.length === 0 ? '1' : conditions.join(' AND ');
  });
}

function partitionOf(month: string): string {
  return month.slice(0, 7).replace('-', '');
}

async function partitionsOf(warehouse: Warehouse, table: string): Promise<string[]> {
  const { rows } = await warehouse.query(
    sql`SELECT DISTINCT partition_id FROM system.parts WHERE database = 'tenure' AND table = ${table} AND active`,
    { lane: 'batch' },
  );
  return rows.map(([partition]) => String(partition));
}

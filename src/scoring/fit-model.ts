import type { Logger } from 'pino';
import { type Binned, binTable, findFeatures } from '../analytics/churn/binning.js';
import { fitPlatt, probabilityOf } from '../analytics/churn/calibration.js';
import { checkCalibration } from '../analytics/churn/calibration-check.js';
import { countBins, type Drift, driftOf } from '../analytics/churn/drift.js';
import { binCount } from '../analytics/churn/feature.js';
import { type FitOptions, type FittedFormula, fitFormula, stratifiedOrder } from '../analytics/churn/fit.js';
import { calibratedLogOdds, type Formula } from '../analytics/churn/formula.js';
import { aucInterval, liftInterval } from '../analytics/churn/intervals.js';
import { findLeaks, type Leak } from '../analytics/churn/leaks.js';
import { metricsOf } from '../analytics/churn/metrics.js';
import type { Directions } from '../analytics/churn/monotone.js';
import { personMonths } from '../analytics/churn/person-months.js';
import { supportOf } from '../analytics/churn/support.js';
import type { TaskRunner } from '../analytics/churn/task-runner.js';
import { findColumn, selectRows, type Table, withoutColumns } from '../analytics/table/table.js';
import { TenureError } from '../errors/errors.js';
import { readAttributes } from '../warehouse/attributes.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import { type ScoringFeature, scoringFeatures, TENURE_FEATURE } from './feature-set.js';
import { type HeldOut, predictHeldOut } from './held-out.js';
import type { ModelFigures, NewModel } from './model.js';
import { type MonthsOfData, readMonths } from './months.js';
import { type Examples, readExamples } from './training-data.js';

export interface FitRequest {
  readonly seed: number;
  readonly runner: TaskRunner;
  /** Features of which more may only raise, or only lower, the risk. */
  readonly monotone?: Directions | undefined;
  /** Judge the chosen model on each of the last months with what was known before it. */
  readonly backtest?: boolean;
  /** Most boosting rounds; fewer for a quick fit. */
  readonly maxRounds?: number;
  readonly onProgress?: (done: number, total: number, label: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Months t to learn from, the latest ones. */
const FIT_MONTHS = 12;
/** Person-months to learn from at most; more customers are sampled. */
const FIT_ROWS = 240_000;
const BACKTEST_MONTHS = 3;

export interface FittedModel extends NewModel {
  /** Null where there was too little to hold out. */
  readonly heldOut: HeldOut | null;
}

/** Learns the hazard from what is in the warehouse. Refuses data in which nobody, or too few, left. */
export async function fitModel(
  warehouse: Warehouse,
  snapshotId: string,
  log: Logger,
  request: FitRequest,
): Promise<FittedModel> {
  const months = await readMonths(warehouse);
  const features = scoringFeatures(await readAttributes(warehouse));
  const tell = request.onProgress ?? (() => {});
  for (const name of request.monotone?.keys() ?? [])
    if (!features.some((feature) => feature.name === name)) log.warn({ event: 'fit.monotone', unknown: name });
  tell(0, 100, 'reading');
  const data = months.isSingleExtract
    ? await singleExtract(warehouse, features, months, request)
    : await personMonthExamples(warehouse, features, months, request);
  const refused = leaksOf(data, request.seed);
  for (const { column, reason } of refused) log.warn({ event: 'fit.refused', column, reason });
  const table = withoutColumns(
    data.table,
    refused.map((leak) => leak.column),
  );
  const options = (from: number, to: number, label: string): FitOptions => ({
    seed: request.seed,
    runner: request.runner,
    // A feature is an expression over the warehouse; sums of them are not among them.
    sums: false,
    monotone: request.monotone,
    requiredPairs: [[TENURE_FEATURE, 'contract']],
    // A curve runs the calibration sixty times a customer, so only those that fold into the cells are considered.
    calibrations: ['none', 'platt'],
    ...(request.maxRounds === undefined ? {} : { maxRounds: request.maxRounds }),
    onProgress: (done, total) => tell(from + ((to - from) * done) / total, 100, label),
  });
  const split = holdOut(data);
  const learnt = split
    ? await fitFormula(table, data.labels, { ...options(5, 60, 'comparing models'), rows: split.before })
    : await fitFormula(table, data.labels, options(5, 90, 'comparing models'));
  const holdout = split ? judge(learnt.formula, table, data.labels, split.after, split.by) : null;
  const heldOut = split
    ? await predictHeldOut({ ...data, ...split, table, month: split.by }, learnt.formula, request.runner, request.seed)
    : null;
  const reuse = { reuse: learnt.chosen };
  const final = split
    ? await fitFormula(table, data.labels, { ...options(60, 90, 'learning from all months'), ...reuse })
    : learnt;
  const backtest: ModelFigures['backtest'] = [];
  for (const origin of request.backtest ? origins(data) : []) {
    const then = await fitFormula(table, data.labels, {
      ...options(90, 98, 'backtest'),
      ...reuse,
      rows: origin.before,
    });
    const { by, ...figures } = judge(then.formula, table, data.labels, origin.after, origin.by);
    backtest.push({ month: by, ...figures });
  }
  tell(100, 100, 'fitted');
  return {
    snapshotId,
    seed: request.seed,
    kind: months.isSingleExtract ? 'single-extract' : 'person-months',
    formula: final.formula,
    features: final.formula.features.map((feature) => pick(features, feature.name)),
    figures: {
      rows: data.labels.length,
      churned: data.labels.reduce((sum, label) => sum + label, 0),
      months: [...data.months],
      holdout,
      backtest,
      drift: driftSince(final.formula, table, data),
      ...(months.isSingleExtract ? {} : { binCounts: binCountsOf(final.formula, table) }),
      support: supportFrom(final.formula, table, data.labels),
      refused: [...data.dropped, ...refused.map(({ column, reason }) => ({ column, reason }))],
      chosen: describe(final.chosen),
    },
    heldOut,
  };
}

interface FitData {
  readonly table: Table;
  readonly labels: Uint8Array;
  /** By row; none for a single extract, of which nothing is held out. */
  readonly customerKeys: readonly string[];
  readonly months: readonly string[];
  /** By row: position in months; for a single extract all nought. */
  readonly monthOf: Int32Array;
  readonly dropped: readonly { readonly column: string; readonly reason: string }[];
}

async function personMonthExamples(
  warehouse: Warehouse,
  features: readonly ScoringFeature[],
  { labelled }: MonthsOfData,
  { signal }: FitRequest,
): Promise<FitData> {
  const months = labelled.slice(-FIT_MONTHS);
  const { rows } = await warehouse.query(
    {
      text: `SELECT sum(active) FROM tenure.customer_month WHERE month >= '${months[0]}' AND month <= '${months.at(-1)}'`,
    },
    { lane: 'batch' },
  );
  const share = Math.min(1, FIT_ROWS / Math.max(1, Number(rows[0]?.[0])));
  const examples: Examples = await readExamples(warehouse, { features, months, population: 'at-risk', share, signal });
  return { ...examples, months, dropped: [] };
}

async function singleExtract(
  warehouse: Warehouse,
  features: readonly ScoringFeature[],
  { latest }: MonthsOfData,
  { signal }: FitRequest,
): Promise<FitData> {
  const examples = await readExamples(warehouse, {
    features,
    months: [latest],
    population: 'present',
    share: 1,
    signal,
  });
  const expanded = personMonths(examples.table, examples.labels, TENURE_FEATURE);
  const reason = 'it grows with tenure, and its value in earlier months is not known';
  return {
    table: expanded.table,
    labels: expanded.labels,
    customerKeys: [],
    months: [latest],
    monthOf: new Int32Array(expanded.labels.length),
    dropped: expanded.dropped.map((column) => ({ column, reason })),
  };
}

function leaksOf({ table, labels }: FitData, seed: number): Leak[] {
  const rows = Int32Array.from({ length: table.rowCount }, (_, row) => row);
  if (!labels.includes(1)) return [];
  const binned = binTable(findFeatures(table, rows), (name) => findColumn(table, name), table.rowCount);
  return findLeaks(binned, labels, stratifiedOrder(labels, rows, seed)).filter(
    (leak) => leak.column !== TENURE_FEATURE,
  );
}

interface Split {
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly by: string;
}

/** The last month is held out where there are at least four and it has leavers of its own. */
function holdOut(data: FitData): Split | undefined {
  return data.months.length >= 4 ? splitAt(data, data.months.length - 1) : undefined;
}

function origins(data: FitData): Split[] {
  const last = data.months.length;
  return Array.from({ length: BACKTEST_MONTHS }, (_, i) => last - BACKTEST_MONTHS + i)
    .filter((position) => position >= 2)
    .flatMap((position) => splitAt(data, position) ?? []);
}

function splitAt({ labels, monthOf, months }: FitData, position: number): Split | undefined {
  const all = Int32Array.from(labels.keys());
  const before = all.filter((row) => (monthOf[row] as number) < position);
  const after = all.filter((row) => monthOf[row] === position);
  const leavers = (rows: Int32Array) => rows.reduce((sum, row) => sum + (labels[row] as number), 0);
  if (leavers(before) < 30 || leavers(after) < 5) return undefined;
  return { before, after, by: months[position] as string };
}

function judge(formula: Formula, table: Table, labels: Uint8Array, rows: Int32Array, by: string) {
  const some = selectRows(table, rows);
  const truth = Uint8Array.from(rows, (row) => labels[row] as number);
  const { columns } = binTable(formula.features, (name) => findColumn(some, name), some.rowCount);
  const logOdds = calibratedLogOdds(formula, columns, some.rowCount);
  const predicted = logOdds.map(probabilityOf);
  const line = fitPlatt(logOdds, truth);
  return {
    by,
    rows: rows.length,
    churned: truth.reduce((sum, label) => sum + label, 0),
    ...metricsOf(predicted, truth),
    calibrationSlope: line.slope,
    calibrationIntercept: line.intercept,
    calibration: checkCalibration(logOdds, truth),
    aucInterval: aucInterval(predicted, truth),
    topDecileLiftInterval: liftInterval(predicted, truth),
    deciles: decilesOf(predicted, truth),
  };
}

/** Mean predicted and observed share by tenth of the predictions, the lowest first. */
export function decilesOf(predicted: Float64Array, labels: Uint8Array) {
  const order = Array.from(predicted.keys()).sort((a, b) => (predicted[a] as number) - (predicted[b] as number));
  return Array.from({ length: 10 }, (_, tenth) => {
    const rows = order.slice(Math.floor((tenth * order.length) / 10), Math.floor(((tenth + 1) * order.length) / 10));
    const mean = (values: ArrayLike<number>) =>
      rows.reduce((sum, row) => sum + (values[row] as number), 0) / Math.max(1, rows.length);
    return { predicted: mean(predicted), observed: mean(labels), rows: rows.length };
  });
}

function binCountsOf({ features }: Formula, table: Table): number[][] {
  const { columns } = binTable(features, (name) => findColumn(table, name), table.rowCount);
  return features.map((feature, f) => Array.from(countBins(columns[f] as Uint8Array, binCount(feature))));
}

function supportFrom(formula: Formula, table: Table, labels: Uint8Array) {
  const { columns } = binTable(formula.features, (name) => findColumn(table, name), table.rowCount);
  return supportOf(formula, columns, labels);
}

/** The last month against the first of those learnt from. */
function driftSince(formula: Formula, table: Table, { monthOf, months }: FitData): Drift[] {
  if (months.length < 2) return [];
  const all = Int32Array.from(monthOf.keys());
  const at = (position: number): Binned => {
    const some = selectRows(
      table,
      all.filter((row) => monthOf[row] === position),
    );
    return binTable(formula.features, (name) => findColumn(some, name), some.rowCount);
  };
  return driftOf(formula.features, at(0), at(months.length - 1));
}

function describe({ candidate, rounds, calibration }: FittedFormula['chosen']): ModelFigures['chosen'] {
  const pairs = candidate.model === 'boosting' ? candidate.pairs : 0;
  return { model: candidate.model, pairs, rounds, calibration: calibration.kind };
}

function pick(features: readonly ScoringFeature[], name: string): ScoringFeature {
  const found = features.find((feature) => feature.name === name);
  if (!found) throw new TenureError('INTERNAL', `The formula has a feature that was not read: ${name}.`);
  return found;
}

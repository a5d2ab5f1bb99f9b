import { binTable, findFeatures } from '../analytics/churn/binning.js';
import { type FittedFormula, stratifiedOrder } from '../analytics/churn/fit.js';
import { type Formula, probabilities } from '../analytics/churn/formula.js';
import { findInputs, type Inputs, latestOf, readInputs } from '../analytics/churn/inputs.js';
import { findLeaks } from '../analytics/churn/leaks.js';
import { type Metrics, metricsOf } from '../analytics/churn/metrics.js';
import { type OutcomeNames, type Outcomes, readOutcomes } from '../analytics/churn/outcomes.js';
import { supportOf } from '../analytics/churn/support.js';
import { type Sureness, surenessOf } from '../analytics/churn/sureness.js';
import { Refusal } from '../analytics/refusal.js';
import type { DateOrder } from '../analytics/table/day.js';
import { findColumn, selectRows, type Table } from '../analytics/table/table.js';
import type { ChurnModelFile } from './churn-model-file.js';
import { readTextTable } from './text-table.js';

export interface TrainingOptions extends OutcomeNames {
  readonly id?: string | undefined;
  readonly exclude: readonly string[];
  readonly keep: readonly string[];
  readonly dateOrder?: DateOrder | undefined;
  readonly asOf?: number | undefined;
  readonly seed: number;
}

/** Rows of which it is known whether they churned, and what of them can be learnt from. */
export interface Training {
  readonly inputs: Inputs;
  readonly labels: Uint8Array;
  readonly outcomes: Outcomes;
}

/** Reads a labelled file. Refuses columns that give the answer away, unless they are to be kept. */
export async function readTraining(file: string, options: TrainingOptions): Promise<Training> {
  const texts = await readTextTable(file);
  const outcomes = readOutcomes(texts, options);
  const isWhole = outcomes.rows.length === texts.rowCount;
  const known = isWhole ? texts : selectRows(texts, outcomes.rows);
  const labels = isWhole ? outcomes.labels : Uint8Array.from(outcomes.rows, (row) => outcomes.labels[row] as number);
  const inputs = findInputs(known, options);
  refuseLeaks(inputs.table, labels, options);
  return { inputs, labels, outcomes };
}

function refuseLeaks(inputs: Table, labels: Uint8Array, { keep, seed }: TrainingOptions): void {
  const rows = Int32Array.from({ length: inputs.rowCount }, (_, i) => i);
  const binned = binTable(findFeatures(inputs, rows), (name) => findColumn(inputs, name), inputs.rowCount);
  const leaks = findLeaks(binned, labels, stratifiedOrder(labels, rows, seed)).filter(
    (leak) => !keep.includes(leak.column),
  );
  if (leaks.length === 0) return;
  const names = leaks.map((leak) => leak.column).join(',');
  throw new Refusal(
    leaks.map((leak) => `Column "${leak.column}" is refused as an input: ${leak.reason}.`).join('\n'),
    `\nLeave out what is not known beforehand: --exclude "${names}" (or --keep it if it is).`,
  );
}

/** What a fit of training data leaves behind for later. */
export function modelFileOf(training: Training, fitted: FittedFormula, options: TrainingOptions): ChurnModelFile {
  const { inputs, labels, outcomes } = training;
  const { columns } = binTable(
    fitted.formula.features,
    (name) => findColumn(inputs.table, name),
    inputs.table.rowCount,
  );
  const used = new Set(
    fitted.formula.features.flatMap((feature) => (feature.kind === 'number' && feature.parts) || [feature.name]),
  );
  return {
    tenure: 'churn model',
    version: 1,
    label: options.label,
    churned: outcomes.churned.map(({ value }) => value),
    stayed: outcomes.stayed.map(({ value }) => value),
    rows: labels.length,
    leavers: labels.reduce((sum, label) => sum + label, 0),
    asOf: inputs.asOf,
    readings: [...inputs.readings].filter(([name]) => used.has(name)).map(([column, reading]) => ({ column, reading })),
    formula: fitted.formula,
    support: supportOf(fitted.formula, columns, labels),
  };
}

export interface Predicted {
  readonly texts: Table;
  readonly probabilities: Float64Array;
  /** The day that ages of the predicted rows were counted to; null where no input is a date. */
  readonly asOf: number | null;
  /** How good the predictions are, where the rows say who churned and hold either kind. */
  readonly judged: Judged | null;
}

export interface Judged extends Metrics, Sureness {
  readonly rows: number;
  readonly churned: number;
  readonly leftOut: Outcomes['leftOut'];
}

/**
 * Predicts the rows of a file. Ages count to `asOf`; without it to the model's day or, where the file has later ones, to its
 * own latest: a file of a month later has customers that are a month older.
 */
export async function predictFile(file: string, model: ChurnModelFile, asOf?: number): Promise<Predicted> {
  const texts = await readTextTable(file);
  const readings = new Map(model.readings.map(({ column, reading }) => [column, reading]));
  const day = model.asOf === null ? null : (asOf ?? Math.max(model.asOf, latestOf(texts, readings) ?? model.asOf));
  const inputs = readInputs(texts, readings, day);
  const predicted = probabilitiesOf(model.formula, inputs);
  return { texts, probabilities: predicted, asOf: day, judged: judge(texts, predicted, model) };
}

function probabilitiesOf(formula: Formula, inputs: Table): Float64Array {
  const { columns } = binTable(formula.features, (name) => findColumn(inputs, name), inputs.rowCount);
  return probabilities(formula, columns, inputs.rowCount);
}

function judge(texts: Table, predicted: Float64Array, model: ChurnModelFile): Judged | null {
  if (!texts.columns.some((column) => column.name === model.label)) return null;
  const names = { label: model.label, positive: model.churned[0] ?? '', negative: model.stayed };
  const { labels, rows, leftOut } = readOutcomes(texts, names, true);
  const truth = Uint8Array.from(rows, (row) => labels[row] as number);
  const churned = truth.reduce((sum, one) => sum + one, 0);
  if (churned === 0 || churned === truth.length) return null;
  const told = Float64Array.from(rows, (row) => predicted[row] as number);
  return { rows: rows.length, churned, leftOut, ...metricsOf(told, truth), ...surenessOf(told, truth) };
}

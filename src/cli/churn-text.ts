import type { Interval } from '../analytics/churn/calibration-check.js';
import type { Costs } from '../analytics/churn/costs.js';
import type { FittedFormula } from '../analytics/churn/fit.js';
import type { ColumnUse } from '../analytics/churn/inputs.js';
import type { Metrics } from '../analytics/churn/metrics.js';
import type { LabelValue, Outcomes } from '../analytics/churn/outcomes.js';
import type { Sureness } from '../analytics/churn/sureness.js';
import { renderTable } from '../commands/csv-table.js';

/** What `analyse churn` found out of fold. */
export interface ChurnResult extends Metrics, Sureness {
  readonly rows: number;
  readonly churned: number;
  readonly label: LabelReport;
  readonly columns: readonly ColumnUse[];
  /** Day that ages are counted to; absent where no input is a date. */
  readonly asOf?: string;
  readonly folds: number;
  readonly seed: number;
  readonly costs: Costs;
  /** The largest formula among the folds. */
  readonly formulaCells: number;
  readonly models: readonly FittedFormula['chosen'][];
}

export interface LabelReport {
  readonly churned: readonly LabelValue[];
  readonly stayed: readonly LabelValue[];
  readonly leftOut: readonly LabelValue[];
}

export function labelReport({ churned, stayed, leftOut }: Outcomes): LabelReport {
  return { churned, stayed, leftOut };
}

/** The columns that are inputs and how they are read, then the others and why not. */
export function columnsText(columns: readonly ColumnUse[]): string {
  const used = columns.filter((one) => one.used);
  const others = columns.filter((one) => !one.used && one.why !== 'label');
  const parts = [
    renderTable(
      [`columns used (${used.length})`, 'as', 'values', 'missing', ''],
      used.map((one) => [one.column, one.as ?? '', one.values, one.missing, one.note]),
    ),
  ];
  if (others.length > 0)
    parts.push(
      renderTable(
        [`columns not used (${others.length})`, 'why', ''],
        others.map((one) => [one.column, one.why ?? '', one.note]),
      ),
    );
  return parts.join('\n\n');
}

/** What the label says; what is neither is counted. */
export function labelText({ churned, stayed, leftOut }: LabelReport): string[] {
  const list = (values: readonly LabelValue[]) => values.map(({ value, rows }) => `"${value}" (${rows})`).join(', ');
  const line = `churned: ${list(churned)}; stayed: ${list(stayed)}`;
  if (leftOut.length === 0) return [line];
  const rows = leftOut.reduce((sum, one) => sum + one.rows, 0);
  return [
    line,
    `${rows} rows left out, as their label says neither: ${list(leftOut)}. Name those who stayed with --negative to count them.`,
  ];
}

export function figuresOf(metrics: Metrics & Sureness): [string, string, string][] {
  const { calibration } = metrics;
  const number = (value: number | null, digits: number) => value?.toFixed(digits) ?? '–';
  const within = (interval: Interval | null, digits: number) =>
    interval ? `${interval.low.toFixed(digits)} to ${interval.high.toFixed(digits)}` : '';
  return [
    ['AUC', metrics.auc.toFixed(4), within(metrics.aucInterval, 4)],
    ['log loss', metrics.logLoss.toFixed(4), ''],
    ['Brier score', metrics.brier.toFixed(4), ''],
    ['lift of the top tenth', metrics.topDecileLift.toFixed(2), within(metrics.topDecileLiftInterval, 2)],
    ['calibration error (10 bins)', metrics.ece.toFixed(4), ''],
    ['leavers expected', calibration.expected.toFixed(1), within(calibration.expectedInterval, 1)],
    ['leavers', String(calibration.actual), ''],
    ['calibration in the large', number(calibration.inTheLarge, 3), within(calibration.inTheLargeInterval, 3)],
    ['calibration slope', number(calibration.slope, 3), within(calibration.slopeInterval, 3)],
  ];
}

export function resultText(result: ChurnResult): string {
  const { costs } = result;
  const money = [
    [`from ${costs.threshold.toFixed(3)} on`, costs.total, costs.treated, costs.falsePositives, costs.falseNegatives],
    ['from 0.500 on', costs.totalAtHalf, '', '', ''],
    ['without a model', costs.totalWithoutModel, '', '', ''],
  ];
  return [
    `${result.rows} rows, ${result.churned} churned; ${result.folds} folds, seed ${result.seed}`,
    ...labelText(result.label),
    '',
    columnsText(result.columns),
    '',
    renderTable(
      ['out of fold', 'value', '95% interval'],
      [...figuresOf(result), ['cells of the formula', String(result.formulaCells), '']],
    ),
    '',
    renderTable(['treat', 'cost', 'treated', 'stayed anyway', 'missed'], money),
    '',
    ...result.models.map((model, fold) => `fold ${fold + 1}: ${modelText(model)}`),
  ].join('\n');
}

export function modelText({ candidate, rounds, calibration }: FittedFormula['chosen']): string {
  const model =
    candidate.model === 'regression' ? 'penalised regression' : `boosting, ${candidate.pairs} pairs, ${rounds} rounds`;
  return `${model}, calibration ${calibration.kind}`;
}

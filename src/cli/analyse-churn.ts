import { writeFile } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { binTable, findFeatures } from '../analytics/churn/binning.js';
import { type Costs, costsOf } from '../analytics/churn/costs.js';
import { type FittedFormula, fitFormula, stratifiedOrder } from '../analytics/churn/fit.js';
import { formulaCells, probabilities } from '../analytics/churn/formula.js';
import { readLabels } from '../analytics/churn/labels.js';
import { findLeaks } from '../analytics/churn/leaks.js';
import { type Metrics, metricsOf } from '../analytics/churn/metrics.js';
import { predictOutOfFold } from '../analytics/churn/out-of-fold.js';
import { type TaskRunner, workerRunner } from '../analytics/churn/task-runner.js';
import { Refusal } from '../analytics/refusal.js';
import { cellText, findColumn, type Table, withoutColumns } from '../analytics/table/table.js';
import { readCsv, refusing, renderTable } from '../commands/csv-table.js';
import { TenureError } from '../errors/errors.js';

interface Options {
  readonly csv?: string;
  readonly train?: string;
  readonly predict?: string;
  readonly out?: string;
  readonly label: string;
  readonly positive: string;
  readonly id?: string;
  readonly exclude?: string;
  readonly keep?: string;
  readonly folds: string;
  readonly seed: string;
  readonly costFp?: string;
  readonly costFn?: string;
  readonly json?: boolean;
}

interface Result extends Metrics {
  readonly rows: number;
  readonly churned: number;
  readonly folds: number;
  readonly seed: number;
  readonly costs: Costs;
  /** The largest formula among the folds. */
  readonly formulaCells: number;
  readonly models: readonly FittedFormula['chosen'][];
}

/** `tenure analyse churn`: how well the formula tells churners of any table apart, or its probabilities for new rows. */
export function analyseChurn(command: Command): void {
  command
    .command('churn')
    .description('fit the churn formula to any table: out-of-fold figures, or probabilities for new rows')
    .option('--csv <file>', 'judge on this file, out of fold')
    .option('--train <file>', 'learn from this file …')
    .option('--predict <file>', '… and predict this one')
    .option('--out <file>', 'where the predictions go (CSV with a column probability)')
    .requiredOption('--label <column>', 'column that says who churned')
    .requiredOption('--positive <value>', 'its value for those who did')
    .option('--id <column>', 'column that names the customer: not an input, copied to predictions')
    .option('--exclude <columns>', 'columns that are not to be inputs: a,b')
    .option('--keep <columns>', 'columns to use although they look like leaks: a,b')
    .option('--folds <n>', 'folds of the cross-validation', '5')
    .option('--seed <n>', 'the same seed gives the same figures', '1')
    .option('--cost-fp <amount>', 'cost of treating a customer who stays')
    .option('--cost-fn <amount>', 'cost of missing a customer who leaves')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const runner = workerRunner();
      try {
        await refusing(() => (options.train ? predict(options, runner) : judge(options, runner)));
      } finally {
        await runner.close();
      }
    });
}

async function judge(options: Options, runner: TaskRunner): Promise<void> {
  if (!options.csv) throw new TenureError('BAD_REQUEST', 'Give --csv F, or --train A --predict B --out P.');
  const table = await readCsv(options.csv);
  const labels = readLabels(table, options.label, options.positive);
  const inputs = inputsOf(table, options);
  const seed = wholeNumber(options.seed, '--seed');
  const folds = wholeNumber(options.folds, '--folds');
  const matrix = {
    falsePositive: amount(options.costFp, '--cost-fp'),
    falseNegative: amount(options.costFn, '--cost-fn'),
  };
  refuseLeaks(inputs, labels, options, seed);
  const { onProgress, stop } = progressBar();
  const found = await predictOutOfFold(inputs, labels, folds, { seed, runner, onProgress }).finally(stop);
  const result: Result = {
    rows: table.rowCount,
    churned: labels.reduce((sum, label) => sum + label, 0),
    folds,
    seed,
    ...metricsOf(found.probabilities, labels),
    costs: costsOf(found.probabilities, labels, matrix),
    formulaCells: Math.max(...found.fits.map((fit) => formulaCells(fit.formula))),
    models: found.fits.map((fit) => fit.chosen),
  };
  console.log(options.json ? JSON.stringify(result, null, 2) : render(result));
}

async function predict(options: Options, runner: TaskRunner): Promise<void> {
  const { train, predict: target, out } = options;
  if (!train || !target || !out) throw new TenureError('BAD_REQUEST', '--train needs --predict B and --out P.');
  const table = await readCsv(train);
  const labels = readLabels(table, options.label, options.positive);
  const inputs = inputsOf(table, options);
  const seed = wholeNumber(options.seed, '--seed');
  refuseLeaks(inputs, labels, options, seed);
  const fresh = await readCsv(target);
  const { onProgress, stop } = progressBar();
  const { formula, chosen } = await fitFormula(inputs, labels, { seed, runner, onProgress }).finally(stop);
  const { columns } = binTable(formula.features, (name) => findColumn(fresh, name), fresh.rowCount);
  const predicted = probabilities(formula, columns, fresh.rowCount);
  await writeFile(out, predictionsCsv(fresh, options.id, predicted));
  const mean = predicted.reduce((sum, one) => sum + one, 0) / predicted.length;
  const result = {
    rows: fresh.rowCount,
    meanProbability: mean,
    formulaCells: formulaCells(formula),
    model: chosen,
    out,
  };
  console.log(
    options.json
      ? JSON.stringify(result, null, 2)
      : `${fresh.rowCount} rows to ${out}: mean probability ${mean.toFixed(4)}, ${modelText(chosen)}`,
  );
}

function inputsOf(table: Table, { label, id, exclude }: Options): Table {
  const left = [label, ...(id === undefined ? [] : [id]), ...list(exclude)];
  return withoutColumns(table, [...new Set(left)]);
}

function refuseLeaks(inputs: Table, labels: Uint8Array, { keep }: Options, seed: number): void {
  const rows = Int32Array.from({ length: inputs.rowCount }, (_, i) => i);
  const kept = list(keep);
  for (const name of kept) findColumn(inputs, name);
  const binned = binTable(findFeatures(inputs, rows), (name) => findColumn(inputs, name), inputs.rowCount);
  const leaks = findLeaks(binned, labels, stratifiedOrder(labels, rows, seed)).filter(
    (leak) => !kept.includes(leak.column),
  );
  if (leaks.length === 0) return;
  const names = leaks.map((leak) => leak.column).join(',');
  throw new Refusal(
    leaks.map((leak) => `Column "${leak.column}" is refused as an input: ${leak.reason}.`).join('\n'),
    `\nLeave out what is not known beforehand: --exclude "${names}" (or --keep it if it is).`,
  );
}

function predictionsCsv(table: Table, id: string | undefined, predicted: Float64Array): string {
  const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const column = id === undefined ? undefined : findColumn(table, id);
  const head = column ? `${quote(column.name)},probability` : 'row,probability';
  const lines = Array.from(predicted, (probability, row) => {
    const key = column ? quote(cellText(column, row) ?? '') : String(row + 1);
    return `${key},${probability}`;
  });
  return `${[head, ...lines].join('\n')}\n`;
}

/** A bar on standard error; nothing where that is no terminal. */
function progressBar() {
  if (!process.stderr.isTTY) return { onProgress: () => {}, stop: () => {} };
  const bar = new SingleBar({ format: 'fitting {bar} {percentage}%  {eta_formatted} left', clearOnComplete: true });
  bar.start(1, 0);
  return {
    onProgress: (done: number, total: number) => {
      bar.setTotal(total);
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}

function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function wholeNumber(text: string, option: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value)) {
    throw new TenureError('BAD_REQUEST', `${option}: "${text}" is not a whole number.`);
  }
  return value;
}

/** Costs count alike when none is given. */
function amount(text: string | undefined, option: string): number {
  if (text === undefined) return 1;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new TenureError('BAD_REQUEST', `${option}: "${text}" is not an amount of at least 0.`);
  }
  return value;
}

function modelText({ candidate, rounds, calibration }: FittedFormula['chosen']): string {
  const model =
    candidate.model === 'regression' ? 'penalised regression' : `boosting, ${candidate.pairs} pairs, ${rounds} rounds`;
  return `${model}, calibration ${calibration.kind}`;
}

function render(result: Result): string {
  const { costs } = result;
  const figures = [
    ['AUC', result.auc.toFixed(4)],
    ['log loss', result.logLoss.toFixed(4)],
    ['Brier score', result.brier.toFixed(4)],
    ['calibration error (10 bins)', result.ece.toFixed(4)],
    ['lift of the top tenth', result.topDecileLift.toFixed(2)],
    ['cells of the formula', String(result.formulaCells)],
  ];
  const money = [
    [`from ${costs.threshold.toFixed(3)} on`, costs.total, costs.treated, costs.falsePositives, costs.falseNegatives],
    ['from 0.500 on', costs.totalAtHalf, '', '', ''],
    ['without a model', costs.totalWithoutModel, '', '', ''],
  ];
  return [
    `${result.rows} rows, ${result.churned} churned; ${result.folds} folds, seed ${result.seed}`,
    '',
    renderTable(['out of fold', 'value'], figures),
    '',
    renderTable(['treat', 'cost', 'treated', 'stayed anyway', 'missed'], money),
    '',
    ...result.models.map((model, fold) => `fold ${fold + 1}: ${modelText(model)}`),
  ].join('\n');
}

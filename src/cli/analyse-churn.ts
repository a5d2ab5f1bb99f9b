import { writeFile } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import { type Command, Option } from 'commander';
import { costsOf } from '../analytics/churn/costs.js';
import { explainFormula, renderFormula } from '../analytics/churn/explain.js';
import { type FittedFormula, fitFormula } from '../analytics/churn/fit.js';
import { formulaCells } from '../analytics/churn/formula.js';
import { metricsOf } from '../analytics/churn/metrics.js';
import type { Direction, Directions } from '../analytics/churn/monotone.js';
import { predictOutOfFold } from '../analytics/churn/out-of-fold.js';
import { surenessOf } from '../analytics/churn/sureness.js';
import { type TaskRunner, workerRunner } from '../analytics/churn/task-runner.js';
import { type DateOrder, dayText, parseDay } from '../analytics/table/day.js';
import { cellText, findColumn, type Table } from '../analytics/table/table.js';
import { type ChurnModelFile, readModelFile, writeModelFile } from '../commands/churn-model-file.js';
import {
  modelFileOf,
  type Predicted,
  predictFile,
  readTraining,
  type Training,
  type TrainingOptions,
} from '../commands/churn-table.js';
import { refusing, renderTable } from '../commands/csv-table.js';
import { TenureError } from '../errors/errors.js';
import {
  type ChurnResult,
  columnsText,
  figuresOf,
  labelReport,
  labelText,
  modelText,
  resultText,
} from './churn-text.js';

interface Options {
  readonly csv?: string;
  readonly train?: string;
  readonly predict?: string;
  readonly model?: string;
  readonly out?: string;
  readonly label?: string;
  readonly positive?: string;
  readonly negative?: string;
  readonly id?: string;
  readonly exclude?: string;
  readonly keep?: string;
  readonly monotone?: string;
  readonly dateOrder?: DateOrder;
  readonly asOf?: string;
  readonly explain?: boolean;
  readonly folds: string;
  readonly seed: string;
  readonly costFp?: string;
  readonly costFn?: string;
  readonly json?: boolean;
}

/** `tenure analyse churn`: how well the formula tells churners of any table apart, or its probabilities for new rows. */
export function analyseChurn(command: Command): void {
  command
    .command('churn')
    .description('fit the churn formula to any table: out-of-fold figures, the formula, or probabilities for new rows')
    .option('--csv <file>', 'judge on this file, out of fold: CSV, JSON, XML or Parquet')
    .option('--train <file>', 'learn from this file …')
    .option('--predict <file>', '… or take a kept --model, and predict this one; judged where it has the label')
    .option('--model <file>', 'keep the formula in this file; with --predict alone: apply the formula kept there')
    .option('--out <file>', 'where the predictions go (CSV with a column probability)')
    .option('--label <column>', 'column that says who churned')
    .option('--positive <value>', 'its value for those who did')
    .option('--negative <values>', 'its values for those who stayed: a,b (the most frequent other one when absent)')
    .option('--id <column>', 'column that names the customer: not an input, copied to predictions')
    .option('--exclude <columns>', 'columns that are not to be inputs: a,b')
    .option('--keep <columns>', 'columns to use although they look like leaks or ids: a,b')
    .option('--monotone <columns>', 'columns of which more may only raise (+) or only lower (-) the risk: a:+,b:-')
    .addOption(new Option('--date-order <order>', 'how 03/04/2024 is meant').choices(['dmy', 'mdy']))
    .option('--as-of <day>', 'day that ages of dates are counted to; the latest date of the file when absent')
    .option('--explain', 'show the formula, learnt from all rows')
    .option('--folds <n>', 'folds of the cross-validation', '5')
    .option('--seed <n>', 'the same seed gives the same figures', '1')
    .option('--cost-fp <amount>', 'cost of treating a customer who stays')
    .option('--cost-fn <amount>', 'cost of missing a customer who leaves')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const runner = workerRunner();
      try {
        await refusing(() => {
          if (options.train) return predict(options, runner);
          return options.predict && options.model && !options.csv ? apply(options) : judge(options, runner);
        });
      } finally {
        await runner.close();
      }
    });
}

async function judge(options: Options, runner: TaskRunner): Promise<void> {
  if (!options.csv || options.predict)
    throw new TenureError('BAD_REQUEST', 'Give --csv F, or --train A --predict B --out P, or --model M --predict B.');
  const asked = trainingOptions(options);
  const folds = wholeNumber(options.folds, '--folds');
  const matrix = {
    falsePositive: amount(options.costFp, '--cost-fp'),
    falseNegative: amount(options.costFn, '--cost-fn'),
  };
  const training = await readTraining(options.csv, asked);
  const { inputs, labels, outcomes } = training;
  const monotone = directionsOf(options.monotone, training);
  const { onProgress, stop } = progressBar();
  const asking = { seed: asked.seed, runner, monotone, onProgress };
  const found = await predictOutOfFold(inputs.table, labels, folds, asking).finally(stop);
  const result: ChurnResult = {
    rows: labels.length,
    churned: labels.reduce((sum, label) => sum + label, 0),
    label: labelReport(outcomes),
    columns: inputs.uses,
    ...(inputs.asOf === null ? {} : { asOf: dayText(inputs.asOf) }),
    folds,
    seed: asked.seed,
    ...metricsOf(found.probabilities, labels),
    ...surenessOf(found.probabilities, labels),
    costs: costsOf(found.probabilities, labels, matrix),
    formulaCells: Math.max(...found.fits.map((fit) => formulaCells(fit.formula))),
    models: found.fits.map((fit) => fit.chosen),
  };
  const kept = options.explain || options.model ? await fitWhole(training, asked, options, runner) : undefined;
  const explained = kept && options.explain ? explain(kept.model) : undefined;
  if (options.json) console.log(JSON.stringify({ ...result, ...explained?.json }, withoutNulls, 2));
  else console.log([resultText(result), ...(explained ? [explained.text] : [])].join('\n\n'));
}

/** A figure that is not defined, such as the slope of equal probabilities, is left out. */
const withoutNulls = (_: string, value: unknown) => (value === null ? undefined : value);

/** Learns from all rows, and keeps the formula where it is to be kept. */
async function fitWhole(
  training: Training,
  asked: TrainingOptions,
  options: Options,
  runner: TaskRunner,
): Promise<{ readonly model: ChurnModelFile; readonly chosen: FittedFormula['chosen'] }> {
  const monotone = directionsOf(options.monotone, training);
  const { onProgress, stop } = progressBar();
  const fitted = await fitFormula(training.inputs.table, training.labels, {
    seed: asked.seed,
    runner,
    monotone,
    onProgress,
  }).finally(stop);
  const model = modelFileOf(training, fitted, asked);
  if (options.model) await writeModelFile(options.model, model);
  return { model, chosen: fitted.chosen };
}

function explain({ formula, support }: ChurnModelFile) {
  return { json: { formula, factors: explainFormula(formula, support) }, text: renderFormula(formula, support) };
}

async function predict(options: Options, runner: TaskRunner): Promise<void> {
  const { train, predict: target } = options;
  if (!train || !target) throw new TenureError('BAD_REQUEST', '--train needs --predict B and --out P.');
  const asked = trainingOptions(options);
  const training = await readTraining(train, asked);
  const { model, chosen } = await fitWhole(training, asked, options, runner);
  const found = await predictFile(target, model, asked.asOf);
  const told = await tell(found, model, options);
  const learnt = { label: labelReport(training.outcomes), columns: training.inputs.uses, model: chosen };
  const explained = options.explain ? explain(model) : undefined;
  if (options.json) console.log(JSON.stringify({ ...told.json, ...learnt, ...explained?.json }, null, 2));
  else
    console.log(
      [
        [`${told.text}, ${modelText(chosen)}`, ...labelText(learnt.label)].join('\n'),
        columnsText(learnt.columns),
        ...told.judged,
        ...(explained ? [explained.text] : []),
      ].join('\n\n'),
    );
}

/** `--monotone a:+,b:-`; refused for a column that is no input, or whose values are texts. */
function directionsOf(text: string | undefined, { inputs }: Training): Directions | undefined {
  if (text === undefined) return undefined;
  const directions = list(text).map((one): readonly [string, Direction] => {
    const [, column, sign] = /^(.+):([+-])$/.exec(one) ?? [];
    if (column === undefined) throw new TenureError('BAD_REQUEST', `--monotone: "${one}" is not COLUMN:+ or COLUMN:-.`);
    const use = inputs.uses.find((candidate) => candidate.column === column);
    if (!use?.used || use.as === 'category')
      throw new TenureError('BAD_REQUEST', `--monotone: "${column}" is ${use?.used ? 'no number' : 'no input'}.`);
    return [column, sign === '+' ? 'up' : 'down'];
  });
  return new Map(directions);
}

/** Predicts with a formula that was kept. */
async function apply(options: Options): Promise<void> {
  const model = await readModelFile(options.model as string);
  const found = await predictFile(options.predict as string, model, dayOption(options.asOf));
  const told = await tell(found, model, options);
  const explained = options.explain ? explain(model) : undefined;
  if (options.json) console.log(JSON.stringify({ ...told.json, ...explained?.json }, null, 2));
  else console.log([told.text, ...told.judged, ...(explained ? [explained.text] : [])].join('\n\n'));
}

/** Writes predictions to their file, and says what they are and, where the rows say who churned, how good. */
async function tell({ texts, probabilities, asOf, judged }: Predicted, model: ChurnModelFile, { out, id }: Options) {
  if (!out && !judged)
    throw new TenureError('BAD_REQUEST', '--predict needs --out P, as its rows do not say who churned.');
  if (out) await writeFile(out, predictionsCsv(texts, id, probabilities));
  const rows = texts.rowCount;
  const meanProbability = probabilities.reduce((sum, one) => sum + one, 0) / rows;
  const day = asOf === null ? null : dayText(asOf);
  return {
    json: { rows, meanProbability, formulaCells: formulaCells(model.formula), asOf: day, judged, out: out ?? null },
    text: `${rows} rows${out ? ` to ${out}` : ''}: mean probability ${meanProbability.toFixed(4)}${day ? `, ages as of ${day}` : ''}`,
    judged: judged
      ? [
          `${judged.rows} of them say who churned: ${judged.churned} did, ${judged.calibration.expected.toFixed(1)} were expected${judged.leftOut.length === 0 ? '' : `; left out: ${judged.leftOut.map(({ value, rows: count }) => `"${value}" (${count})`).join(', ')}`}\n\n${renderTable(['judged', 'value', '95% interval'], figuresOf(judged))}`,
        ]
      : [],
  };
}

function trainingOptions(options: Options): TrainingOptions {
  const { label, positive } = options;
  if (label === undefined || positive === undefined)
    throw new TenureError('BAD_REQUEST', 'Say who churned: --label COLUMN --positive VALUE.');
  return {
    label,
    positive,
    negative: options.negative === undefined ? undefined : list(options.negative),
    id: options.id,
    exclude: list(options.exclude),
    keep: list(options.keep),
    dateOrder: options.dateOrder,
    asOf: dayOption(options.asOf),
    seed: wholeNumber(options.seed, '--seed'),
  };
}

function dayOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const day = /^\d{4}-/.test(text) ? parseDay(text, 'dmy') : null;
  if (day === null) throw new TenureError('BAD_REQUEST', `--as-of: "${text}" is not a day such as 2026-01-31.`);
  return day;
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

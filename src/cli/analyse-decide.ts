import type { Command } from 'commander';
import { type Campaign, type CostMatrix, costMatrixOf } from '../analytics/decide/cost-matrix.js';
import { type Comparison, type Decision, decide, type Strategy } from '../analytics/decide/decide.js';
import { thinned } from '../analytics/decide/profit-curve.js';
import { Refusal } from '../analytics/refusal.js';
import { cellText, findColumn, findNumbers, type Table, withoutColumns } from '../analytics/table/table.js';
import { readCsv, refusing, renderTable } from '../commands/csv-table.js';
import { TenureError } from '../errors/errors.js';
import { nameList, numberBetween, percent, shown, wholeBetween } from './analyse-options.js';

interface Options {
  readonly csv: string;
  readonly probability: string;
  readonly label: string;
  readonly positive: string;
  readonly contactCost: number;
  readonly offerCost: number;
  readonly successRate: number;
  readonly valueAtStake: number;
  readonly valueColumn?: string;
  readonly costFp?: number;
  readonly costFn?: number;
  readonly capacity?: number;
  readonly features?: string[];
  readonly exclude?: string[];
  readonly folds: number;
  readonly seed: number;
  readonly json?: boolean;
}

const MONEY = numberBetween(0, 1e12);

/** `tenure analyse decide`: whom to contact, and what other ways of choosing would have cost. */
export function analyseDecide(command: Command): void {
  command
    .command('decide')
    .description(
      'whom to contact: the threshold that costs least and the target size that earns most, against other ways',
    )
    .requiredOption('--csv <file>', 'one row a customer whose end is known, with a header line')
    .requiredOption(
      '--probability <column>',
      'the churn probability, 0 to 1, from a model that has not seen these rows',
    )
    .requiredOption('--label <column>', 'what happened')
    .requiredOption('--positive <value>', 'the label of a churner')
    .option('--contact-cost <amount>', 'cost of contacting one customer', MONEY, 10)
    .option('--offer-cost <amount>', 'cost of the offer when it is taken', MONEY, 50)
    .option(
      '--success-rate <share>',
      'chance that a would-be churner takes the offer and stays',
      numberBetween(0, 1),
      0.3,
    )
    .option('--value-at-stake <amount>', 'what a customer is worth who stays', MONEY, 1000)
    .option('--value-column <column>', 'what each customer is worth, instead of one amount for all')
    .option('--cost-fp <amount>', 'instead of a campaign: cost of treating one who stays', MONEY)
    .option('--cost-fn <amount>', 'instead of a campaign: cost of missing one who leaves', MONEY)
    .option('--capacity <n>', 'customers that can be contacted (default: a tenth of the rows)', wholeBetween(1, 1e9))
    .option('--features <a,b,c>', 'what under-sampling and AdaCost learn from (default: all other columns)', nameList)
    .option('--exclude <a,b,c>', 'columns they must not learn from, such as identifiers', nameList)
    .option('--folds <n>', 'folds of their out-of-fold predictions', wholeBetween(2, 20), 5)
    .option('--seed <n>', 'the same seed gives the same result', wholeBetween(-(2 ** 31), 2 ** 31 - 1), 1)
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const table = await readCsv(options.csv);
      const costs = costsFrom(options);
      const decision = await refusing(() => decideOn(table, options, costs));
      const capacity = options.capacity ?? tenth(table.rowCount);
      console.log(
        options.json
          ? JSON.stringify(report(decision, costs, capacity), null, 2)
          : forPeople(decision, costs, capacity),
      );
    });
}

/** The costs asked for: a campaign's, or a plain pair for the two mistakes. */
interface Costs {
  readonly campaign: Campaign | null;
  readonly matrix: CostMatrix;
}

function costsFrom(options: Options): Costs {
  const { contactCost, offerCost, successRate, valueAtStake, costFp, costFn } = options;
  if ((costFp === undefined) !== (costFn === undefined))
    throw new TenureError('BAD_REQUEST', 'Give both --cost-fp and --cost-fn, or a campaign instead.');
  if (costFp !== undefined && costFn !== undefined) {
    if (options.valueColumn !== undefined)
      throw new TenureError(
        'BAD_REQUEST',
        '--value-column belongs to a campaign: it does not go with --cost-fp and --cost-fn.',
      );
    const matrix = { contactedChurner: 0, contactedStayer: costFp, missedChurner: costFn, leftAlone: 0 };
    return { campaign: null, matrix };
  }
  const campaign = { contactCost, offerCost, successRate, valueAtStake };
  return { campaign, matrix: costMatrixOf(campaign) };
}

const tenth = (rows: number) => Math.max(1, Math.round(rows / 10));

function decideOn(table: Table, options: Options, costs: Costs): Decision {
  const values = options.valueColumn === undefined ? null : findNumbers(table, options.valueColumn);
  const own = (row: number): CostMatrix => {
    if (!values || !costs.campaign) return costs.matrix;
    const valueAtStake = values[row] as number;
    if (!(valueAtStake >= 0))
      throw new Refusal(`Row ${row + 1}: ${options.valueColumn} must be a number of at least 0.`);
    return costMatrixOf({ ...costs.campaign, valueAtStake });
  };
  const mean = values ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
  return decide({
    probabilities: findNumbers(table, options.probability),
    labels: labelsOf(table, options),
    matrixOf: own,
    matrix: values && costs.campaign ? costMatrixOf({ ...costs.campaign, valueAtStake: mean }) : costs.matrix,
    capacity: options.capacity ?? tenth(table.rowCount),
    features: featuresOf(table, options),
    folds: options.folds,
    seed: options.seed,
  });
}

function labelsOf(table: Table, { label, positive }: Options): Uint8Array {
  const column = findColumn(table, label);
  const wanted = column.kind === 'number' ? String(Number(positive)) : positive.trim();
  const kinds = new Set<string>();
  const labels = Uint8Array.from({ length: table.rowCount }, (_, row) => {
    const text = cellText(column, row);
    if (text === null) throw new Refusal(`Row ${row + 1}: the label is blank.`);
    kinds.add(text);
    return text === wanted ? 1 : 0;
  });
  if (!kinds.has(wanted))
    throw new Refusal(`No row of "${label}" says "${positive}".`, `It says: ${[...kinds].slice(0, 8).join(', ')}.`);
  return labels;
}

/** The named columns, else all others; the probability itself when there are no others. */
function featuresOf(table: Table, { features, exclude = [], probability, label }: Options): Table {
  if (features) {
    if (features.includes(label)) throw new Refusal(`"${label}" is the label: nothing may learn from it.`);
    return { rowCount: table.rowCount, columns: features.map((name) => findColumn(table, name)) };
  }
  const others = withoutColumns(table, [...new Set([probability, label, ...exclude])]);
  return others.columns.length > 0 ? others : { rowCount: table.rowCount, columns: [findColumn(table, probability)] };
}

function report(decision: Decision, { campaign, matrix }: Costs, capacity: number) {
  const { curve, ...rest } = decision;
  return { ...rest, capacity, campaign, costMatrix: matrix, curve: thinned(curve, 101) };
}

const TITLES: Readonly<Record<Strategy, string>> = {
  costThreshold: 'threshold of least cost',
  costMatrix: 'threshold by the cost matrix',
  noModel: 'no model: all or nobody',
  half: 'threshold 0.5',
  underSampling: 'under-sampling, corrected',
  adaCost: 'AdaCost',
};

function forPeople(decision: Decision, { campaign, matrix }: Costs, capacity: number): string {
  const { rows, churners, churnRate, threshold, targetSize, totalCost, profit } = decision;
  const terms = campaign
    ? `contact ${campaign.contactCost}, offer ${campaign.offerCost}, success rate ${campaign.successRate}, value at stake ${campaign.valueAtStake}`
    : `treating one who stays ${matrix.contactedStayer}, missing one who leaves ${matrix.missedChurner}`;
  return [
    `${rows} customers, ${churners} of them (${percent(churnRate)}) left. Costs: ${terms}.`,
    threshold === null
      ? 'At these costs contacting anybody loses money: contact nobody.'
      : `Contact from a probability of ${shown(threshold)} on: ${targetSize} customers, total cost ${money(totalCost)}, profit ${money(profit)} against contacting nobody.`,
    renderTable(
      ['way of choosing', 'from', 'contacted', 'total cost', 'profit', 'lift', `precision at ${capacity}`],
      decision.comparisons.map((one) => comparisonRow(one)),
    ),
    ...decision.notes,
    ...(decision.learntFrom.length > 0
      ? [`Under-sampling and AdaCost learnt from: ${decision.learntFrom.join(', ')}.`]
      : []),
  ].join('\n\n');
}

function comparisonRow({ strategy, threshold, targeted, totalCost, profit, lift, precisionAtCapacity }: Comparison) {
  return [
    TITLES[strategy],
    threshold === null ? '' : threshold.toFixed(3),
    targeted,
    money(totalCost),
    money(profit),
    lift === null ? '–' : lift.toFixed(2),
    percent(precisionAtCapacity),
  ];
}

function money(amount: number): string {
  return amount.toFixed(2);
}

import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Refusal } from '../analytics/refusal.js';
import { findNumbers, type Table } from '../analytics/table/table.js';
import { type BgNbd, expectedPurchases, fitBgNbd, probabilityAlive } from '../analytics/value/bg-nbd.js';
import type { BuyingHistory } from '../analytics/value/buying-history.js';
import { expectedSpend, fitGammaGamma, type GammaGamma } from '../analytics/value/gamma-gamma.js';
import { readCsv, refusing, renderTable } from '../commands/csv-table.js';
import { numberBetween, percent, shown } from './analyse-options.js';

interface Options {
  readonly csv: string;
  readonly frequency?: string;
  readonly recency?: string;
  readonly age?: string;
  readonly spend?: string;
  readonly horizon: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** How files of the field call the columns. */
const USUAL = {
  frequency: ['frequency', 'x'],
  recency: ['recency', 't_x'],
  age: ['T', 'age'],
  spend: ['spend', 'monetary_value', 'zbar', 'm_x'],
} as const;

/** `tenure analyse repeat`: buying without a contract, as of prepaid customers. */
export function analyseRepeat(command: Command): void {
  command
    .command('repeat')
    .description('repeat buying without a contract (prepaid): BG/NBD for how often, Gamma-Gamma for how much')
    .requiredOption('--csv <file>', 'one row a customer, with a header line')
    .option('--frequency <column>', 'purchases after the first (else the column frequency or x)')
    .option('--recency <column>', 'time from the first purchase to the last (else recency or t_x)')
    .option('--age <column>', 'time from the first purchase to the end of observation (else T or age)')
    .option('--spend <column>', 'mean spend of the repeat purchases (else spend, monetary_value or zbar, if there)')
    .option('--horizon <periods>', 'periods to look ahead, in the unit of the times', numberBetween(0, 1e6), 52)
    .option('--out <file>', 'also write each customer’s prediction to this CSV file')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const table = await readCsv(options.csv);
      const found = await refusing(() => analyse(table, options));
      if (options.out !== undefined) await writeFile(options.out, predictionsCsv(found.predictions));
      console.log(options.json ? JSON.stringify(report(found), null, 2) : forPeople(found));
    });
}

interface Prediction {
  readonly probabilityAlive: number;
  readonly expectedPurchases: number;
  readonly expectedSpend: number | null;
  readonly expectedValue: number | null;
}

interface Found {
  readonly model: BgNbd;
  readonly spendModel: GammaGamma | null;
  readonly customers: number;
  readonly repeatCustomers: number;
  readonly horizon: number;
  readonly predictions: readonly Prediction[];
}

function analyse(table: Table, options: Options): Found {
  const column = (role: keyof typeof USUAL) => columnFor(table, role, options[role]);
  const history: BuyingHistory = { frequency: column('frequency'), recency: column('recency'), age: column('age') };
  const hasSpend = options.spend !== undefined || USUAL.spend.some((name) => has(table, name));
  const spend = hasSpend ? column('spend') : null;
  const model = fitBgNbd(history);
  const spendModel = spend ? fitGammaGamma(history.frequency, spend) : null;
  const predictions = Array.from(history.frequency, (x, i) => {
    const [recency, age] = [history.recency[i] as number, history.age[i] as number];
    const purchases = expectedPurchases(model, x, recency, age, options.horizon);
    const each = spendModel && spend ? expectedSpend(spendModel, x, x === 0 ? 0 : (spend[i] as number)) : null;
    return {
      probabilityAlive: probabilityAlive(model, x, recency, age),
      expectedPurchases: purchases,
      expectedSpend: each,
      expectedValue: each === null ? null : each * purchases,
    };
  });
  const repeatCustomers = Array.from(history.frequency).filter((x) => x > 0).length;
  return { model, spendModel, customers: table.rowCount, repeatCustomers, horizon: options.horizon, predictions };
}

function columnFor(table: Table, role: keyof typeof USUAL, given: string | undefined): Float64Array {
  const name = given ?? USUAL[role].find((usual) => has(table, usual));
  if (name !== undefined) return findNumbers(table, name);
  const names = table.columns.map((column) => column.name).join(', ');
  throw new Refusal(
    `No column is called ${USUAL[role].join(' or ')}.`,
    `Name it with --${role}. The columns are: ${names}.`,
  );
}

function has(table: Table, name: string): boolean {
  return table.columns.some((column) => column.name === name);
}

function totals({ predictions, spendModel }: Found) {
  const sum = (of: (one: Prediction) => number | null) => predictions.reduce((total, one) => total + (of(one) ?? 0), 0);
  return {
    expectedActive: sum((one) => one.probabilityAlive),
    expectedPurchases: sum((one) => one.expectedPurchases),
    expectedValue: spendModel ? sum((one) => one.expectedValue) : null,
  };
}

function report(found: Found) {
  const { model, spendModel, customers, repeatCustomers, horizon } = found;
  const { r, alpha, a, b, logLikelihood, isAtBound } = model;
  return {
    r,
    alpha,
    a,
    b,
    logLikelihood,
    isAtBound,
    customers,
    repeatCustomers,
    gammaGamma: spendModel,
    horizon,
    ...totals(found),
  };
}

function forPeople(found: Found): string {
  const { model, spendModel, customers, repeatCustomers, horizon } = found;
  const sums = totals(found);
  const parts = [
    `${customers} customers, ${repeatCustomers} of them (${percent(repeatCustomers / customers)}) with repeat purchases`,
    renderTable(
      ['how often (BG/NBD)', ''],
      [
        ['r', shown(model.r)],
        ['α', shown(model.alpha)],
        ['a', shown(model.a)],
        ['b', shown(model.b)],
        ['log-likelihood', model.logLikelihood.toFixed(1)],
      ],
    ),
  ];
  if (model.isAtBound) parts.push('A parameter ran to the edge of the search: these data do not tell it.');
  if (spendModel)
    parts.push(
      renderTable(
        ['how much (Gamma-Gamma)', ''],
        [
          ['p', shown(spendModel.p)],
          ['q', shown(spendModel.q)],
          ['v', shown(spendModel.v)],
          ['log-likelihood', spendModel.logLikelihood.toFixed(1)],
          ['mean spend', shown(spendModel.meanSpend)],
          ['correlation with frequency (taken as 0)', shown(spendModel.correlation, 2)],
        ],
      ),
    );
  const next = [
    ['customers still active', sums.expectedActive.toFixed(1)],
    [`purchases in the next ${shown(horizon)} periods`, sums.expectedPurchases.toFixed(1)],
    ...(sums.expectedValue === null ? [] : [['spend in them', sums.expectedValue.toFixed(2)]]),
  ];
  return [...parts, renderTable(['expected', ''], next)].join('\n\n');
}

function predictionsCsv(predictions: readonly Prediction[]): string {
  const lines = predictions.map((one, i) =>
    [i + 1, one.probabilityAlive, one.expectedPurchases, one.expectedSpend ?? '', one.expectedValue ?? ''].join(','),
  );
  return `row,probability_alive,expected_purchases,expected_spend,expected_value\n${lines.join('\n')}\n`;
}

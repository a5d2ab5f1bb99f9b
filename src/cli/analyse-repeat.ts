import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { Refusal } from '../analytics/refusal.js';
import { findNumbers, type Table } from '../analytics/table/table.js';
import { type BgNbd, expectedPurchases, fitBgNbd, probabilityAlive } from '../analytics/value/bg-nbd.js';
import type { BuyingHistory } from '../analytics/value/buying-history.js';
import { expectedSpend, fitGammaGamma, type GammaGamma } from '../analytics/value/gamma-gamma.js';
import { type HoldOut, judgeHoldOut } from '../analytics/value/hold-out.js';
import { splitPurchases } from '../analytics/value/purchases.js';
import { readPurchases } from '../analytics/value/read-purchases.js';
import { readCsv, refusing, renderTable } from '../commands/csv-table.js';
import { numberBetween, percent, shown } from './analyse-options.js';

interface Options {
  readonly csv: string;
  readonly frequency?: string;
  readonly recency?: string;
  readonly age?: string;
  readonly spend?: string;
  readonly customer?: string;
  readonly date?: string;
  readonly amount?: string;
  readonly periodDays: number;
  readonly holdout?: string;
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
    .requiredOption('--csv <file>', 'one row a customer, or with --customer and --date one row a purchase')
    .option('--frequency <column>', 'purchases after the first (else the column frequency or x)')
    .option('--recency <column>', 'time from the first purchase to the last (else recency or t_x)')
    .option('--age <column>', 'time from the first purchase to the end of observation (else T or age)')
    .option('--spend <column>', 'mean spend of the repeat purchases (else spend, monetary_value or zbar, if there)')
    .option('--customer <column>', 'rows are purchases: who bought …')
    .option('--date <column>', '… and when, as 2026-03-15')
    .option('--amount <column>', '… and for how much')
    .option('--period-days <days>', 'days of one period, for purchases', numberBetween(0.01, 1000), 7)
    .option(
      '--holdout <what>',
      'judge the model on what it has not seen: for purchases the last so many periods (default: a quarter of the time), for customers the column with their purchases in the horizon',
    )
    .option('--horizon <periods>', 'periods to look ahead, in the unit of the times', numberBetween(0, 1e6), 52)
    .option('--out <file>', 'also write each customer’s prediction to this CSV file')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const table = await readCsv(options.csv);
      const found = await refusing(() => analyse(table, options));
      if (options.out !== undefined) await writeFile(options.out, predictionsCsv(found));
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
  readonly names: readonly string[] | null;
  readonly model: BgNbd;
  readonly spendModel: GammaGamma | null;
  readonly customers: number;
  readonly repeatCustomers: number;
  readonly horizon: number;
  readonly predictions: readonly Prediction[];
  /** The same model fitted without the last periods, against what came in them; null without such a period. */
  readonly holdOut: HoldOut | null;
}

interface Read {
  /** Who the rows are, where purchases say. */
  readonly names: readonly string[] | null;
  readonly history: BuyingHistory;
  readonly spend: Float64Array | null;
  readonly holdOut: (model: BgNbd) => HoldOut | null;
}

function analyse(table: Table, options: Options): Found {
  const { names, history, spend, holdOut } =
    options.customer === undefined ? customersOf(table, options) : purchasesOf(table, options);
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
  return {
    names,
    model,
    spendModel,
    customers: history.frequency.length,
    repeatCustomers,
    horizon: options.horizon,
    predictions,
    holdOut: holdOut(model),
  };
}

function customersOf(table: Table, options: Options): Read {
  const column = (role: keyof typeof USUAL) => columnFor(table, role, options[role]);
  const history: BuyingHistory = { frequency: column('frequency'), recency: column('recency'), age: column('age') };
  const hasSpend = options.spend !== undefined || USUAL.spend.some((name) => has(table, name));
  const after = options.holdout === undefined ? null : findNumbers(table, options.holdout);
  if (after?.some((count) => !(count >= 0))) throw new Refusal(`"${options.holdout}" must hold counts of at least 0.`);
  return {
    names: null,
    history,
    spend: hasSpend ? column('spend') : null,
    holdOut: (model) => (after ? judgeHoldOut(model, history, after, options.horizon) : null),
  };
}

/** Purchases: the model is fitted to all of them, and once more without the last periods to be judged on those. */
function purchasesOf(table: Table, options: Options): Read {
  const { customer, date, amount, periodDays } = options;
  if (customer === undefined || date === undefined) throw new Refusal('--customer needs --date.');
  const purchases = readPurchases(table, { customer, date, amount });
  const last = Array.from(purchases.day).reduce((most, day) => Math.max(most, day));
  const first = Array.from(purchases.day).reduce((least, day) => Math.min(least, day));
  const periods = options.holdout === undefined ? Math.floor((last - first) / periodDays / 4) : Number(options.holdout);
  if (!(periods >= 0) || periods * periodDays >= last - first)
    throw new Refusal(`--holdout ${options.holdout} does not leave a past: give a number of periods.`);
  const whole = splitPurchases(purchases, last, periodDays);
  return {
    names: whole.customers,
    history: whole.history,
    spend: whole.spend,
    holdOut: () => {
      if (periods === 0) return null;
      const past = splitPurchases(purchases, last - periods * periodDays, periodDays);
      return judgeHoldOut(fitBgNbd(past.history), past.history, past.after, periods);
    },
  };
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
  const { model, spendModel, customers, repeatCustomers, horizon, holdOut } = found;
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
    holdOut,
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
  return [...parts, renderTable(['expected', ''], next), ...(found.holdOut ? [holdOutText(found.holdOut)] : [])].join(
    '\n\n',
  );
}

function holdOutText({ periods, expected, actual, byFrequency, ...errors }: HoldOut): string {
  const rows = byFrequency.map((one) => [
    one.frequency === 7 ? '7 and more' : String(one.frequency),
    one.customers,
    one.expected.toFixed(3),
    one.actual.toFixed(3),
  ]);
  return [
    `Hold-out of ${shown(periods)} periods: ${expected.toFixed(1)} purchases expected, ${actual} came; mean absolute error ${errors.meanAbsoluteError.toFixed(3)} a customer (${errors.meanAbsoluteErrorAsBefore.toFixed(3)} if all went on as before), correlation ${shown(errors.correlation, 3)}`,
    renderTable(['repeat purchases before', 'customers', 'expected', 'came'], rows),
  ].join('\n');
}

function predictionsCsv({ predictions, names }: Found): string {
  const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = predictions.map((one, i) =>
    [
      names ? quote(names[i] as string) : i + 1,
      one.probabilityAlive,
      one.expectedPurchases,
      one.expectedSpend ?? '',
      one.expectedValue ?? '',
    ].join(','),
  );
  const key = names ? 'customer' : 'row';
  return `${key},probability_alive,expected_purchases,expected_spend,expected_value\n${lines.join('\n')}\n`;
}

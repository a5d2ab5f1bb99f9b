import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterEach, expect, it, vi } from 'vitest';
import { plantedTable } from '../analytics/churn/planted.fixture.js';
import { cellText, type Table } from '../analytics/table/table.js';
import { analyseChurn } from './analyse-churn.js';
import { analyseRetention } from './analyse-retention.js';
import { analyseSurvival } from './analyse-survival.js';

const directory = mkdtempSync(path.join(os.tmpdir(), 'tenure-analyse-'));
afterEach(() => vi.restoreAllMocks());

function csv(
  name: string,
  { columns, rowCount }: Table,
  extra: Readonly<Record<string, (row: number) => string>>,
): string {
  const file = path.join(directory, name);
  const head = [...columns.map((column) => column.name), ...Object.keys(extra)];
  const lines = Array.from({ length: rowCount }, (_, row) => [
    ...columns.map((column) => cellText(column, row) ?? ''),
    ...Object.values(extra).map((value) => value(row)),
  ]);
  writeFileSync(file, [head, ...lines].map((cells) => cells.join(',')).join('\n'));
  return file;
}

/** What the command prints, as a user types it. */
async function run(...args: string[]): Promise<string> {
  const printed: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  const program = new Command('analyse').exitOverride();
  for (const register of [analyseChurn, analyseSurvival, analyseRetention]) register(program);
  await program.parseAsync(args, { from: 'user' });
  return printed.join('\n');
}

const { table, labels } = plantedTable(900, 4);
const label = (row: number) => (labels[row] ? 'left' : 'stays');
const train = csv('train.csv', table, {
  id: (row) => `c${row}`,
  outcome: label,
  survey: (row) => (labels[row] ? '1' : '5'),
});
const common = ['--label', 'outcome', '--positive', 'left', '--id', 'id'];

it('prints the figures of a table, out of fold', async () => {
  const args = ['churn', '--csv', train, ...common, '--exclude', 'survey', '--folds', '2', '--cost-fn', '4', '--json'];
  const result = JSON.parse(await run(...args));
  expect(result).toMatchObject({ rows: 900, folds: 2, costs: { threshold: 0.2, falseNegative: 4 } });
  expect(result.auc).toBeGreaterThan(0.65);
  for (const key of ['logLoss', 'brier', 'ece', 'topDecileLift', 'formulaCells'])
    expect(result[key]).toBeGreaterThan(0);
});

it('refuses a column that gives the answer away, and says which', async () => {
  await expect(run('churn', '--csv', train, ...common)).rejects.toMatchObject({
    kind: 'BAD_REQUEST',
    message: expect.stringMatching(/"survey" is refused.*\n.*--exclude "survey"/s),
  });
});

it('predicts new rows, with categories never seen, into a file', async () => {
  const fresh = csv('fresh.csv', plantedTable(50, 8).table, { id: (row) => `n,${row}`.replace(',', '-') });
  const out = path.join(directory, 'out.csv');
  await run('churn', '--train', train, '--predict', fresh, '--out', out, ...common, '--exclude', 'survey');
  const [head, ...lines] = readFileSync(out, 'utf8').trim().split('\n');
  expect(head).toBe('id,probability');
  expect(lines).toHaveLength(50);
  for (const line of lines) {
    const probability = Number(line.split(',')[1]);
    expect(probability > 0 && probability < 1).toBe(true);
  }
});

it.each([
  [['churn', '--csv', train, ...common, '--exclude', 'nothing'], /no column "nothing"/],
  [['churn', '--csv', train, '--label', 'outcome', '--positive', 'maybe'], /No row has "maybe"/],
  [['churn', '--csv', train, ...common, '--exclude', 'survey', '--folds', 'x'], /not a whole number/],
  [['churn', ...common], /Give --csv/],
  [['retention', '--survivors', '10,12,9'], /rise/],
  [['survival', '--csv', train, '--duration', 'plan', '--event', 'outcome'], /not numeric/],
])('says what is wrong: %j', async (args, message) => {
  await expect(run(...args)).rejects.toMatchObject({ kind: 'BAD_REQUEST', message: expect.stringMatching(message) });
});

it('prints survival by group and a projection of retention', async () => {
  const args = ['--duration', 'months', '--event', 'outcome', '--event-value', 'left', '--group', 'contract', '--json'];
  const survival = JSON.parse(await run('survival', '--csv', train, ...args));
  expect(survival.groups.map((one: { group: string }) => one.group)).toEqual(['monthly', 'yearly']);
  expect(survival.logRank.degreesOfFreedom).toBe(1);
  const retention = JSON.parse(await run('retention', '--survivors', '1000,631,468,382,326,289,262,241', '--json'));
  expect(retention.alpha).toBeCloseTo(0.70408, 5);
  expect(retention.projected[0]).toMatchObject({ period: 8, observed: null });
});

/** 300 rows in which a number and a category tell something; `change` spoils them. */
function small(name: string, change: (row: number, cells: string[]) => string[], label = outcomes): string {
  const file = path.join(directory, name);
  const lines = Array.from({ length: 300 }, (_, row) => {
    const cells = change(row, [String((row * 37) % 100), row % 3 === 0 ? 'monthly' : 'yearly']);
    return [...cells, label(row)].join(',');
  });
  writeFileSync(file, ['amount,contract,outcome', ...lines].join('\n'));
  return file;
}
const outcomes = (row: number): string => (((row * 37) % 100 > 60 && row % 5 > 1) || row % 11 === 0 ? 'left' : 'stays');
const asIs = (_row: number, cells: string[]) => cells;
const judged = ['--label', 'outcome', '--positive', 'left', '--json'];

/** Every number in a printed result, however deep; JSON has no NaN, it would be null. */
function figures(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(figures) : [value];
}

it.each([
  ['two columns and few rows', asIs],
  ['a constant column', (_: number, cells: string[]) => [cells[0] ?? '', 'same']],
  ['an all-missing column', (_: number, cells: string[]) => [cells[0] ?? '', '']],
  ['nothing but constant and missing columns', () => ['', 'same']],
  [
    'NaN, infinity and NA among numbers',
    (row: number, [amount = '', contract = '']: string[]) => [
      ['NaN', 'inf', '-Infinity', 'NA'][row] ?? amount,
      contract,
    ],
  ],
  ['negative and zero amounts', (row: number, cells: string[]) => [row % 2 ? '0' : '-5', cells[1] ?? '']],
])('has a figure for everything with %s', async (name, change) => {
  const result = JSON.parse(await run('churn', '--csv', small(`${name}.csv`, change), ...judged, '--folds', '3'));
  expect(figures(result)).not.toContain(null);
  expect(result.logLoss).toBeLessThan(0.7);
  if (!name.startsWith('nothing') && !name.startsWith('negative')) expect(result.auc).toBeGreaterThan(0.7);
  else expect(result.auc).toBeGreaterThanOrEqual(0.4);
});

it.each([
  ['everybody churned', () => 'left', /All 300 rows churned/],
  ['nobody churned', () => 'stays', /No row has "left"/],
  ['too few churned', (row: number) => (row < 3 ? 'left' : 'stays'), /Only 3 of 300/],
  ['a label is missing', (row: number) => (row === 7 ? '' : outcomes(row)), /Row 8 has no value/],
])('refuses a table in which %s', async (name, label, message) => {
  await expect(run('churn', '--csv', small(`${name}.csv`, asIs, label), ...judged)).rejects.toMatchObject({
    kind: 'BAD_REQUEST',
    message: expect.stringMatching(message),
  });
});

it('refuses one customer, and takes lives that ended at once', async () => {
  const file = path.join(directory, 'one.csv');
  writeFileSync(file, 'amount,contract,outcome\n1,monthly,left');
  await expect(run('churn', '--csv', file, ...judged)).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
  writeFileSync(file, 'months,left\n0,1\n0,0\n2,1');
  const told = JSON.parse(await run('survival', '--csv', file, '--duration', 'months', '--event', 'left', '--json'));
  expect(figures(told)).not.toContain(Number.NaN);
  expect(told).toMatchObject({ count: 3, events: 2, median: 2 });
});

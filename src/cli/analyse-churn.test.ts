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

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import iconv from 'iconv-lite';
import { afterEach, expect, it, vi } from 'vitest';
import { seededRandom } from '../analytics/random.js';
import { analyseChurn } from './analyse-churn.js';

const directory = mkdtempSync(path.join(os.tmpdir(), 'tenure-churn-columns-'));
afterEach(() => vi.restoreAllMocks());

async function run(...args: string[]): Promise<string> {
  const printed: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  const program = new Command('analyse').exitOverride();
  analyseChurn(program);
  await program.parseAsync(['churn', ...args], { from: 'user' });
  return printed.join('\n');
}

/** Customers as a billing system of the field exports them; young accounts leave more, and so do high fees. */
function customers(rows: number, seed: number, latest = '2026-01-31'): Record<string, string>[] {
  const random = seededRandom(seed);
  const end = Date.parse(latest) / 86_400_000;
  return Array.from({ length: rows }, (_, row) => {
    const age = row === 0 ? 0 : Math.floor(random() * 1500);
    const fee = 20 + random() * 80;
    const leaves = random() < 1 / (1 + Math.exp(age / 300 - fee / 40));
    return {
      customer_no: String(700_000_000 + row * 37),
      row_id: String(row + 1),
      signup: new Date((end - age) * 86_400_000).toISOString().slice(0, 10).split('-').reverse().join('.'),
      fee: `€ ${fee.toFixed(2).replace('.', ',')}`,
      minutes: `${1 + Math.floor(random() * 8)}.${String(Math.floor(random() * 1000)).padStart(3, '0')}`,
      discount: `${Math.floor(random() * 40)}%`,
      comment: `text ${row} ${random()}`,
      country: 'DE',
      quality: row % 50 === 3 ? '?' : String(Math.floor(random() * 100)),
      leaves: row % 25 === 7 ? '?' : row % 40 === 9 ? ' NO' : leaves ? 'yes' : 'no',
    };
  });
}

function file(name: string, records: readonly Record<string, string>[], separator = ';', encoding = 'utf-8'): string {
  const lines = [Object.keys(records[0] ?? {}), ...records.map((one) => Object.values(one))];
  const bytes = iconv.encode(lines.map((cells) => cells.join(separator)).join('\n'), encoding);
  const target = path.join(directory, name);
  writeFileSync(target, bytes);
  return target;
}

const records = customers(600, 3);
const train = file('train.csv', records, ';', 'windows-1252');
const label = ['--label', 'leaves', '--positive', 'yes'];

const judgedOnce = run('--csv', train, ...label, '--folds', '2', '--json').then((text) => JSON.parse(text));

it('says which columns it used, how it read them, and why others were not', async () => {
  const result = await judgedOnce;
  const of = Object.fromEntries(result.columns.map((one: { column: string }) => [one.column, one]));
  expect(of.signup).toMatchObject({ used: true, as: 'age in days', note: 'days before 2026-01-31' });
  expect(of.fee).toMatchObject({ used: true, as: 'number', note: 'decimal comma, in €' });
  expect(of.minutes).toMatchObject({ used: true, as: 'number' });
  expect(of.discount).toMatchObject({ used: true, as: 'number' });
  expect(of.quality).toMatchObject({ used: true, as: 'number', missing: 12, note: 'taken as missing: "?"' });
  expect(of.customer_no).toMatchObject({ used: false, why: 'id' });
  expect(of.row_id).toMatchObject({ used: false, why: 'id' });
  expect(of.comment).toMatchObject({ used: false, why: 'id' });
  expect(of.country).toMatchObject({ used: false, why: 'constant' });
  expect(of.leaves).toMatchObject({ used: false, why: 'label' });
  expect(result).toMatchObject({ asOf: '2026-01-31', rows: 576 });
  expect(result.auc).toBeGreaterThan(0.75);
  const { aucInterval, topDecileLiftInterval, calibration } = result;
  expect(aucInterval.low).toBeLessThan(result.auc);
  expect(topDecileLiftInterval.high).toBeGreaterThan(result.topDecileLift);
  expect(calibration).toMatchObject({ actual: result.churned, inTheLargeInterval: { low: expect.any(Number) } });
});

it('counts a label that says neither, and never takes it for stayed', async () => {
  const { label: told, churned } = await judgedOnce;
  expect(told.leftOut).toEqual([{ value: '?', rows: 24 }]);
  expect(told.stayed.map(({ value }: { value: string }) => value).sort()).toEqual(['NO', 'no']);
  expect(told.churned).toEqual([{ value: 'yes', rows: churned }]);
  const third = records.map((one, row) => ({ ...one, leaves: row % 9 === 1 ? 'joined' : (one.leaves as string) }));
  const named = ['--csv', file('third.csv', third), ...label, '--folds', '2', '--json'];
  expect(JSON.parse(await run(...named)).label.leftOut.map(({ value }: { value: string }) => value)).toContain(
    'joined',
  );
  const counted = JSON.parse(await run(...named, '--negative', 'no,joined')).label;
  expect(counted.leftOut).toEqual([{ value: '?', rows: expect.any(Number) }]);
});

it('keeps the formula, shows it, applies it to rows of a later day, and judges them where they are labelled', async () => {
  const model = path.join(directory, 'model.json');
  expect(await run('--csv', train, ...label, '--folds', '2', '--model', model, '--explain')).toMatch(
    /log-odds of leaving =.*×\d\.\d\d \(\d.*\)  \d+ rows, \d+ left/s,
  );
  const later = file('later.csv', customers(300, 8, '2026-03-31'));
  const out = path.join(directory, 'out.csv');
  const args = ['--predict', later, '--model', model, '--out', out, '--id', 'customer_no', '--json'];
  const applied = JSON.parse(await run(...args));
  expect(applied).toMatchObject({
    rows: 300,
    asOf: '2026-03-31',
    judged: { rows: 288, leftOut: [{ value: '?', rows: 12 }] },
  });
  expect(applied.judged.auc).toBeGreaterThan(0.75);
  expect(Math.abs(applied.judged.calibration.expected - applied.judged.churned)).toBeLessThan(30);
  expect(readFileSync(out, 'utf8').split('\n')[0]).toBe('customer_no,probability');
  const direct = JSON.parse(await run('--train', train, ...label, '--predict', later, '--json'));
  expect(direct.judged).toEqual(applied.judged);
  expect(direct.columns).toHaveLength(10);
  const earlier = JSON.parse(await run(...args, '--as-of', '2026-06-30'));
  expect(earlier.asOf).toBe('2026-06-30');
  expect(earlier.meanProbability).toBeLessThan(applied.meanProbability);
});

it.each([
  [['--csv', train], /Say who churned/],
  [['--csv', train, ...label, '--negative', 'perhaps'], /No row has "perhaps"/],
  [['--csv', train, ...label, '--as-of', 'yesterday'], /is not a day/],
  [['--csv', train, '--predict', train, ...label], /Give --csv/],
])('says what is wrong: %j', async (args, message) => {
  await expect(run(...args)).rejects.toMatchObject({ kind: 'BAD_REQUEST', message: expect.stringMatching(message) });
});

it('refuses a file that holds no kept formula', async () => {
  await expect(run('--predict', train, '--model', train)).rejects.toMatchObject({ kind: 'SOURCE' });
});

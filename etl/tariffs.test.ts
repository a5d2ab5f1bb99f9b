import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTariffRequest } from '../src/commands/tariff.js';
import { type LoadEngines, openLoadEngines } from '../test/support/load-engines.js';

let engines: LoadEngines;
beforeAll(async () => {
  engines = await openLoadEngines();
});
afterAll(() => engines?.close());

const write = (name: string, text: string) => {
  const file = path.join(engines.directory, name);
  writeFileSync(file, text);
  return file;
};
/** Loads rows whose columns are those of the subject. */
async function load(into: string, columns: readonly string[], rows: readonly (readonly string[])[]) {
  const map = columns.map((column) => `${column}: ${column}`).join(', ');
  const source = write(
    `${into}.yml`,
    `source: ${into.replaceAll('_', '-')}\nformat: jsonl\ncolumns: [${columns.join(', ')}]\nloads:\n  - {into: ${into}, map: {${map}}}\n`,
  );
  const lines = rows.map((row) => JSON.stringify(Object.fromEntries(columns.map((column, at) => [column, row[at]]))));
  return engines.etl.run({ source, files: [write(`${into}-${Math.random()}.jsonl`, `${lines.join('\n')}\n`)] });
}

const TARIFF = `tariff: plain
plan: P1
valid_from: 2024-01-01
fee: 30
usage:
  - {usage: calls, service: voice, included: 10, tiers: [{price: 0.1}], bands: {night: 0.5}}
discounts: [{discount: loyal, when: "contract = 'Two year'", percent: 10, of: recurring}]
tax_percent: 6
`;
const TARIFF_COLUMNS = ['plan_code', 'valid_from', 'tariff'];
const BILL = ['customer_id', 'bill_number', 'month', 'recurring_charge', 'usage_charge', 'discount', 'charged', 'tax'];
const LINE = ['customer_id', 'bill_number', 'month', 'kind', 'item', 'amount', 'plan_code'];
const check = async (month: string) =>
  JSON.parse(await runTariffRequest(engines, { action: 'check', month, json: true })) as unknown;

describe('tariffs are loaded like any source', () => {
  it.each([
    ['a word that is none', TARIFF.replace('fee:', 'fees:'), 'P1', /P1 from 2024-01-01:4:1: /],
    ['a price that is none', TARIFF.replace('price: 0.1', 'price: x'), 'P1', /P1 from 2024-01-01:6:\d+: /],
    ['the tariff of another plan', TARIFF, 'P9', /P9 from 2024-01-01/],
  ])('%s is refused with its place, and nothing is loaded', async (_, text, plan, message) => {
    await expect(load('tariff', TARIFF_COLUMNS, [[plan, '2024-01-01', text]])).rejects.toMatchObject({
      kind: 'SOURCE',
      message: expect.stringMatching(message),
    });
    expect(await engines.rows('SELECT count() FROM tenure.tariff_version')).toEqual([['0']]);
  });

  it('by version, with its hash, longer than other texts', async () => {
    const dearer = `${TARIFF.replace('fee: 30', 'fee: 33').replace('2024-01', '2024-03')}# ${'x'.repeat(5000)}\n`;
    await load('tariff', TARIFF_COLUMNS, [
      ['P1', '2024-01-01', TARIFF],
      ['P1', '2024-03-01', dearer],
    ]);
    expect(
      await engines.rows(
        'SELECT toString(valid_from), hash = lower(hex(SHA256(tariff))) FROM tenure.tariff_version ORDER BY 1',
      ),
    ).toEqual([
      ['2024-01-01', '1'],
      ['2024-03-01', '1'],
    ]);
  });
});

describe('bills are held against their tariffs', () => {
  beforeAll(async () => {
    const customers = ['K1', 'K2', 'K3'].map((id) => [id, '2023-12-05', '2023-12-05', 'P1', 'Two year']);
    const columns = ['customer_id', 'effective_on', 'joined_on', 'plan_code', 'contract'];
    const source = write(
      'people.yml',
      `source: people
format: csv
columns: [${columns.join(', ')}]
attributes: [{name: contract, type: text, title: {en: Contract, zh: 合约}}]
loads:
  - into: customer
    map: {customer_id: customer_id, effective_on: effective_on, joined_on: joined_on, plan_code: plan_code}
    attributes: {contract: contract}
`,
    );
    const rows = [columns, ...customers].map((row) => row.join(',')).join('\n');
    await engines.etl.run({ source, files: [write('people.csv', `${rows}\n`)] });
    await load(
      'usage',
      ['customer_id', 'date', 'service', 'hour_band', 'direction', 'minutes', 'calls'],
      [
        ['K1', '2024-02-03', 'voice', 'day', 'out', '12', '2'],
        ['K1', '2024-02-03', 'voice', 'night', 'out', '8', '1'],
        ['K1', '2024-02-03', 'voice', 'night', 'in', '99', '1'],
      ],
    );
    // K1 as rated; K2 with a credit by hand; K3 too dear, in March, when the second version counts.
    await load('bill', BILL, [
      ['K1', 'B1', '2024-02', '30', '0.6', '3', '27.6', '1.66'],
      ['K2', 'B2', '2024-02', '30', '0', '8', '22', '1.62'],
      ['K3', 'B3', '2024-03', '30', '0', '3', '27', '1.62'],
      ['K2', 'B4', '2024-03', '33', '0', '3.3', '29.7', '1.78'],
    ]);
    const line = (id: string, bill: string, month: string, kind: string, item: string, amount: string) => [
      ...[id, bill, month, kind, item, amount, 'P1'],
    ];
    await load('bill_line', LINE, [
      line('K1', 'B1', '2024-02', 'recurring', 'fee', '30'),
      line('K1', 'B1', '2024-02', 'usage', 'calls', '0.6'),
      line('K1', 'B1', '2024-02', 'discount', 'loyal', '-3'),
      line('K1', 'B1', '2024-02', 'tax', 'tax', '1.66'),
      line('K2', 'B2', '2024-02', 'recurring', 'fee', '30'),
      line('K2', 'B2', '2024-02', 'discount', 'loyal', '-3'),
      line('K2', 'B2', '2024-02', 'adjustment', 'goodwill', '-5'),
      line('K2', 'B2', '2024-02', 'tax', 'tax', '1.62'),
      line('K3', 'B3', '2024-03', 'recurring', 'fee', '30'),
      line('K3', 'B3', '2024-03', 'discount', 'loyal', '-3'),
      line('K3', 'B3', '2024-03', 'discount', 'extra', '-1'),
      line('K3', 'B3', '2024-03', 'tax', 'tax', '1.62'),
    ]);
  });

  it('to the cent, with the reason of each difference', async () => {
    expect(await check('2024-02')).toEqual({
      month: '2024-02',
      bills: 2,
      equal: 1,
      differences: [{ reason: 'adjustment', part: 'adjustment', bills: 1 }],
    });
    expect(await check('2024-03')).toEqual({
      month: '2024-03',
      bills: 2,
      equal: 0,
      differences: [
        { reason: 'amount', part: 'discount loyal', bills: 1 },
        { reason: 'amount', part: 'recurring fee', bills: 1 },
        { reason: 'amount', part: 'tax tax', bills: 1 },
        { reason: 'no lines', part: 'bill', bills: 1 },
        { reason: 'sum', part: 'bill', bills: 1 },
        { reason: 'surplus', part: 'discount extra', bills: 1 },
      ],
    });
    expect(await check('2023-01')).toMatchObject({ bills: 0, equal: 0, differences: [] });
  });
});

describe('bills that name their version', () => {
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
  it('are rated by it, also where it is not the one that counts in the month', async () => {
    await load('bill', BILL, [
      ['K1', 'B5', '2024-04', '30', '0', '3', '27', '1.62'],
      ['K2', 'B6', '2024-04', '33', '0', '3.3', '29.7', '1.78'],
      ['K3', 'B7', '2024-04', '33', '0', '3.3', '29.7', '1.78'],
    ]);
    const lines = (id: string, bill: string, fee: string, discount: string, tax: string, hash: string, last = hash) => [
      [id, bill, '2024-04', 'recurring', 'fee', fee, 'P1', hash],
      [id, bill, '2024-04', 'discount', 'loyal', discount, 'P1', hash],
      [id, bill, '2024-04', 'tax', 'tax', tax, 'P1', last],
    ];
    await load(
      'bill_line',
      [...LINE, 'tariff_hash'],
      [
        ...lines('K1', 'B5', '30', '-3', '1.62', hashOf(TARIFF)),
        ...lines('K2', 'B6', '33', '-3.3', '1.78', hashOf('never loaded')),
        ...lines('K3', 'B7', '33', '-3.3', '1.78', '', hashOf(TARIFF)),
      ],
    );
    // K3's only hash is of the first version: its fee is of the second.
    expect(await check('2024-04')).toEqual({
      month: '2024-04',
      bills: 3,
      equal: 0,
      differences: [
        { reason: 'version', part: 'plain', bills: 2 },
        { reason: 'amount', part: 'discount loyal', bills: 1 },
        { reason: 'amount', part: 'recurring fee', bills: 1 },
        { reason: 'amount', part: 'tax tax', bills: 1 },
        { reason: 'no tariff', part: 'P1', bills: 1 },
      ],
    });
  });
});

describe('numbers called', () => {
  it('are states: distinct over days and customers, the same whatever is sent twice or in another order', async () => {
    const columns = ['customer_id', 'date', 'direction', 'numbers'];
    const rows = [
      ['K1', '2024-02-03', 'out', 'a b c'],
      ['K1', '2024-02-04', 'out', 'c d'],
      ['K2', '2024-02-04', '', 'd e'],
    ];
    await load('numbers_called', columns, rows);
    const again = await load('numbers_called', columns, [['K1', '2024-02-03', 'out', 'c b a a'], ...rows.slice(1)]);
    expect(again.rowsLoaded).toBe(0);
    expect(
      await engines.rows(
        `SELECT count(), uniqCombinedMerge(12)(numbers_state), uniqCombinedMergeIf(12)(numbers_state, customer_id = 'K1'),
           countIf(direction = 'out') FROM tenure.fact_numbers_called`,
      ),
    ).toEqual([['3', '5', '4', '3']]);
  });
});

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LoadEngines, openLoadEngines } from '../../test/support/load-engines.js';
import { trialFile } from '../../test/support/trial-data.js';
import { proposeSource } from './init.js';

let engines: LoadEngines;
beforeAll(async () => {
  engines = await openLoadEngines();
});
afterAll(() => engines?.close());
beforeEach(() => engines.empty());

function write(name: string, content: string | Buffer): string {
  const file = path.join(engines.directory, name);
  writeFileSync(file, content);
  return file;
}

/** Proposes, checks and loads a file as a newcomer would. */
async function loaded(file: string, into?: string) {
  const yaml = await proposeSource({ file, into, now: new Date('2024-03-15T00:00:00Z') });
  const source = write('proposed.yml', yaml);
  const check = await engines.etl.check({ source, files: [file] });
  const run = await engines.etl.run({ source, files: [file] });
  return { yaml, check, run };
}
const rows = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => of(index)).join('\n');

describe('etl init', () => {
  it('call records of a switch: seconds, bytes, other dates, semicolons; added up', async () => {
    const text = `Caller;Start Time;Type;Duration;Bytes\n${rows(60, (n) => `K${100 + (n % 7)};${13 + (n % 3)}/01/2024 10:${10 + (n % 40)}:00;voice;${60 + n};1048576`)}\n`;
    const { yaml, check, run } = await loaded(write('Calls January.csv', text));
    expect(yaml).toMatch(/into: usage.*\n    aggregate: sum/);
    expect(yaml).toContain('source: calls-january');
    expect(check.subjects).toMatchObject([{ subject: 'usage', rows: 60, bad: 0, problems: [] }]);
    expect(run).toMatchObject({ rowsLoaded: 60, rowsDuplicate: 0 });
    const seconds = Array.from({ length: 60 }, (_, n) => Math.round(((60 + n) / 60) * 100) / 100).reduce(
      (sum, one) => sum + one,
      0,
    );
    expect(
      await engines.rows(
        'SELECT sum(units), round(toFloat64(sum(minutes)), 2), toString(sum(megabytes)) FROM tenure.fact_usage',
      ),
    ).toEqual([['60', String(Math.round(seconds * 100) / 100), '60']]);
  });

  it('bills in a spreadsheet of GBK with titles above and thousands separated', async () => {
    const text = `账单报表,,,\n,,,\n客户编号,账单编号,账单月,金额\n${rows(30, (n) => `C${n},B${n},2024/0${1 + (n % 2)}/05,"1,${200 + n}.50"`)}\n`;
    const { yaml, check, run } = await loaded(write('bills.csv', iconv.encode(text, 'gbk')));
    expect(yaml).toContain('encoding: gbk');
    expect(yaml).toContain('header_line: 3');
    expect(check.subjects).toMatchObject([{ subject: 'bill', rows: 30, bad: 0 }]);
    expect(run).toMatchObject({ rowsLoaded: 30 });
    expect(await engines.rows(`SELECT toString(charged) FROM tenure.fact_bill WHERE customer_id = 'C3'`)).toEqual([
      ['1203.5'],
    ]);
  });

  it('customers with what is only theirs, in another decimal system, who left among them', async () => {
    const text = `Customer ID\tSign-up Date\tRegion Name\tMonthly Charges\tExited\tScore\n${rows(40, (n) => `${1000 + n}\t${10 + (n % 15)}.0${1 + (n % 9)}.2021\t${n % 2 ? 'North' : 'South'}\t${10 + n},5\t${n % 4 === 0 ? 1 : 0}\t${n === 3 ? 'N/A' : n * 1.5}`)}\n`;
    const { yaml, run } = await loaded(write('customers.tsv', text));
    expect(yaml).toMatch(/region_name, type: text/);
    expect(run).toMatchObject({ rowsQuarantined: 0, months: ['2024-02-01'] });
    expect(
      await engines.rows(
        `SELECT sum(active), sum(churned), toString(sum(revenue)), uniqExact(text_attributes['region_name']) FROM tenure.customer_month`,
      ),
    ).toEqual([['40', '10', '1200', '2']]);
  });

  it.each([
    ['JSON list', 'x.json', (records: object[]) => JSON.stringify(records, null, 1)],
    ['JSON lines', 'x.jsonl', (records: object[]) => records.map((one) => JSON.stringify(one)).join('\n')],
    [
      'XML',
      'x.xml',
      (records: object[]) =>
        `<all>${records
          .map(
            (one) =>
              `<row>${Object.entries(one)
                .map(([name, value]) => `<${name}>${value}</${name}>`)
                .join('')}</row>`,
          )
          .join('\n')}</all>`,
    ],
  ])('payments as %s', async (_, name, written) => {
    const records = Array.from({ length: 25 }, (_, n) => ({
      customer_id: `C${n % 5}`,
      payment_id: `P${n}`,
      paid_at: `2024-01-${10 + (n % 15)}T23:30:00Z`,
      period: '2024-01',
      amount: n + 0.5,
      method: 'card',
    }));
    const { check, run } = await loaded(write(name, written(records)), 'payments');
    expect(check.subjects).toMatchObject([{ subject: 'payment', rows: 25, bad: 0 }]);
    expect(run).toMatchObject({ rowsLoaded: 25 });
  });

  it('months of a year as days by spreadsheet numbers, without a header', async () => {
    const { yaml, check } = await loaded(
      write('raw.csv', `${rows(30, (n) => `A${n},2024-01-${10 + (n % 15)},${n}`)}\n`),
      'cost',
    );
    expect(yaml).toContain('header_line: 0');
    expect(check.subjects).toMatchObject([{ subject: 'cost', rows: 30, bad: 0 }]);
  });

  it('a file that is none, and a subject that is none, are refused in words', async () => {
    await expect(
      proposeSource({ file: write('x.bin', Buffer.from([0, 1, 2, 0, 255])), now: new Date() }),
    ).rejects.toMatchObject({ kind: 'SOURCE' });
    await expect(
      proposeSource({ file: write('y.csv', 'a,b\n1,2\n'), into: 'galaxy', now: new Date() }),
    ).rejects.toMatchObject({ kind: 'BAD_REQUEST' });
  });

  const telco = trialFile('ibm_telco.csv');
  it.skipIf(!telco)("IBM's sample gives the published figures at once", async () => {
    const { run } = await loaded(telco ?? '');
    expect(run.rowsQuarantined).toBe(0);
    expect(
      await engines.rows('SELECT sum(active), sum(churned), toString(sum(monthly_charges)) FROM tenure.customer_month'),
    ).toEqual([['7043', '1869', '456116.6']]);
  });

  const train = trialFile('mlc_churn_train.csv');
  it.skipIf(!train)('a table without an id column is told apart or refused in words', async () => {
    await expect(loaded(train ?? '')).resolves.toBeDefined();
  });
});

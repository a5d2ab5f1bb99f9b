import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LoadEngines, openLoadEngines } from '../support/load-engines.js';

// Files as they come from the field. The operator's zone is Asia/Shanghai, UTC+8.
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
const contacts = (more = '', at = 'at') =>
  write(
    'contacts.yml',
    `source: contacts
format: csv
columns: [who, number, at]
max_bad_share: 1
${more}loads:
  - into: contact
    map: { customer_id: who, contact_number: number, contacted_at: ${at} }
`,
  );
const times = () =>
  engines.rows('SELECT contact_number, toString(contacted_at), toString(date) FROM tenure.fact_contact ORDER BY 1');
const bills = () =>
  engines.rows('SELECT customer_id, toString(month), toString(charged) FROM tenure.fact_bill ORDER BY 1');
const problems = async () =>
  (await engines.store.pool.query('select line::int, reason, value from etl_quarantine order by line')).rows;

describe('times', () => {
  it.each([
    ['a naive time is of the operator’s zone', '', 'at', '2024-01-31 23:30:00', '2024-01-31 15:30:00', '2024-01-31'],
    ['Z is UTC', '', 'at', '2024-01-31T23:30:00Z', '2024-01-31 23:30:00', '2024-02-01'],
    ['an offset is kept', '', 'at', '2024-01-31T23:30:00.250-05:00', '2024-02-01 04:30:00', '2024-02-01'],
    ['as Postgres writes it', '', 'at', '2024-01-31 23:30:00.5+00', '2024-01-31 23:30:00', '2024-02-01'],
    ['minutes alone', '', 'at', '2024-01-31T23:30+0530', '2024-01-31 18:00:00', '2024-02-01'],
    [
      'a UTC time made in the mapping',
      '',
      `"toDateTime(at, 'UTC')"`,
      '2024-01-31 23:30:00',
      '2024-01-31 23:30:00',
      '2024-02-01',
    ],
    ['a time made without a zone', '', `"toDateTime(at)"`, '2024-01-31 23:30:00', '2024-01-31 15:30:00', '2024-01-31'],
    [
      'seconds since 1970 made a time',
      '',
      `"fromUnixTimestamp(toInt64OrNull(at))"`,
      '1706743800',
      '2024-01-31 23:30:00',
      '2024-02-01',
    ],
    [
      'time_zone: says what naive times are',
      'time_zone: UTC\n',
      'at',
      '2024-01-31 23:30:00',
      '2024-01-31 23:30:00',
      '2024-02-01',
    ],
    [
      'and what a time made without a zone is',
      'time_zone: UTC\n',
      `"toDateTime(at)"`,
      '2024-01-31 23:30:00',
      '2024-01-31 23:30:00',
      '2024-02-01',
    ],
    ['seconds by date_format', 'date_format: unix\n', 'at', '1706743800', '2024-01-31 23:30:00', '2024-02-01'],
    ['a pattern', 'date_format: DD.MM.YYYY HH:mm\n', 'at', '31.01.2024 23:30', '2024-01-31 15:30:00', '2024-01-31'],
    [
      'a pattern in a zone',
      'time_zone: UTC\ndate_format: [dd.MM.yyyy HH:mm, "%m/%d/%Y %H:%i"]\n',
      'at',
      '01/31/2024 23:30',
      '2024-01-31 23:30:00',
      '2024-02-01',
    ],
  ])('%s', async (_, more, at, text, instant, day) => {
    await engines.etl.run({ source: contacts(more, at), files: [write('c.csv', `who,number,at\nA,1,${text}\n`)] });
    expect(await times()).toEqual([['1', instant, day]]);
  });

  it.each(['2024-02-30T10:00:00Z', '2024-01-31T25:00:00Z', 'yesterday', '01/31/2024', '2024-01-31T10:00:00 CET'])(
    '%s is none',
    async (text) => {
      await engines.etl.run({
        source: contacts('min_rows: 0\n'),
        files: [write('c.csv', `who,number,at\nA,1,${text}\n`)],
      });
      expect(await times()).toEqual([]);
      expect(await problems()).toEqual([{ line: 2, reason: 'not a time', value: text }]);
    },
  );

  it('days and months are read from times, in the operator’s zone where the time has one', async () => {
    const source = (more = '') =>
      write(
        'bills.yml',
        `source: bills\nformat: csv\ncolumns: [who, day, amount]\n${more}loads:
  - into: bill
    map: { customer_id: who, bill_number: who, month: day, charged: amount, due_on: day }\n`,
      );
    const file = write(
      'b.csv',
      'who,day,amount\nA,2024-01-01 00:00:00,1\nB,2024-01-31T23:30:00Z,2\nC,2024-01-31T10:00:00,3\nD,2024-02,4\n',
    );
    await engines.etl.run({ source: source('max_bad_share: 1\n'), files: [file] });
    expect(await bills()).toEqual([
      ['A', '2024-01-01', '1'],
      ['B', '2024-02-01', '2'],
      ['C', '2024-01-01', '3'],
    ]);
    expect(await engines.rows('SELECT toString(due_on) FROM tenure.fact_bill ORDER BY customer_id')).toEqual([
      ['2024-01-01'],
      ['2024-02-01'],
      ['2024-01-31'],
    ]);
    await engines.empty();
    await engines.etl.run({
      source: source('date_format: dd-MMM-yy\n'),
      files: [write('d.csv', 'who,day,amount\nA,31-Jan-24,1\nB,2024-03-05,2\n')],
    });
    expect(await bills()).toEqual([
      ['A', '2024-01-01', '1'],
      ['B', '2024-03-01', '2'],
    ]);
    await engines.empty();
    await engines.etl.run({
      source: source('date_format: excel\n'),
      files: [write('e.csv', 'who,day,amount\nA,45322,1\n')],
    });
    expect(await engines.rows('SELECT toString(due_on) FROM tenure.fact_bill')).toEqual([['2024-01-31']]);
  });

  it('of Parquet are instants where the file says so, else of the source’s zone', async () => {
    const file = path.join(engines.directory, 't.parquet');
    const duck = await (await DuckDBInstance.create(':memory:')).connect();
    await duck.run(
      `COPY (SELECT 'A' AS who, '1' AS number, TIMESTAMPTZ '2024-01-31 23:30:00+00' AS at, TIMESTAMP '2024-01-31 23:30:00' AS local) TO '${file}' (FORMAT parquet)`,
    );
    const source = write(
      'p.yml',
      `source: p\nformat: parquet\ncolumns: [who, number, at, local]\nloads:
  - into: contact
    map: { customer_id: who, contact_number: number, contacted_at: at }
  - into: contact
    map: { customer_id: who, contact_number: "concat(number, ' local')", contacted_at: local }\n`,
    );
    await engines.etl.run({ source, files: [file] });
    expect(await times()).toEqual([
      ['1', '2024-01-31 23:30:00', '2024-02-01'],
      ['1 local', '2024-01-31 15:30:00', '2024-01-31'],
    ]);
  });
});

describe('expressions', () => {
  const source = (from: string, where = '') =>
    write(
      'e.yml',
      `source: e
format: csv
columns: [Customer ID, churn, Monthly-Charges, day]
loads:
  - into: bill
${where}    map: { customer_id: Customer ID, bill_number: Customer ID, month: day, charged: ${from} }
`,
    );
  const file = () => write('e.csv', 'Customer ID,churn,Monthly-Charges,day\nA,1,5.5,2024-01-01\nB,0,6,2024-01-01\n');

  it('a column with blanks or signs in its name is that column', async () => {
    await engines.etl.run({ source: source('Monthly-Charges', "    where: churn = '1'\n"), files: [file()] });
    expect(await bills()).toEqual([['A', '2024-01-01', '5.5']]);
  });

  it.each([
    ['Monthly-Charges', '    where: churn = 1\n', /e\.yml:6: churn = 1: .*churn = '1'.*toInt64OrNull/s],
    [
      'toFloat64OrNull(Monthly-Charges) * 2',
      '',
      /e\.yml:6: .*write the column as `Monthly-Charges`|e\.yml:6: .*write `Monthly-Charges`/s,
    ],
    ["concat(Customer ID, 'x')", '', /e\.yml:6: .*`Customer ID`, in backticks/],
    ['Churn', '', /e\.yml:6: Churn: .*Write churn: capitals count/],
    ['churn + 1', '', /e\.yml:6: .*texts and numbers do not go together/],
    ['high', '', /A text stands in single quotes: 'high'/],
  ])('%s %s says what to write, with file and line', async (from, where, message) => {
    await expect(
      engines.etl.check({ source: source(JSON.stringify(from), where), files: [file()] }),
    ).rejects.toMatchObject({
      kind: 'SOURCE',
      message: expect.stringMatching(message),
    });
  });
});

describe('layouts', () => {
  const source = (more: string, columns = 'who, day, amount') =>
    write(
      'l.yml',
      `source: l\n${more}columns: [${columns}]\nmax_bad_share: 1\nloads:
  - into: bill
    map: { customer_id: who, bill_number: who, month: day, charged: amount }\n`,
    );
  const RIGHT = [
    ['张三', '2024-01-01', '1.5'],
    ['李四', '2024-02-01', '2'],
  ];
  const TEXT = 'who,day,amount\n张三,2024-01-01,1.5\n李四,2024-02-01,2\n';

  it.each(['utf-16le', 'utf-16', 'gb18030', 'big5', 'euc-jp'])('%s', async (encoding) => {
    const text = encoding === 'big5' || encoding === 'euc-jp' ? TEXT.replaceAll('张', '張') : TEXT;
    if (encoding === 'euc-jp') return expect(iconv.encodingExists(encoding)).toBe(true);
    await engines.etl.run({
      source: source(`format: csv\nencoding: ${encoding}\n`),
      files: [write('x.csv', iconv.encode(text, encoding))],
    });
    expect((await bills()).map(([who]) => who?.replace('張', '张'))).toEqual(RIGHT.map(([who]) => who));
  });

  it('windows-1252, and one that nobody knows is refused with its line', async () => {
    await engines.etl.run({
      source: source('format: csv\nencoding: windows-1252\n'),
      files: [write('w.csv', iconv.encode(TEXT.replace('张三', 'Zoë €').replace('李四', 'Zof'), 'windows-1252'))],
    });
    expect((await bills()).map(([who]) => who)).toEqual(['Zof', 'Zoë €']);
    await expect(
      engines.etl.check({ source: source('format: csv\nencoding: klingon\n'), files: [] }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/l\.yml:3: encoding/) });
  });

  it('title lines above the header, blank heads behind it, and no header at all', async () => {
    const titled = write(
      't.csv',
      `Report of "January",,\n\nwho,day,amount,,\n${TEXT.split('\n')
        .slice(1, 3)
        .map((line) => `${line},,`)
        .join('\n')}\n悪,2024-01-01,x,,\n`,
    );
    await engines.etl.run({ source: source('format: csv\nheader_line: 3\n'), files: [titled] });
    expect(await bills()).toEqual(RIGHT);
    expect(await problems()).toMatchObject([{ line: 6, reason: 'not a number' }]);
    await engines.empty();
    await engines.etl.run({
      source: source('format: csv\nheader_line: 0\n'),
      files: [write('n.csv', TEXT.split('\n').slice(1).join('\n'))],
    });
    expect(await bills()).toEqual(RIGHT);
  });

  it.each([
    [
      'a list',
      '[\n {"who": "张三", "day": "2024-01-01", "amount": 1.5, "tags": ["a{", {"b": 1}]},\n {"who": "李四",\n "day": "2024-02-01", "amount": 2}\n]',
    ],
    [
      'a list under a key',
      '{"page": 1, "items": [{"who": "张三", "day": "2024-01-01", "amount": 1.5}, {"who": "李四", "day": "2024-02-01", "amount": "2"}]}',
    ],
    ['columns', '{"who": ["张三", "李四"], "day": ["2024-01-01", "2024-02-01"], "amount": [1.5, 2]}'],
    [
      'columns by row',
      '{"who": {"0": "张三", "1": "李四"}, "day": {"0": "2024-01-01", "1": "2024-02-01"}, "amount": {"0": 1.5, "1": 2}}',
    ],
    [
      'a record a line',
      '{"who": "张三", "day": "2024-01-01", "amount": 1.5}\n{"who": "李四", "day": "2024-02-01", "amount": 2}\n',
    ],
  ])('JSON: %s', async (_, text) => {
    await engines.etl.run({ source: source('format: json\n'), files: [write('j.json', text)] });
    expect(await bills()).toEqual(RIGHT);
  });

  it('a JSON list with a bad record knows its line; a cut one and one called jsonl are refused with theirs', async () => {
    const list = '[\n{"who": "A", "day": "2024-01-01", "amount": 1},\n{"who": "B", "day": "never", "amount": 1}\n]';
    await engines.etl.run({ source: source('format: json\n'), files: [write('j.json', list)] });
    expect(await problems()).toEqual([{ line: 3, reason: 'not a date', value: 'never' }]);
    await expect(
      engines.etl.check({ source: source('format: json\n'), files: [write('j.json', list.slice(0, -5))] }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/j\.json:3: /) });
    await expect(
      engines.etl.check({ source: source('format: jsonl\n'), files: [write('k.json', list)] }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/k\.json:1: .*format: json/) });
  });

  it('a second column of a name can be taken by number, and an ambiguous one is refused', async () => {
    const file = write('d.csv', 'who,day,amount,amount\nA,2024-01-01,1,2\n');
    await expect(engines.etl.check({ source: source('format: csv\n'), files: [file] })).rejects.toMatchObject({
      message: expect.stringMatching(/d\.csv:1: .*amount \(2\)/),
    });
    const both = source('format: csv\n', 'who, day, amount, amount (2)').replace('x', 'x');
    writeFileSync(
      both,
      `source: l\nformat: csv\ncolumns: [who, day, amount, amount (2)]\nloads:\n  - into: bill\n    map: { customer_id: who, bill_number: who, month: day, charged: amount (2) }\n`,
    );
    await engines.etl.run({ source: both, files: [file] });
    expect(await bills()).toEqual([['A', '2024-01-01', '2']]);
  });

  it('a file that is no table shows nothing of itself', async () => {
    const file = write('secret.csv', 'root:x:0:0:root:/root:/bin/bash\n');
    await expect(engines.etl.check({ source: source('format: csv\n'), files: [file] })).rejects.toSatisfy(
      (error) => error instanceof Error && !error.message.includes('root:x') && error.message.includes('secret.csv'),
    );
  });
});

describe('broken quotes', () => {
  const source = () =>
    write(
      'q.yml',
      `source: q\nformat: csv\ncolumns: [who, day, amount, note]\nmax_bad_share: 1\nloads:
  - into: bill
    map: { customer_id: who, bill_number: who, month: day, charged: amount }\n`,
    );
  const head = 'who,day,amount,note\n';

  it.each([
    ['a quote that is never closed', 'A,2024-01-01,1,x\nB,2024-01-01,2,"broken\nC,2024-01-01,3,y\n', [3], ['A', 'C']],
    [
      'one that a later quote closes',
      'A,2024-01-01,1,x\n"B,2024-01-01,2,x\nC,2024-01-01,3,"y"\nD,2024-01-01,4,z\n',
      [3],
      ['A', 'C', 'D'],
    ],
    ['something behind a closed one', 'A,2024-01-01,1,"x" y\nB,2024-01-01,2,z\n', [2], ['B']],
    [
      'beside good quotes over lines',
      'A,2024-01-01,1,"two\nlines"\nB,2024-01-01,2,"broken\nC,2024-01-01,3,"a ""b"" c"\n',
      [4],
      ['A', 'C'],
    ],
  ])('%s goes to the quarantine with its line', async (_, text, lines, whole) => {
    const file = write('q.csv', head + text);
    const check = await engines.etl.check({ source: source(), files: [file] });
    expect(check.subjects[0]).toMatchObject({ bad: 1, problems: [{ column: '', reason: 'broken quote', rows: 1 }] });
    await engines.etl.run({ source: source(), files: [file] });
    expect((await problems()).map(({ line, reason }) => [line, reason])).toEqual(
      lines.map((line) => [line, 'broken quote']),
    );
    expect((await bills()).map(([who]) => who)).toEqual(whole);
  });
});

describe('what is loaded', () => {
  it('customers alone make the month of the latest statement; plans alone say what is missing', async () => {
    const customers = write(
      'cu.yml',
      'source: cu\nformat: csv\ncolumns: [who, day]\nloads:\n  - into: customer\n    map: { customer_id: who, effective_on: day, joined_on: day }\n',
    );
    const run = await engines.etl.run({
      source: customers,
      files: [write('cu.csv', 'who,day\nA,2024-01-05\nB,2024-02-05\n')],
    });
    expect(run).toMatchObject({ months: ['2024-02-01'], warnings: [] });
    expect(await engines.rows('SELECT toString(month), sum(active) FROM tenure.customer_month GROUP BY month')).toEqual(
      [['2024-02-01', '2']],
    );
    await engines.empty();
    const tiers = write(
      'ti.yml',
      'source: ti\nformat: csv\ncolumns: [tier, type]\nloads:\n  - into: tier\n    map: { tier: tier, customer_type: type }\n',
    );
    const none = await engines.etl.run({ source: tiers, files: [write('ti.csv', 'tier,type\ngold,business\n')] });
    expect(none.warnings).toEqual([expect.stringMatching(/no month/)]);
  });

  it('the same content with --new-version changes nothing, under another mapping it does', async () => {
    const source = (charged: string) =>
      write(
        'v.yml',
        `source: v\nformat: csv\ncolumns: [who, day, amount]\nloads:\n  - into: bill\n    map: { customer_id: who, bill_number: who, month: day, charged: ${charged} }\n`,
      );
    const file = write('v.csv', 'who,day,amount\nA,2024-01-05,1\n');
    const first = await engines.etl.run({ source: source('amount'), files: [file] });
    expect(await engines.etl.run({ source: source('amount'), files: [file], newVersion: true })).toMatchObject({
      state: 'unchanged',
    });
    expect((await engines.gate.current()).id).toBe(first.snapshotId);
    expect(
      await engines.etl.run({ source: source('toInt64OrNull(amount) * 2'), files: [file], newVersion: true }),
    ).toMatchObject({ state: 'published' });
  });

  it('a check goes on while a load runs, and neither waits for the other', async () => {
    const source = write(
      'w.yml',
      'source: w\nformat: csv\ncolumns: [who, day, amount]\nloads:\n  - into: bill\n    map: { customer_id: who, bill_number: who, month: day, charged: amount }\n',
    );
    const text = (from: number) =>
      `who,day,amount\n${Array.from({ length: 500 }, (_, n) => `C${from + n},2024-01-05,1`).join('\n')}\n`;
    const files = [write('w1.csv', text(0)), write('w2.csv', text(1000))];
    const [run, check, other] = await Promise.all([
      engines.etl.run({ source, files: files.slice(0, 1) }),
      engines.etl.check({ source, files: files.slice(1) }),
      engines.etl.check({ source, files: files.slice(1) }),
    ]);
    expect(run).toMatchObject({ rowsLoaded: 500 });
    expect(check.subjects).toMatchObject([{ rows: 500, bad: 0 }]);
    expect(other.subjects).toMatchObject([{ rows: 500, bad: 0 }]);
    expect(await engines.rows(`SELECT count() FROM system.tables WHERE database = 'tenure_load'`)).toEqual([['0']]);
  });
});

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { withLease } from '../../etl/lease.js';
import { fingerprint, type LoadEngines, openLoadEngines } from '../support/load-engines.js';

const HEADER = 'customer_id,bill_number,month,charged';
const SOURCE = `source: bills
format: csv
columns: [customer_id, bill_number, month, charged]
max_bad_share: 0.2
min_rows: 2
loads:
  - into: bill
    map: { customer_id: customer_id, bill_number: bill_number, month: month, charged: charged }
`;
const lines = (count: number, from = 0) =>
  Array.from(
    { length: count },
    (_, index) => `C${from + index},B${from + index},2024-0${1 + (index % 3)},${10 + index}.50`,
  );

let engines: LoadEngines;
let source: string;
beforeAll(async () => {
  engines = await openLoadEngines();
  source = write('bills.yml', SOURCE);
});
afterAll(() => engines?.close());
beforeEach(() => engines.empty());

function write(name: string, content: string | Buffer): string {
  const file = path.join(engines.directory, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}
const csv = (name: string, rows: readonly string[], header = HEADER) =>
  write(name, `${[header, ...rows].join('\n')}\n`);
const run = (file: string, more: object = {}) => engines.etl.run({ source, files: [file], ...more });
const total = async () => (await engines.rows('SELECT count(), toString(sum(revenue)) FROM tenure.customer_month'))[0];

describe('the same content', () => {
  it('under another name changes nothing; another content under the same name is refused until it is declared a new version', async () => {
    await run(csv('january.csv', lines(6)));
    const before = await fingerprint(engines);
    expect(await run(csv('copies/copy.csv', lines(6)))).toMatchObject({ state: 'unchanged', skipped: ['copy.csv'] });
    const corrected = csv('january.csv', [...lines(5), 'C9,B9,2024-05,99']);
    await expect(run(corrected)).rejects.toMatchObject({
      kind: 'SOURCE',
      message: expect.stringContaining('--new-version'),
    });
    expect(await fingerprint(engines)).toEqual(before);
    const kept = await run(corrected, { newVersion: true });
    expect(kept.warnings).toEqual([expect.stringContaining('copy.csv holds the same')]);
    expect(await engines.rows('SELECT count() FROM tenure.fact_bill')).toEqual([['7']]);
    await run(csv('copy.csv', [...lines(5), 'C9,B9,2024-05,99']), { newVersion: true });
    const replaced = await fingerprint(engines);
    await engines.empty();
    await run(corrected);
    expect(await fingerprint(engines)).toEqual(replaced);
  });

  it('is read again with --new-version, for a mapping that changed', async () => {
    const file = csv('mapped.csv', lines(3));
    await run(file);
    const doubled = write(
      'doubled.yml',
      SOURCE.replace('charged: charged', 'charged: "toString(toDecimal64(charged, 4) * 2)"'),
    );
    expect(await engines.etl.run({ source: doubled, files: [file] })).toMatchObject({ state: 'unchanged' });
    await engines.etl.run({ source: doubled, files: [file], newVersion: true });
    expect(await engines.rows('SELECT count(), toString(sum(charged)) FROM tenure.fact_bill')).toEqual([['3', '69']]);
    await engines.etl.run({ source: doubled, files: [file], newVersion: true });
    expect(await engines.rows('SELECT count(), toString(sum(charged)) FROM tenure.fact_bill')).toEqual([['3', '69']]);
  });

  it('a month that a new version no longer has is gone', async () => {
    await run(csv('m.csv', lines(3)));
    await run(csv('m.csv', ['C0,B0,2024-01,10.50', 'C7,B7,2024-01,1']), { newVersion: true });
    expect(await engines.rows('SELECT DISTINCT toString(month) FROM tenure.customer_month')).toEqual([['2024-01-01']]);
  });
});

describe('a row that two files share', () => {
  const bills = () => engines.rows('SELECT bill_number, toString(charged) FROM tenure.fact_bill ORDER BY 1');

  it('stays when a new version of one of them no longer has it', async () => {
    await run(csv('one.csv', lines(4)));
    expect(await run(csv('two.csv', lines(4, 3)))).toMatchObject({ rowsIn: 4, rowsLoaded: 3, rowsDuplicate: 1 });
    await run(csv('one.csv', lines(2)), { newVersion: true });
    expect((await bills()).map(([number]) => number)).toEqual(['B0', 'B1', 'B3', 'B4', 'B5', 'B6']);
    expect(await engines.etl.lineage('C3', '2024-01')).toMatchObject({ files: [{ name: 'two.csv' }] });
    await run(csv('two.csv', lines(2, 4)), { newVersion: true });
    expect((await bills()).map(([number]) => number)).toEqual(['B0', 'B1', 'B4', 'B5']);
  });

  it('comes back with what the other file says of it', async () => {
    await run(csv('low.csv', ['C1,B1,2024-01,5', 'C2,B2,2024-02,7']));
    const second = await run(csv('high.csv', ['C1,B1,2024-01,8', 'C3,B3,2024-01,9']));
    expect(second.warnings).toEqual([expect.stringContaining('bill: 1 rows have the key of another row')]);
    expect(await bills()).toEqual([
      ['B1', '5'],
      ['B2', '7'],
      ['B3', '9'],
    ]);
    await run(csv('low.csv', ['C2,B2,2024-02,7', 'C4,B4,2024-02,1']), { newVersion: true });
    expect(await bills()).toEqual([
      ['B1', '8'],
      ['B2', '7'],
      ['B3', '9'],
      ['B4', '1'],
    ]);
    expect(await total()).toEqual(['4', '25']);
  });

  it('is gone with its customer from the rows kept beside, too', async () => {
    await run(csv('one.csv', lines(4)));
    await run(csv('two.csv', lines(4).slice(2)));
    const beside = () => engines.rows('SELECT customer_id FROM tenure.fact_bill_duplicate ORDER BY 1');
    expect(await beside()).toEqual([['C2'], ['C3']]);
    await engines.etl.erase({ customers: ['C3'] });
    expect(await beside()).toEqual([['C2']]);
  });
});

it('a new version whose mapping no longer fills a subject takes its rows out there', async () => {
  const both = write(
    'both.yml',
    `${SOURCE}  - into: cost\n    map: { customer_id: customer_id, month: month, kind: "'serving'", amount: charged }\n`,
  );
  const file = csv('both.csv', lines(3));
  await engines.etl.run({ source: both, files: [file] });
  expect(await engines.rows('SELECT count() FROM tenure.fact_cost')).toEqual([['3']]);
  await run(file, { newVersion: true });
  expect(await engines.rows('SELECT count() FROM tenure.fact_cost')).toEqual([['0']]);
  expect(await total()).toEqual(['3', '34.5']);
});

describe('files of one name', () => {
  it('in several directories are told apart by their way from the directory given', async () => {
    csv('lake/month=1/part.csv', lines(3));
    csv('lake/month=2/part.csv', lines(3, 10));
    const lake = path.join(engines.directory, 'lake');
    await run(lake);
    csv('lake/month=2/part.csv', lines(2, 20));
    await run(lake, { newVersion: true });
    expect((await engines.rows('SELECT bill_number FROM tenure.fact_bill ORDER BY bill_number')).flat()).toEqual([
      'B0',
      'B1',
      'B2',
      'B20',
      'B21',
    ]);
    csv('lake/month=2/part.csv', lines(2, 30));
    await expect(run(path.join(lake, 'month=2/part.csv'), { newVersion: true })).rejects.toMatchObject({
      kind: 'SOURCE',
      message: expect.stringContaining('month=2/part.csv with other content'),
    });
  });

  it('and of no directory in common are refused', async () => {
    const files = [csv('here/x.csv', lines(2)), csv('there/x.csv', lines(2, 4))];
    await expect(engines.etl.run({ source, files })).rejects.toMatchObject({
      kind: 'SOURCE',
      message: expect.stringContaining('both be called x.csv'),
    });
  });
});

describe('a broken feed is refused whole, and nothing served changes', () => {
  const cases: [string, () => string, RegExp][] = [
    [
      'a gzip file cut short',
      () => write('cut.csv.gz', gzipSync(`${HEADER}\n${lines(2000).join('\n')}\n`).subarray(0, 4000)),
      /cut\.csv\.gz cannot be read/,
    ],
    ['an empty feed', () => csv('empty.csv', []), /0 rows, fewer than min_rows 2/],
    ['an empty file', () => write('nothing.csv', ''), /the first line must name the columns/],
    [
      'a missing column',
      () => csv('missing.csv', ['C1,B1,2024-01'], 'customer_id,bill_number,month'),
      /lacks the column charged/,
    ],
    [
      'a retyped column',
      () =>
        csv(
          'retyped.csv',
          lines(4).map((line) => line.replace(/[\d.]+$/, 'many')),
        ),
      /4 of 4 rows for bill are bad/,
    ],
    [
      'a wrong encoding',
      () =>
        write(
          'latin.csv',
          Buffer.concat([
            Buffer.from(`${HEADER}\n`),
            ...[1, 2, 3].map((n) => Buffer.concat([Buffer.from([0xc7, 0xe9]), Buffer.from(`${n},B${n},2024-01,1\n`)])),
          ]),
        ),
      /3 of 3 rows for bill are bad/,
    ],
    [
      'a file that is not there',
      () => path.join(engines.directory, 'absent.csv'),
      /absent\.csv cannot be read: there is no such file/,
    ],
    ['a column named twice', () => csv('twice.csv', ['1,2,3,4,5'], `${HEADER},month`), /names the column month twice/],
  ];
  it.each(cases)('%s', async (_, file, message) => {
    await run(csv('good.csv', lines(5)));
    const before = await fingerprint(engines);
    await expect(run(file())).rejects.toMatchObject({ kind: 'SOURCE', message: expect.stringMatching(message) });
    expect(await fingerprint(engines)).toEqual(before);
    expect((await engines.rows(`SELECT count() FROM system.tables WHERE database = 'tenure_load'`))[0]).toEqual(['0']);
  });

  it('a corrupt Parquet file', async () => {
    const parquet = write('parquet.yml', SOURCE.replace('format: csv', 'format: parquet'));
    const file = write('x.parquet', 'PAR1 this is not what it says PAR1');
    await expect(engines.etl.run({ source: parquet, files: [file] })).rejects.toMatchObject({ kind: 'SOURCE' });
  });
});

describe('what is read', () => {
  it('an extra column warns, a bad row is quarantined with file, line, column, value and reason', async () => {
    const result = await run(
      csv(
        'extra.csv',
        [...lines(9), 'C1,BX,2024-01,abc'].map((line) => `${line},more`),
        `${HEADER},surplus`,
      ),
    );
    expect(result.warnings).toEqual([expect.stringContaining('surplus')]);
    const { rows } = await engines.store.pool.query(
      'select file_name, line::int, column_name, value, reason from etl_quarantine',
    );
    expect(rows).toEqual([
      { file_name: 'extra.csv', line: 11, column_name: 'charged', value: 'abc', reason: 'not a number' },
    ]);
    expect(result).toMatchObject({ rowsIn: 10, rowsLoaded: 9, rowsQuarantined: 1 });
  });

  it('the right lines of a file of many blocks, read by several threads', async () => {
    const many = Array.from({ length: 200_000 }, (_, index) =>
      index % 40_000 === 39_999 ? 'C1,BX,2024-01,abc' : `C${index % 9},B${index},2024-01,1`,
    );
    expect(await run(csv('many.csv', many))).toMatchObject({ rowsLoaded: 199_995, rowsQuarantined: 5 });
    const { rows } = await engines.store.pool.query('select line::int from etl_quarantine order by line');
    expect(rows.map(({ line }) => line)).toEqual([40_001, 80_001, 120_001, 160_001, 200_001]);
  });

  it('numbers in scientific notation only where nothing is cut off', async () => {
    await run(csv('e.csv', ['C1,B1,2024-01,1e2', 'C1,B2,2024-01,1.5e-1', 'C1,B3,2024-01,5e-9', ...lines(9, 10)]));
    const { rows } = await engines.store.pool.query('select line::int, value, reason from etl_quarantine');
    expect(rows).toEqual([{ line: 4, value: '5e-9', reason: 'too many decimals' }]);
    expect(
      await engines.rows(
        `SELECT bill_number, toString(charged) FROM tenure.fact_bill WHERE customer_id = 'C1' ORDER BY 1`,
      ),
    ).toEqual([
      ['B1', '100'],
      ['B2', '0.15'],
    ]);
  });

  it('Parquet by its own types: what its text would give, and nothing wrapped or cut', async () => {
    const columns = 'customer_id, bill_number, month, charged, recurring_charge, due_on, tax';
    const parquet = write(
      'typed.yml',
      `source: typed
format: parquet
columns: [${columns}]
max_bad_share: 1
loads:
  - into: bill
    map: { ${columns.replaceAll(/\w+/g, (name) => `${name}: ${name}`)} }
  - into: cost
    map: { customer_id: customer_id, month: month, kind: "'serving'", amount: "toString(toDecimal64OrNull(charged, 4) * 2)" }
`,
    );
    const file = path.join(engines.directory, 'typed.parquet');
    await engines.warehouse.command({
      text: `INSERT INTO FUNCTION file('${file}', 'Parquet')
        SELECT * FROM VALUES('customer_id String, bill_number String, month Date32, charged Decimal(12, 2), recurring_charge Nullable(Int32), due_on Date32, tax Float64',
          ('C1', 'B1', '2024-01-01', 12.34, 7, '2024-02-20', 0.5), (' C2 ', 'B2', '2024-01-05', -1, NULL, '2024-02-20', 1e-7),
          ('C3', 'B3', '1950-01-01', 1, 1, '2024-02-20', 0), ('C4', 'B4', '2024-02-01', 1, 1, '2290-01-01', 0), ('', 'B5', '2024-02-01', 1, 1, '2024-02-20', 0))`,
    });
    await engines.etl.run({ source: parquet, files: [file] });
    expect(
      await engines.rows(
        `SELECT customer_id, bill_number, toString(month), toString(charged), toString(recurring_charge), toString(due_on), toString(tax) FROM tenure.fact_bill ORDER BY 2`,
      ),
    ).toEqual([['C1', 'B1', '2024-01-01', '12.34', '7', '2024-02-20', '0.5']]);
    const { rows } = await engines.store.pool.query(
      `select line::int, column_name, reason, value from etl_quarantine where subject = 'bill' order by line, column_name`,
    );
    expect(rows).toEqual([
      { line: 2, column_name: 'tax', reason: 'too many decimals', value: '1e-7' },
      { line: 3, column_name: 'month', reason: 'not a date', value: '1950-01-01' },
      { line: 4, column_name: 'due_on', reason: 'not a date', value: '2290-01-01' },
      { line: 5, column_name: 'customer_id', reason: 'missing', value: '' },
    ]);
    expect(await engines.rows('SELECT customer_id, toString(amount) FROM tenure.fact_cost ORDER BY 1')).toEqual([
      ['C1', '24.68'],
      ['C2', '-2'],
      ['C4', '2'],
    ]);
  });

  it('gzip, quotes, a byte order mark, Windows line ends and an own separator', async () => {
    const semicolons = write('semicolons.yml', SOURCE.replace('format: csv', "format: csv\nseparator: ';'"));
    const text = `\uFEFF${HEADER.replaceAll(',', ';')}\r\n"C;1";"B""1";2024-01;1.5\r\nC2;B2;2024-01-15;2\r\n`;
    await engines.etl.run({ source: semicolons, files: [write('odd.csv.gz', gzipSync(text))] });
    expect(
      await engines.rows(
        'SELECT customer_id, bill_number, toString(charged) FROM tenure.fact_bill ORDER BY bill_number',
      ),
    ).toEqual([
      ['C;1', 'B"1', '1.5'],
      ['C2', 'B2', '2'],
    ]);
  });

  it('directories and globs, and no link out of them', async () => {
    csv('in/a/one.csv', lines(2));
    csv('in/b/two.csv', lines(2, 10));
    write('in/b/notes.md', 'not data');
    expect(await run(path.join(engines.directory, 'in'))).toMatchObject({ rowsLoaded: 4 });
    await engines.empty();
    expect(await run(path.join(engines.directory, 'in/*/t*.csv'))).toMatchObject({ rowsLoaded: 2 });
    symlinkSync('/etc/passwd', path.join(engines.directory, 'in/b/link.csv'));
    await expect(run(path.join(engines.directory, 'in'))).rejects.toMatchObject({
      kind: 'SOURCE',
      message: expect.stringContaining('leads out of'),
    });
  });
});

describe('two loads at once', () => {
  it('the second is told who loads', async () => {
    const first = run(csv('first.csv', lines(6)));
    const second = run(csv('second.csv', lines(6, 20)));
    const outcomes = await Promise.allSettled([first, second]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(refused?.reason).toMatchObject({ kind: 'NOT_READY' });
  });

  it('a lease that its holder stopped renewing can be taken over, and a live one cannot', async () => {
    const store = { ...engines.store, pool: engines.store.pool, engine: 'server' as const };
    const shared = { warehouse: engines.warehouse, store };
    const lease = (until: string) =>
      engines.store.pool.query(`insert into etl_lease values ('load', 'somebody else', now() + $1::interval)`, [until]);
    await lease('-1 second');
    await expect(withLease(shared, 'r1', () => Promise.resolve('mine'))).resolves.toBe('mine');
    await lease('1 minute');
    await expect(withLease(shared, 'r2', () => Promise.resolve('mine'))).rejects.toMatchObject({ kind: 'NOT_READY' });
    await engines.store.pool.query('delete from etl_lease');
  });
});

it('erases a person from facts, layers, history and quarantine, and nobody else', async () => {
  await run(csv('people.csv', [...lines(9), 'C3,BX,2024-01,abc']));
  const before = await total();
  await engines.warehouse.command({
    text: `INSERT INTO tenure.customer_value (month, customer_key, segment) SELECT '2024-01-01', sipHash64(arrayJoin(['C2', 'C3'])), 7`,
  });
  await engines.warehouse.command({ text: 'SYSTEM RELOAD DICTIONARY tenure.customer_label' });
  const labels = () =>
    engines.rows(
      `SELECT dictGet('tenure.customer_label', 'segment', sipHash64(arrayJoin(['C2', 'C3'])), toDate('2024-01-15'))`,
    );
  expect(await labels()).toEqual([['7'], ['7']]);
  const { pool } = engines.store;
  const document = { title: 'Calls of C3, not of C33', pages: [{ items: [{ kind: 'text', text: 'see "C3"' }] }] };
  const made = await pool.query(
    `insert into report (owner, folder, current_version) values ('ann', 'for C3', 1) returning id`,
  );
  await pool.query('insert into report_version (report_id, version, document, saved_by) values ($1, 1, $2, $3)', [
    made.rows[0].id,
    JSON.stringify(document),
    'ann',
  ]);
  await pool.query(
    `insert into alert (owner, view, measure, arguments, filters, slice, direction, threshold)
     values ('ann', 'churn', 'customers', '{}', '[{"member": "customer_id", "values": ["C3"]}]', 'customer C3', 'above', 1)`,
  );
  expect(await engines.etl.erase({ customers: ['C3', 'nobody'] })).toMatchObject({ erased: 1 });
  const written = await pool.query(
    'select r.folder, v.document, a.slice, a.filters from report r join report_version v on v.report_id = r.id cross join alert a',
  );
  expect(written.rows).toEqual([
    {
      folder: 'for (erased)',
      document: {
        title: 'Calls of (erased), not of C33',
        pages: [{ items: [{ kind: 'text', text: 'see "(erased)"' }] }],
      },
      slice: 'customer (erased)',
      filters: [{ member: 'customer_id', values: ['(erased)'] }],
    },
  ]);
  expect(await labels()).toEqual([['7'], ['0']]);
  const tables = await engines.rows(
    `SELECT DISTINCT table FROM system.columns WHERE database = 'tenure' AND name = 'customer_key'`,
  );
  expect(tables.length).toBeGreaterThan(8);
  for (const [table] of tables)
    expect(
      await engines.rows(`SELECT count() FROM tenure.${table} WHERE customer_key = sipHash64('C3')`),
      table,
    ).toEqual([['0']]);
  expect((await engines.store.pool.query(`select 1 from etl_quarantine where line = 11`)).rowCount).toBe(0);
  await engines.warehouse.command({ text: 'TRUNCATE TABLE tenure.customer_value' });
  expect(await total()).toEqual([String(Number(before?.[0]) - 1), String(Number(before?.[1]) - 13.5)]);
});

it('a month loaded again touches that month only: its partitions are written anew, every other part stays the part it was', async () => {
  await run(csv('q1.csv', lines(60)));
  const parts = async () => {
    const found = await engines.rows(
      `SELECT table, partition_id, groupArray(name), sum(rows) FROM system.parts WHERE database = 'tenure' AND active AND rows > 0
         AND (table LIKE 'fact%' OR table LIKE 'dim%' OR table LIKE 'customer%') GROUP BY table, partition_id ORDER BY 1, 2`,
    );
    return new Map(found.map(([table, partition, names, rows]) => [`${table} ${partition}`, `${names} ${rows}`]));
  };
  const before = await parts();
  const command = vi.spyOn(engines.warehouse, 'command');
  const result = await run(csv('late.csv', ['C0,LATE,2024-03,5', 'C1,LATE,2024-03,6']));
  const statements = command.mock.calls.map(([statement]) => statement.text);
  command.mockRestore();
  expect(result).toMatchObject({ months: ['2024-03-01'], rowsLoaded: 2 });
  const after = await parts();
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
  expect(changed).toEqual(['customer_month 202403', 'fact_bill 202403']);
  const swapped = statements.filter((text) => /^ALTER TABLE .* (REPLACE|DROP) PARTITION/.test(text));
  expect(swapped.map((text) => /`tenure`.`(\w+)`.*ID '(\w+)'/.exec(text)?.slice(1))).toEqual([
    ['fact_bill', '202403'],
    ['customer_month', '202403'],
  ]);
  const rebuilt = statements.filter((text) => /next_customer_month/.test(text) && /\[toDate\(/.test(text));
  expect(rebuilt.map((text) => /\[(toDate\([^\]]*)\]/.exec(text)?.[1])).toEqual(["toDate('2024-03-01')"]);
});

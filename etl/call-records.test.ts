import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint, type LoadEngines, openLoadEngines } from '../test/support/load-engines.js';

// Call detail records: several rows of one customer, day and service, none of which has the key of its own.
const PLAIN = `source: calls
format: csv
columns: [caller, started_at, kind, minutes]
max_bad_share: 0.2
loads:
  - into: usage
    map: { customer_id: caller, date: started_at, service: kind, units: "'1'", minutes: minutes }
`;
const SUMMED = PLAIN.replace('into: usage', 'into: usage\n    aggregate: sum');
const CALLS = [
  'K010,2024-01-05 09:00:00,voice,1',
  'K010,2024-01-05 09:30:00,voice,2',
  'K010,2024-01-05 11:00:00,voice,3',
  'K010,2024-01-06 11:00:00,voice,4',
  'K011,2024-02-05 11:00:00,voice,5',
];

let engines: LoadEngines;
let plain: string;
let summed: string;
beforeAll(async () => {
  engines = await openLoadEngines();
  plain = write('plain.yml', PLAIN);
  summed = write('summed.yml', SUMMED);
});
afterAll(() => engines?.close());
beforeEach(() => engines.empty());

function write(name: string, text: string): string {
  const file = path.join(engines.directory, name);
  writeFileSync(file, text);
  return file;
}
const csv = (name: string, rows: readonly string[], head = 'caller,started_at,kind,minutes') =>
  write(name, `${[head, ...rows].join('\n')}\n`);
const usage = () =>
  engines.rows('SELECT customer_id, toString(date), units, toString(minutes) FROM tenure.fact_usage ORDER BY 1, 2');
const RIGHT = [
  ['K010', '2024-01-05', '3', '6'],
  ['K010', '2024-01-06', '1', '4'],
  ['K011', '2024-02-05', '1', '5'],
];

describe('a conversion that cannot read its text', () => {
  const mapped = (name: string, map: string) =>
    write(
      `${name}.yml`,
      PLAIN.replace('max_bad_share: 0.2', 'max_bad_share: 0.5').replace(
        /map: .*/,
        `map: { customer_id: caller, service: kind, ${map} }`,
      ),
    );
  const bad = async () =>
    (
      await engines.store.pool.query(
        'select line::int, column_name, reason, value, severity from etl_quarantine order by line, column_name',
      )
    ).rows;
  const files = () => [
    csv('odd.csv', [
      'K1,2024-01-05,voice,60',
      'K2,2024-01-06,voice,abc',
      'K3,never,voice,90',
      'K4,2024-01-07,voice,120',
    ]),
  ];

  it.each([
    ['by function', 'date: toDate(started_at), minutes: "toFloat64(minutes) / 60"'],
    ['by CAST', 'date: "CAST(started_at AS Date)", minutes: "CAST(minutes, \'Float64\') / 60"'],
    ['by a pattern', `date: "parseDateTime(started_at, '%Y-%m-%d')", minutes: "toInt64(toFloat64(minutes)) / 60"`],
  ])('%s: the row is in the quarantine with line and text, and the others are loaded', async (_, map) => {
    expect(await engines.etl.run({ source: mapped('strict', map), files: files() })).toMatchObject({
      rowsIn: 4,
      rowsLoaded: 2,
      rowsQuarantined: 2,
    });
    expect((await usage()).map(([id, , , minutes]) => [id, minutes])).toEqual([
      ['K1', '1'],
      ['K4', '2'],
    ]);
    expect(await bad()).toEqual([
      expect.objectContaining({ line: 3, column_name: 'minutes', reason: 'not a number', value: 'abc' }),
      expect.objectContaining({ line: 4, column_name: 'date', value: 'never' }),
    ]);
  });

  it('is a blank where the mapping says so, and reported where it says that', async () => {
    const lenient = mapped(
      'lenient',
      `date: "ifNull(toDate(started_at), toDate('2024-01-09'))", minutes: toFloat64OrNull(minutes)`,
    );
    expect(await engines.etl.run({ source: lenient, files: files() })).toMatchObject({
      rowsLoaded: 4,
      valuesReported: 0,
    });
    await engines.empty();
    const told = mapped('told', `date: "'2024-01-05'", minutes: { from: toFloat64(minutes), bad: report }`);
    expect(await engines.etl.run({ source: told, files: files() })).toMatchObject({ rowsLoaded: 4, valuesReported: 1 });
  });
});

describe('without a word about them', () => {
  it.each([
    ['different calls', CALLS],
    ['calls of one length, told apart by their time alone', CALLS.map((line) => line.replace(/\d$/, '1'))],
  ])('%s are refused at check and at run, which say what to write', async (_, calls) => {
    const request = { source: plain, files: [csv('calls.csv', calls)] };
    const refusal = {
      kind: 'SOURCE',
      message: expect.stringMatching(/2 of 5 rows.*calls\.csv lines 2, 3.*aggregate: sum/s),
    };
    await expect(engines.etl.check(request)).rejects.toMatchObject(refusal);
    await expect(engines.etl.run(request)).rejects.toMatchObject(refusal);
    expect(await usage()).toEqual([]);
  });

  it('told apart by a column that the source does not even name', async () => {
    const source = write(
      'narrow.yml',
      PLAIN.replace('started_at, kind', 'started_at, kind')
        .replaceAll('date: started_at', 'date: day')
        .replace('started_at,', 'day,'),
    );
    const file = csv('n.csv', ['1,K1,2024-01-05,voice,1', '2,K1,2024-01-05,voice,1'], 'call,caller,day,kind,minutes');
    await expect(engines.etl.check({ source, files: [file] })).rejects.toMatchObject({ kind: 'SOURCE' });
  });

  it('a second file with other calls of a day is refused, one with other days is not', async () => {
    await engines.etl.run({ source: plain, files: [csv('first.csv', CALLS.slice(2))] });
    const second = { source: plain, files: [csv('second.csv', CALLS.slice(0, 1))] };
    await expect(engines.etl.check(second)).rejects.toMatchObject({ kind: 'SOURCE' });
    await expect(engines.etl.run(second)).rejects.toMatchObject({
      kind: 'SOURCE',
      message: expect.stringMatching(/loaded already/),
    });
    await engines.etl.run({ source: plain, files: [csv('third.csv', ['K010,2024-01-09 11:00:00,voice,4'])] });
  });

  it('a repeated line counts once, and the check says so', async () => {
    const file = csv('again.csv', [...CALLS.slice(2), CALLS[2] ?? '']);
    const check = await engines.etl.check({ source: plain, files: [file] });
    expect(check.subjects).toMatchObject([{ repeated: 1, problems: [] }]);
    expect(await engines.etl.run({ source: plain, files: [file] })).toMatchObject({ rowsDuplicate: 1, rowsLoaded: 3 });
  });

  it('one of each may be taken by declaration, and the check tells how many are not', async () => {
    const one = write('one.yml', PLAIN.replace('into: usage', 'into: usage\n    aggregate: one'));
    const request = { source: one, files: [csv('calls.csv', CALLS)] };
    const check = await engines.etl.check(request);
    expect(check.subjects[0]?.problems).toMatchObject([{ rows: 2, examples: ['calls.csv lines 2, 3, 4'] }]);
    expect(await engines.etl.run(request)).toMatchObject({
      rowsDuplicate: 2,
      warnings: [expect.stringMatching(/2 rows have the key/)],
    });
  });
});

describe('with aggregate: sum', () => {
  it('are added up, within a file and over files, and months have their sums', async () => {
    const whole = await engines.etl.run({ source: summed, files: [csv('calls.csv', CALLS)] });
    expect(whole).toMatchObject({ rowsIn: 5, rowsLoaded: 5, rowsDuplicate: 0, rowsQuarantined: 0 });
    expect(await usage()).toEqual(RIGHT);
    const print = await fingerprint(engines);
    await engines.empty();
    await engines.etl.run({ source: summed, files: [csv('a.csv', [CALLS[0] ?? '', CALLS[4] ?? ''])] });
    await engines.etl.run({ source: summed, files: [csv('b.csv', CALLS.slice(1, 4))] });
    expect(await fingerprint(engines)).toEqual(print);
    expect(
      await engines.rows('SELECT customer_id, calls, toString(voice_minutes) FROM tenure.customer_month ORDER BY 1'),
    ).toEqual([
      ['K010', '4', '10'],
      ['K011', '1', '5'],
    ]);
    expect((await engines.etl.lineage('K010', '2024-01')).files.map(({ name }) => name).sort()).toEqual([
      'a.csv',
      'b.csv',
    ]);
  });

  it('a new version of one file takes its calls out of the sum, a repeated file adds nothing', async () => {
    await engines.etl.run({ source: summed, files: [csv('a.csv', CALLS.slice(0, 1)), csv('b.csv', CALLS.slice(1))] });
    expect(await engines.etl.run({ source: summed, files: [csv('copy.csv', CALLS.slice(1))] })).toMatchObject({
      state: 'unchanged',
    });
    expect(await usage()).toEqual(RIGHT);
    await engines.etl.run({
      source: summed,
      files: [csv('a.csv', ['K010,2024-01-05 09:00:00,voice,10'])],
      newVersion: true,
    });
    expect((await usage())[0]).toEqual(['K010', '2024-01-05', '3', '15']);
    await engines.etl.run({
      source: summed,
      files: [csv('a.csv', ['K010,2024-03-05 09:00:00,voice,10'])],
      newVersion: true,
    });
    expect((await usage())[0]).toEqual(['K010', '2024-01-05', '2', '5']);
  });

  it('a record that cannot be read stays out of the sum', async () => {
    const result = await engines.etl.run({
      source: summed,
      files: [csv('bad.csv', [...CALLS, 'K010,2024-01-05 12:00:00,voice,x'])],
    });
    expect(result).toMatchObject({ rowsIn: 6, rowsLoaded: 5, rowsQuarantined: 1 });
    expect(await usage()).toEqual(RIGHT);
  });

  it('the lines of a bill and the instalments of a payment are added up too', async () => {
    const source = write(
      'lines.yml',
      `source: lines
format: csv
columns: [who, number, day, amount]
loads:
  - into: bill
    aggregate: sum
    map: { customer_id: who, bill_number: number, month: day, charged: amount }
  - into: payment
    aggregate: sum
    map: { customer_id: who, payment_number: number, bill_month: day, paid_on: day, amount: amount }
`,
    );
    await engines.etl.run({
      source,
      files: [csv('l.csv', ['A,1,2024-01-03,5', 'A,1,2024-01-09,7'], 'who,number,day,amount')],
    });
    expect(await engines.rows('SELECT toString(charged) FROM tenure.fact_bill')).toEqual([['12']]);
    expect(await engines.rows('SELECT toString(paid_on), toString(amount) FROM tenure.fact_payment')).toEqual([
      ['2024-01-09', '12'],
    ]);
  });

  it('is refused where nothing can be added up', async () => {
    const source = write(
      'event.yml',
      PLAIN.replace('into: usage', 'into: contact\n    aggregate: sum').replace(
        /map: .*/,
        'map: { customer_id: caller, contact_number: kind, contacted_at: started_at }',
      ),
    );
    await expect(engines.etl.check({ source, files: [csv('c.csv', CALLS)] })).rejects.toMatchObject({
      message: expect.stringMatching(/event\.yml:7: rows of contact cannot be added up/),
    });
  });

  it('any split, order and repetition of the files give the same sums', async () => {
    const call = fc.tuple(
      fc.constantFrom('A', 'B'),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(2),
    );
    let sets = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 12 }), fc.boolean(), async (calls, together) => {
        await engines.empty();
        const line = ([who, day, minutes]: (typeof calls)[number], index: number) =>
          `${who},2024-01-0${day} 09:00:${10 + index},voice,${minutes}`;
        const named = sets++;
        const files = [0, 1, 2].flatMap((place) => {
          const rows = calls.flatMap((one, index) => (one[3] === place ? [line(one, index)] : []));
          return rows.length > 0 ? [csv(`${named}-${place}.csv`, rows)] : [];
        });
        if (together) await engines.etl.run({ source: summed, files });
        else for (const file of [...files].reverse()) await engines.etl.run({ source: summed, files: [file] });
        await engines.etl.run({ source: summed, files: files.slice(0, 1) });
        const expected = new Map<string, number>();
        for (const [who, day, minutes] of calls)
          expected.set(`${who} ${day}`, (expected.get(`${who} ${day}`) ?? 0) + minutes);
        const got = (await usage()).map(([who, day, , minutes]) => [
          `${who} ${Number(day?.slice(8))}`,
          Number(minutes),
        ]);
        expect(Object.fromEntries(got)).toEqual(Object.fromEntries(expected));
      }),
      { numRuns: 5, seed: 11 },
    );
  });
});

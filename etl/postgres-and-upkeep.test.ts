import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LoadEngines, openLoadEngines } from '../test/support/load-engines.js';

let engines: LoadEngines;
let source: string;
beforeAll(async () => {
  engines = await openLoadEngines();
  await engines.store.pool.query(
    `create table billing as select 'C' || n as customer, n as bill, date '2024-01-01' + (n % 4) * 31 as day, n * 1.25 as amount,
       case when n = 3 then null else 'x"y' || chr(10) || '四' end as note from generate_series(1, 25000) as n`,
  );
  const { user, password, host, port, database } = engines.store.connection;
  source = path.join(engines.directory, 'billing.yml');
  writeFileSync(
    source,
    `source: billing
format: postgres
url: postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}
query: select customer, bill, day, amount, note from billing
columns: [customer, bill, day, amount, note]
loads:
  - into: bill
    map: { customer_id: customer, bill_number: bill, month: day, charged: amount }
`,
  );
});
afterAll(() => engines?.close());

it('reads a Postgres query, the same answer once', async () => {
  expect(await engines.etl.run({ source })).toMatchObject({ rowsIn: 25_000, rowsLoaded: 25_000 });
  expect(await engines.rows('SELECT toString(sum(charged)), uniqExact(month) FROM tenure.fact_bill')).toEqual([
    [String(1.25 * ((25_000 * 25_001) / 2)), '4'],
  ]);
  expect(await engines.etl.run({ source })).toMatchObject({ state: 'unchanged' });
});

it('cannot write to the source, and says where it failed without the password', async () => {
  const bad = path.join(engines.directory, 'bad.yml');
  const text = readFileSync(source, 'utf8');
  writeFileSync(bad, text.replace(/query: .*/, 'query: delete from billing returning *'));
  await expect(engines.etl.run({ source: bad })).rejects.toMatchObject({ kind: 'SOURCE' });
  writeFileSync(bad, text.replace(/@[^/]+\//, '@127.0.0.1:1/'));
  const { password } = engines.store.connection;
  await expect(engines.etl.run({ source: bad })).rejects.toSatisfy(
    (error) => error instanceof Error && error.message.includes('127.0.0.1:1') && !error.message.includes(password),
  );
  expect((await engines.store.pool.query('select count(*)::int as n from billing')).rows).toEqual([{ n: 25_000 }]);
});

it('knows where a customer-month came from and how fresh each subject is', async () => {
  const lineage = await engines.etl.lineage('C7', '2024-04');
  const [run] = (await engines.etl.status()).filter(({ state }) => state === 'published');
  expect(lineage.builtBy).toBe(run?.runId);
  expect(lineage.files).toMatchObject([{ table: 'fact_bill', rows: 1, source: 'billing', runId: run?.runId }]);
  expect(await engines.etl.freshness()).toMatchObject([{ subject: 'bill', runId: run?.runId }]);
});

it('forgets whole months, which do not come back with the next load', async () => {
  const events = path.join(engines.directory, 'events.yml');
  writeFileSync(
    path.join(engines.directory, 'e.jsonl'),
    '{"id":"C1","n":"1","day":"2024-01-05","kind":"join"}\n{"id":"C1","n":"2","day":"2024-01-06","kind":"suspension"}\n',
  );
  writeFileSync(
    events,
    `source: events
format: jsonl
files: [e.jsonl]
columns: [id, n, day, kind]
loads:
  - into: event
    map: { customer_id: id, event_number: n, kind: kind, occurred_at: day }
`,
  );
  const targets = path.join(engines.directory, 'targets.yml');
  writeFileSync(
    path.join(engines.directory, 't.jsonl'),
    '{"month":"2024-01-01","value":"7"}\n{"month":"2024-02-01","value":"8"}\n',
  );
  writeFileSync(
    targets,
    `source: targets
format: jsonl
files: [t.jsonl]
columns: [month, value]
loads:
  - into: target
    map: { month: month, kpi: "'arpu'", value: value }
`,
  );
  const looksUp = () =>
    engines.rows(
      `SELECT dictGetOrNull('tenure.kpi_target', 'value', (toDate(month), toUInt8(0), 'arpu'))
       FROM (SELECT arrayJoin(['2024-01-01', '2024-02-01']) AS month)`,
    );
  await engines.etl.run({ source: events });
  await engines.etl.run({ source: targets });
  expect(await looksUp()).toEqual([['7'], ['8']]);
  await engines.etl.forget({ before: '2024-02' });
  expect(await looksUp(), 'what is kept in memory by month is forgotten too').toEqual([['null'], ['8']]);
  const months = () => engines.rows('SELECT DISTINCT toString(month) FROM tenure.customer_month ORDER BY 1');
  const left = await months();
  expect(left.map(([month]) => month)).toEqual(['2024-02-01', '2024-03-01', '2024-04-01']);
  expect(await engines.rows('SELECT kind FROM tenure.fact_event')).toEqual([['join']]);
  writeFileSync(
    path.join(engines.directory, 'e2.jsonl'),
    '{"id":"C2","n":"9","day":"2024-03-05","kind":"suspension"}\n',
  );
  await engines.etl.run({ source: events, files: [path.join(engines.directory, 'e2.jsonl')] });
  expect(await months()).toEqual(left);
  // What was forgotten may be loaded again: the same file, the same content.
  expect(await engines.etl.run({ source: targets })).toMatchObject({ state: 'published', rowsLoaded: 2 });
  expect(await looksUp()).toEqual([['7'], ['8']]);
  expect(await engines.rows('SELECT count() FROM tenure.target')).toEqual([['2']]);
  expect(await engines.etl.run({ source: targets })).toMatchObject({ state: 'unchanged' });
});

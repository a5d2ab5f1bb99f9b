import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD, openSmallApp, type SmallApp } from '../support/small-app.js';

let app: SmallApp;
beforeAll(async () => {
  app = await openSmallApp();
});
afterAll(() => app?.close());

async function graphql(user: string, query: string) {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await app.tokenOf(user)}` },
    body: JSON.stringify({ query }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the shape is each test's own question
  return (await response.json()) as { data?: any; errors?: { extensions: { code: string } }[] };
}

const operations = async (fields: string) => (await graphql('admin', `{ operations { ${fields} } }`)).data.operations;

describe('operations', () => {
  test('do not exist for anybody but administrators', async () => {
    for (const user of ['executive', 'analyst', 'manager.sichuan', 'service']) {
      const { data, errors } = await graphql(user, '{ operations { snapshot { id } } }');
      expect(data).toBeUndefined();
      expect(errors?.[0]?.extensions.code).toBe('UNKNOWN_VIEW');
      const { data: schema } = await graphql(user, '{ __schema { types { name } } }');
      expect(schema.__schema.types.map(({ name }: { name: string }) => name)).not.toContain('Operations');
    }
  });

  test('tell the questions of every door with what they cost, and open SQL connections', async () => {
    await graphql('analyst', '{ churn(where: {tier: {equals: "Gold"}}) { rows { province churnRate } } }');
    const rest = encodeURIComponent(JSON.stringify({ measures: ['churn.customers'], dimensions: ['churn.tier'] }));
    const loaded = await fetch(`${app.url}/cubejs-api/v1/load?query=${rest}`, {
      headers: { authorization: await app.tokenOf('analyst') },
    });
    expect(loaded.status).toBe(200);
    const client = new pg.Client({
      host: '127.0.0.1',
      port: app.sqlPort,
      user: 'analyst',
      password: DEMO_PASSWORD,
      database: 'tenure',
      application_name: 'notebook',
    });
    await client.connect();
    await client.query('SELECT tier, MEASURE(churn_rate) FROM churn GROUP BY tier');
    const { questions, sqlSessions, activity } = await operations(
      'questions { door user view measures dimensions filteredBy durationMs rowsRead layer error } sqlSessions { user application since } activity { user door questions }',
    );
    await client.end();
    const of = (door: string) => questions.find((one: { door: string }) => one.door === door);
    expect(of('graphql')).toMatchObject({
      user: 'analyst',
      view: 'churn',
      measures: ['churn_rate'],
      dimensions: ['province'],
      filteredBy: ['tier'],
      error: null,
    });
    expect(of('graphql').rowsRead).toBeGreaterThan(0);
    expect(of('rest')).toMatchObject({ view: 'churn', measures: ['customers'], dimensions: ['tier'], error: null });
    expect(of('sql')).toMatchObject({ view: 'churn', measures: ['churn_rate'] });
    expect(sqlSessions).toEqual([expect.objectContaining({ user: 'analyst', application: 'notebook' })]);
    expect(activity.map(({ door }: { door: string }) => door).sort()).toEqual(['graphql', 'rest', 'sql']);
    await expect.poll(async () => (await operations('sqlSessions { user }')).sqlSessions).toEqual([]);
  });

  test('tell the way of the data from sources to views, by the files that rows carry', async () => {
    await app.storePool.query(`
      insert into etl_run (run_id, source, state, started_at, finished_at, subjects)
        values ('way1', 'ledger', 'published', '2026-01-02', '2026-01-02 00:01', '{bill}'),
               ('way2', 'ledger', 'published', '2026-01-03', '2026-01-03 00:01', '{bill}');
      insert into etl_file (run_id, file_id, source, name, path, content_hash, bytes, rows_in, superseded_by)
        values ('way1', 41, 'ledger', 'old.csv', '/data/old.csv', 'a', 1, 5, 'way2'),
               ('way2', 42, 'ledger', 'new.csv', '/data/new.csv', 'b', 1, 7, null);
      insert into etl_quarantine (run_id, file_id, file_name, line, subject, column_name, reason, value, severity)
        select 'way2', 42, 'new.csv', n, 'bill', 'month', 'not a date', 'x', 'row' from generate_series(1, 3) as n`);
    await app.warehouse.command(
      {
        text: `INSERT INTO tenure.fact_bill (month, customer_key, customer_id, file_id) VALUES ('2024-03-01', 1, 'C1', 42)`,
      },
      { lane: 'batch' },
    );
    const { flow } = await operations(
      'flow { id stage name from rows files quarantined loadedAt through projections }',
    );
    const step = (id: string) => flow.find((one: { id: string }) => one.id === id);
    expect(step('source ledger')).toMatchObject({
      stage: 'source',
      files: 1,
      rows: 7,
      quarantined: 3,
      loadedAt: '2026-01-03T00:01:00.000Z',
    });
    expect(step('table fact_bill')).toMatchObject({
      stage: 'base',
      from: ['source ledger'],
      rows: 1,
      through: '2024-03-01',
      loadedAt: '2026-01-03T00:01:00.000Z',
    });
    expect(step('table customer_month')).toMatchObject({ stage: 'layer', loadedAt: '2026-01-03T00:01:00.000Z' });
    expect(step('table customer_month').from).toContain('table fact_bill');
    expect(step('table customer_month').projections).toContain('by_month');
    expect(step('view churn').from).toEqual(expect.arrayContaining(['table customer_month', 'table dim_region']));
    expect(step('view cohorts').from).toContain('table customer_spell');
    // Nothing of the schema is left without a place, and no step comes from one that is not there.
    const ids = new Set(flow.map((one: { id: string }) => one.id));
    for (const one of flow) {
      for (const before of one.from) expect(ids, `${one.id} comes from ${before}`).toContain(before);
      if (one.stage === 'layer') expect(one.from, one.id).not.toEqual([]);
    }
    await app.storePool.query(`delete from etl_run where run_id in ('way1', 'way2')`);
    await app.warehouse.command({ text: 'TRUNCATE TABLE tenure.fact_bill' }, { lane: 'batch' });
  });

  test('tell feeds that are late or far from their history', async () => {
    await app.storePool.query(`
      insert into etl_run (run_id, source, state, started_at) values ('feed1', 'crm', 'published', '2026-01-02');
      insert into etl_feed_figures (run_id, source, subject, files, rows, sums, blanks, expected_every, alarms, recorded_at)
        values ('feed1', 'crm', 'customer', 1, 3, '{}', '{}', 'day', '{"customer: rows a file 3, usually 100"}', '2026-01-02')`);
    expect((await operations('feeds { source lastLoadedAt lateSince alarms }')).feeds).toEqual([
      {
        source: 'crm',
        lastLoadedAt: '2026-01-02T00:00:00.000Z',
        lateSince: '2026-01-03T00:00:00.000Z',
        alarms: ['customer: rows a file 3, usually 100'],
      },
    ]);
    await app.storePool.query(`delete from etl_run where run_id = 'feed1'`);
  });

  test('tell runs with the files that rows came from, and snapshots with who published them', async () => {
    await app.storePool.query(`
      insert into etl_run (run_id, source, state, started_at, finished_at, rows_in, rows_loaded, rows_quarantined, months, subjects, snapshot_id)
        values ('r1', 'bills', 'published', '2026-01-01', '2026-01-01 00:01', 10, 8, 2, '{2024-02-01,2024-01-01}', '{bill}', '1');
      insert into etl_file (run_id, file_id, source, name, path, content_hash, bytes, rows_in)
        values ('r1', 18446744073709551615, 'bills', 'bills.csv', '/data/bills.csv', 'abc', 123, 10);
      insert into etl_quarantine (run_id, file_id, file_name, line, subject, column_name, reason, value, severity)
        select 'r1', 18446744073709551615, 'bills.csv', n, 'bill', 'month', 'not a date', 'x', 'row' from generate_series(1, 2) as n`);
    const { id } = await app.gate.publish({ runId: 'r1', swaps: [], dictionaries: [] });
    const told = await operations(
      'snapshot { id scoredMonth } snapshots(first: 1) { id runId partitions } modelVersions { version } runs { runId state startedAt finishedAt rowsIn rowsQuarantined months snapshot files { name path fileId bytes rowsIn quarantined supersededBy } }',
    );
    expect(told.snapshot).toEqual({ id, scoredMonth: null });
    expect(told.snapshots).toEqual([{ id, runId: 'r1', partitions: 0 }]);
    expect(told.modelVersions).toEqual([]);
    expect(told.runs).toEqual([
      {
        runId: 'r1',
        state: 'published',
        startedAt: expect.stringMatching(/^2026-01-01T/),
        finishedAt: expect.any(String),
        rowsIn: 10,
        rowsQuarantined: 2,
        months: ['2024-01-01', '2024-02-01'],
        snapshot: '1',
        files: [
          {
            name: 'bills.csv',
            path: '/data/bills.csv',
            fileId: '18446744073709551615',
            bytes: 123,
            rowsIn: 10,
            quarantined: 2,
            supersededBy: null,
          },
        ],
      },
    ]);
  });

  test('tell where a customer-month came from and how fresh each subject is', async () => {
    await app.storePool.query(`
      insert into etl_run (run_id, source, state, started_at, finished_at, subjects)
        values ('r9', 'late-bills', 'published', '2026-02-01', '2026-02-01 00:01', '{bill,payment}');
      insert into etl_file (run_id, file_id, source, name, path, content_hash, bytes, rows_in)
        values ('r9', 99, 'late-bills', 'late.csv', '/data/late.csv', 'def', 5, 2)`);
    await app.warehouse.command({
      text: `INSERT INTO tenure.fact_bill (customer_key, customer_id, bill_number, month, charged, file_id)
             SELECT sipHash64('Z1'), 'Z1', concat('B', toString(number)), if(number < 2, '2024-01-01', '2024-02-01'), 1, 99 FROM numbers(3)`,
    });
    const { lineage, subjects } = await operations(
      'lineage(customerId: "Z1", month: "2024-01") { builtBy files { table rows name runId source } } subjects { subject runId publishedAt }',
    );
    expect(lineage).toEqual({
      builtBy: null,
      files: [{ table: 'fact_bill', rows: 2, name: 'late.csv', runId: 'r9', source: 'late-bills' }],
    });
    expect(subjects).toContainEqual({ subject: 'payment', runId: 'r9', publishedAt: expect.stringMatching(/^2026-/) });
    const { errors } = await graphql(
      'admin',
      '{ operations { lineage(customerId: "Z1", month: "2024-13") { builtBy } } }',
    );
    expect(errors?.[0]?.extensions.code).toBe('BAD_REQUEST');
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { modelOf } from '../../test/support/semantic.js';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import { migrateStore } from '../store/migrate.js';
import { openStore } from '../store/open.js';
import type { Store } from '../store/store.js';
import { createSemantic, type Semantic } from './create.js';

const admin: Principal = { user: 'admin', groups: ['admin'], provinces: [], accountManagers: [] };
const log = pino({ level: 'silent' });
const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-store-views-'));
let small: SmallWarehouse;
let store: Store;
let semantic: Semantic;

beforeAll(async () => {
  small = await openSmallWarehouse(10, 2);
  store = await openStore({ config: { dataDir, postgresUrl: undefined }, log });
  await migrateStore(store);
  await store.pool.query(`insert into etl_run (run_id, source, state, started_at, rows_in, rows_loaded, rows_quarantined)
    values ('r1', 'ibm', 'published', '2024-01-31T16:30:00Z', 7043, 7043, 0), ('r2', 'bills', 'failed', '2024-02-01T03:00:00Z', 10, 0, 10)`);
  await store.pool.query(`insert into etl_quarantine (run_id, file_id, file_name, line, subject, column_name, reason, value, severity)
    select 'r2', 1, 'bills.csv', line, 'bill', 'amount', case when line < 4 then 'not a number' else 'blank' end, 'x''?', 'row' from generate_series(1, 10) line`);
  await store.pool.query(
    `update etl_run set subjects = '{customer,bill}', finished_at = started_at, months = '{2023-12-01,2024-01-01}' where run_id = 'r1'`,
  );
  await store.pool.query(`insert into etl_run (run_id, source, state, started_at, finished_at, subjects)
    values ('r3', 'bills', 'published', '2024-02-02T03:00:00Z', '2024-02-02T03:05:00Z', '{bill}')`);
  await store.pool.query(`insert into etl_file (run_id, file_id, source, name, path, content_hash, bytes, rows_in, superseded_by, repeats) values
    ('r1', 18446744073709551615, 'ibm', 'a.csv', '/a', 'h', 10, 100, 'r3', false), ('r1', 2, 'ibm', 'b.csv', '/b', 'i', 20, 50, null, false),
    ('r3', 3, 'bills', 'a.csv', '/a', 'j', 30, 7, null, false), ('r2', 4, 'bills', 'c.csv', '/c', 'k', 40, 9, null, false)`);
  semantic = await createSemantic({
    config: { ...modelOf(), timeZone: 'Asia/Shanghai' },
    warehouse: small.warehouse,
    gate: small.gate,
    store,
    log,
  });
});

afterAll(async () => {
  await semantic.close();
  await store.close();
  await small.close();
  rmSync(dataDir, { recursive: true, force: true });
});

it('loads are asked like any other subject, in the query zone', async () => {
  const answer = await semantic.ask(
    {
      view: 'etl_runs',
      measures: [{ name: 'runs' }, { name: 'rows_in' }],
      dimensions: [{ name: 'started_at', granularity: 'day' }, { name: 'state' }],
      order: [{ by: 'rows_in', direction: 'desc' }],
    },
    admin,
  );
  expect(answer.rows).toEqual([
    ['2024-02-01T00:00:00', 'published', 1, '7043'],
    ['2024-02-01T00:00:00', 'failed', 1, '10'],
    ['2024-02-02T00:00:00', 'published', 1, '0'],
  ]);
  expect(answer.receipt).toMatchObject({ layer: 'store', complete: true });
});

it('files say whether they are in force, and what took their place', async () => {
  const { rows } = await semantic.ask(
    {
      view: 'etl_files',
      measures: [{ name: 'rows_in' }],
      dimensions: ['name', 'file_id', 'is_current', 'superseded_by'].map((name) => ({ name })),
      order: [{ by: 'rows_in', direction: 'desc' }],
    },
    admin,
  );
  expect(rows).toEqual([
    ['a.csv', '18446744073709551615', 'no', 'r3', '100'],
    ['b.csv', '2', 'yes', null, '50'],
    ['c.csv', '4', 'no', null, '9'],
    ['a.csv', '3', 'yes', null, '7'],
  ]);
});

it('each subject is as fresh as the latest run that published it', async () => {
  const { rows } = await semantic.ask(
    {
      view: 'freshness',
      measures: [],
      dimensions: ['subject', 'run_id', 'last_month'].map((name) => ({ name })),
      order: [{ by: 'subject', direction: 'asc' }],
    },
    admin,
  );
  expect(rows).toEqual([
    ['bill', 'r3', null],
    ['customer', 'r1', '2024-01'],
  ]);
});

it('quarantine counts by reason, and a quote in a filter stays a value', async () => {
  const byReason = await semantic.ask(
    {
      view: 'quarantine',
      measures: [{ name: 'entries' }],
      dimensions: [{ name: 'reason' }],
      filters: [{ member: 'value', operator: 'equals', values: ["x'?"] }],
      order: [{ by: 'entries', direction: 'desc' }],
    },
    admin,
  );
  expect(byReason.rows).toEqual([
    ['blank', 7],
    ['not a number', 3],
  ]);
});

it.each(['executive', 'analyst', 'manager', 'service'])('%s does not see operations', async (group) => {
  const principal: Principal = { user: group, groups: [group], provinces: ['510000'], accountManagers: ['A1'] };
  const { views } = await semantic.catalog(principal);
  const operations = ['etl_runs', 'quarantine', 'etl_files', 'freshness'];
  expect(views.map(({ name }) => name).filter((name) => operations.includes(name))).toEqual([]);
  const query = { view: 'quarantine', measures: [{ name: 'entries' }] };
  await expect(semantic.ask(query, principal)).rejects.toMatchObject({ kind: 'UNKNOWN_VIEW' });
});

it('the catalogue of the administrator has them with their types', async () => {
  const runs = (await semantic.catalog(admin)).views.find(({ name }) => name === 'etl_runs');
  expect(runs?.dimensions.find(({ name }) => name === 'started_at')).toMatchObject({
    type: 'timestamp',
    grain: 'second',
  });
  expect(runs?.measures.find(({ name }) => name === 'runs')).toMatchObject({ type: 'integer', unit: 'runs' });
});

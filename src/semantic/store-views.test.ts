import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSmallWarehouse, type SmallWarehouse } from '../../test/support/small-warehouse.js';
import type { Principal } from '../access/principal.js';
import { PROJECT_ROOT } from '../config/config.js';
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
  semantic = await createSemantic({
    config: { modelDir: `${PROJECT_ROOT}/model`, timeZone: 'Asia/Shanghai' },
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
    ['2024-02-01T00:00:00.000', 'published', 1, '7043'],
    ['2024-02-01T00:00:00.000', 'failed', 1, '10'],
  ]);
  expect(answer.receipt).toMatchObject({ layer: 'store', complete: true });
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
  expect(views.map(({ name }) => name)).not.toEqual(expect.arrayContaining(['etl_runs']));
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

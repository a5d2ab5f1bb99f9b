import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrateStore } from '../src/store/migrate.js';
import { openStore } from '../src/store/open.js';
import type { Store } from '../src/store/store.js';
import { migrateWarehouse } from '../src/warehouse/migrate.js';
import { openWarehouse } from '../src/warehouse/open.js';
import { openGate } from '../src/warehouse/publish/gate.js';
import type { Warehouse } from '../src/warehouse/warehouse.js';
import { type ClickhouseServer, describeServer, startClickhouse } from '../test/support/clickhouse-server.js';
import { scratchDirectory } from '../test/support/scratch.js';
import { beginWith } from '../test/support/template.js';
import { createEtl, type Etl } from './etl.js';

// A ClickHouse server does not see our files: they are sent with the statement.
const dataDir = scratchDirectory();
const log = pino({ level: 'silent' });
let server: ClickhouseServer;
let warehouse: Warehouse;
let store: Store;
let etl: Etl;
describeServer('files sent to a ClickHouse server', () => {
  beforeAll(async () => {
    server = await startClickhouse({ directory: path.join(dataDir, 'server') });
    const config = { dataDir, clickhouseUrl: server.url, postgresUrl: undefined, timeZone: 'Asia/Shanghai' };
    await beginWith('store', dataDir);
    warehouse = await openWarehouse({ config, log });
    store = await openStore({ config, log });
    await migrateWarehouse(warehouse);
    await migrateStore(store);
    etl = createEtl({ warehouse, store, gate: await openGate({ warehouse, log }), config, log });
  });
  afterAll(async () => {
    await store?.close();
    await warehouse?.close();
    await server?.kill();
  });

  function write(name: string, content: string | Buffer): string {
    const file = path.join(dataDir, name);
    writeFileSync(file, content);
    return file;
  }

  it('titles above the header, other separators, gzip and instants are read; calls are added up; undo takes them out', async () => {
    const source = write(
      'calls.yml',
      `source: calls\nformat: csv\nseparator: "\\t"\nheader_line: 2\ncolumns: [who, at, minutes]\nmax_bad_share: 0.5\nloads:
  - into: usage
    aggregate: sum
    map: { customer_id: who, date: at, service: "'voice'", minutes: minutes }\n`,
    );
    const text = 'A report\nwho\tat\tminutes\nK1\t2024-01-31T23:30:00Z\t1\nK1\t2024-02-01 08:00:00\t2\nK1\tnever\t3\n';
    const run = await etl.run({ source, files: [write('calls.csv.gz', gzipSync(text))] });
    expect(run).toMatchObject({ rowsIn: 3, rowsLoaded: 2, rowsQuarantined: 1 });
    const usage = async () =>
      (await warehouse.query({ text: 'SELECT toString(date), toString(minutes) FROM tenure.fact_usage' })).rows;
    expect(await usage()).toEqual([['2024-02-01', '3']]);
    expect((await store.pool.query('select line::int, reason from etl_quarantine')).rows).toEqual([
      { line: 5, reason: 'not a date' },
    ]);
    await etl.undo({ run: run.runId });
    expect(await usage()).toEqual([]);
  });

  it('plain tables are loaded with the types of their values, from any kind of file', async () => {
    const csv = write('orders.csv', 'id;Order Date;amount;note\n1;2024-01-05;1.5;a\n2;2024-01-06;2;\n');
    expect(await etl.table({ name: 'orders', files: [csv], key: [] })).toMatchObject({
      table: 'tables.orders',
      rows: 2,
    });
    const more = write('more.json', '[{"id": 2, "Order Date": "2024-02-01", "amount": 7.25, "note": "c"}]');
    expect(await etl.table({ name: 'orders', files: [more], key: ['id'] })).toMatchObject({ rows: 2 });
    const { rows } = await warehouse.query({
      text: 'SELECT sum(amount), toString(max(`Order Date`)), toTypeName(any(amount)) FROM tables.orders',
    });
    expect(rows).toEqual([[8.75, '2024-02-01', 'Float64']]);
  });

  it('a broken quote costs its line', async () => {
    const source = write(
      'bills.yml',
      'source: bills\nformat: csv\ncolumns: [who, month, amount]\nmax_bad_share: 0.5\nloads:\n  - into: bill\n    map: { customer_id: who, bill_number: who, month: month, charged: amount }\n',
    );
    const file = write('bills.csv', 'who,month,amount\nA,2024-01,1\n"B,2024-01,2\nC,2024-01,3\n');
    expect(await etl.run({ source, files: [file] })).toMatchObject({ rowsLoaded: 2, rowsQuarantined: 1 });
  });
});

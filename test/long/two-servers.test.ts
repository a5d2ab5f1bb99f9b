import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEtl, type Etl } from '../../etl/etl.js';
import { seed } from '../../seed/seed.js';
import { sampleSources } from '../../src/commands/sample.js';
import { migrateStore } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { migrateWarehouse } from '../../src/warehouse/migrate.js';
import { openWarehouse } from '../../src/warehouse/open.js';
import { type Gate, openGate } from '../../src/warehouse/publish/gate.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { type ClickhouseServer, describeServer, startClickhouse } from '../support/clickhouse-server.js';
import { type RecordingProxy, recordingProxy } from '../support/recording-proxy.js';
import { scratchDirectory } from '../support/scratch.js';

// Two servers on shared engines: each with a gate of its own, which knows of the other's publications by the journal alone.
const directory = scratchDirectory();
const log = pino({ level: 'silent' });
let server: ClickhouseServer;
let front: RecordingProxy;
let loading: { warehouse: Warehouse; gate: Gate; etl: Etl };
let reading: { warehouse: Warehouse; gate: Gate };
let store: Store;

describeServer('two servers on one ClickHouse server', () => {
  beforeAll(async () => {
    server = await startClickhouse({ directory: path.join(directory, 'clickhouse') });
    front = await recordingProxy(server.url);
    const open = () => openWarehouse({ config: { dataDir: directory, clickhouseUrl: front.url }, log });
    const warehouse = await open();
    await migrateWarehouse(warehouse);
    store = await openStore({ config: { dataDir: directory, postgresUrl: undefined }, log });
    await migrateStore(store);
    const gate = await openGate({ warehouse, log });
    loading = {
      warehouse,
      gate,
      etl: createEtl({ warehouse, store, gate, config: { timeZone: 'Asia/Shanghai' }, log }),
    };
    const other = await open();
    reading = { warehouse: other, gate: await openGate({ warehouse: other, log }) };
  });
  afterAll(async () => {
    await loading?.warehouse.close();
    await reading?.warehouse.close();
    await store?.close();
    await front?.close();
    await server?.kill();
  });

  it('a load through one server never shows mixed sums at the other', async () => {
    const sample = path.join(directory, 'sample');
    // The files are made by the shared engine: the test's engine runs on this machine.
    await seed({ customers: 120, months: 3, seed: 2, out: sample, warehouse: asEmbedded(loading.warehouse) });
    const sources = sampleSources();
    const first = sources.filter((file) => !/(bills|usage)\.yml$/.test(file));
    const bills = sources.filter((file) => /bills\.yml$/.test(file));
    let over = false;
    const seen = new Map<string, Set<string>>();
    const watching = (async () => {
      while (!over)
        await reading.gate
          .read(async (snapshot, signal) => {
            const sum = async (text: string) =>
              String((await reading.warehouse.query({ text }, { signal })).rows[0]?.[0]);
            const light = await sum('SELECT toString(sum(revenue)) FROM tenure.customer_month');
            const base = await sum('SELECT toString(sum(charged)) FROM tenure.fact_bill');
            return { snapshot: snapshot.id, light, base };
          })
          .then(({ snapshot, light, base }) => {
            expect(light).toBe(base);
            seen.set(snapshot, (seen.get(snapshot) ?? new Set()).add(light));
          });
    })();
    await loading.etl.run({ source: first, directory: sample });
    await loading.etl.run({ source: bills, directory: sample });
    const last = await reading.gate.current();
    await expect.poll(() => seen.has(last.id), { timeout: 60_000 }).toBe(true);
    over = true;
    await watching;
    expect(last.id).toBe('2');
    expect([...seen.keys()]).toContain('2');
    for (const [snapshot, sums] of seen) expect([...sums], `snapshot ${snapshot}`).toHaveLength(1);
  }, 240_000);

  it('the server is sent the files and opens none, of every format', async () => {
    const file = (name: string, content: string | Buffer) => {
      const to = path.join(directory, name);
      writeFileSync(to, content);
      return to;
    };
    const bills = (format: string, more = '') =>
      file(
        `${format}.yml`,
        `source: ${format}\nformat: ${format}\n${more}columns: [id, number, month, charged]\nmax_bad_share: 1\n` +
          'loads:\n  - into: bill\n    map: { customer_id: id, bill_number: number, month: month, charged: charged }\n',
      );
    const rows = [1, 2, 3].map((n) => ({ id: '甲', number: n, month: '2031-01', charged: n === 2 ? 'x' : `${n}.5` }));
    const text = `id;number;month;charged\n${rows.map((row) => Object.values(row).join(';')).join('\n')}\n`;
    const gbk = Buffer.concat(
      text.split('甲').flatMap((part, at) => [at > 0 ? Buffer.from([0xbc, 0xd7]) : Buffer.alloc(0), Buffer.from(part)]),
    );
    const parquet = path.join(directory, 'sent.parquet');
    await loading.warehouse.command({
      text: `INSERT INTO FUNCTION file('${parquet}', 'Parquet') SELECT '甲' AS id, toUInt32(n + 1) AS number, toDate32('2031-01-01') AS month,
           if(number = 2, NULL, toDecimal64(n + 1.5, 2)) AS charged FROM (SELECT number AS n FROM numbers(3))`,
    });
    const elements = rows.map(
      (row) =>
        `<b id="${row.id}"><number>${row.number}</number><month>${row.month}</month><charged>${row.charged}</charged></b>`,
    );
    const before = front.statements.length;
    for (const [source, data] of [
      [bills('csv', "separator: ';'\nencoding: gbk\n"), file('sent.csv.gz', gzipSync(gbk))],
      [bills('jsonl'), file('sent.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'))],
      [bills('xml', 'record: b\n'), file('sent.xml', `<all>\n${elements.join('\n')}\n</all>`)],
      [bills('parquet'), parquet],
    ] as const) {
      const result = await loading.etl.run({ source, files: [data], newVersion: true });
      expect(result, source).toMatchObject({ rowsIn: 3, rowsQuarantined: 1, state: 'published' });
      const { rows: found } = await store.pool.query(
        'select line::int, column_name from etl_quarantine where run_id = $1',
        [result.runId],
      );
      const header = source.endsWith('csv.yml') || source.endsWith('xml.yml') ? 1 : 0;
      expect(found, source).toEqual([{ line: 2 + header, column_name: 'charged' }]);
    }
    expect(
      (
        await loading.warehouse.query({
          text: `SELECT customer_id, bill_number, toString(charged) FROM tenure.fact_bill WHERE month = '2031-01-01' ORDER BY 2`,
        })
      ).rows,
    ).toEqual([
      ['甲', '1', '1.5'],
      ['甲', '3', '3.5'],
    ]);
    const cut = file(
      'cut.csv.gz',
      gzipSync(
        randomBytes(100_000)
          .toString('hex')
          .replaceAll(/(.{8})/g, '$1;1;2031-01;1\n'),
      ).subarray(0, 60_000),
    );
    await expect(loading.etl.run({ source: path.join(directory, 'csv.yml'), files: [cut] })).rejects.toMatchObject({
      kind: 'SOURCE',
    });
    const opened = front.statements
      .slice(before)
      .filter((statement) => statement.includes(directory) || /\bfile\(/.test(statement));
    expect(opened).toEqual([]);
  }, 120_000);
});

function asEmbedded(warehouse: Warehouse): Warehouse {
  return new Proxy(warehouse, {
    get(target, name) {
      if (name === 'engine') return 'embedded';
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEtl, type Etl } from '../../etl/etl.js';
import { seed } from '../../seed/seed.js';
import { sampleSources } from '../../src/cli/seed.js';
import { migrateStore } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { migrateWarehouse } from '../../src/warehouse/migrate.js';
import { openWarehouse } from '../../src/warehouse/open.js';
import { type Gate, openGate } from '../../src/warehouse/publish/gate.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { type HttpFront, openHttpFront } from '../support/clickhouse-http-front.js';
import { scratchDirectory } from '../support/scratch.js';

// Two servers on shared engines: each with a gate of its own, which knows of the other's publications by the journal alone.
const directory = scratchDirectory();
const log = pino({ level: 'silent' });
let front: HttpFront;
let loading: { warehouse: Warehouse; gate: Gate; etl: Etl };
let reading: { warehouse: Warehouse; gate: Gate };
let store: Store;

beforeAll(async () => {
  front = await openHttpFront(path.join(directory, 'clickhouse'), { user: 'tenure', password: 'secret' });
  const open = () => openWarehouse({ config: { dataDir: directory, clickhouseUrl: front.url }, log });
  const warehouse = await open();
  await migrateWarehouse(warehouse);
  store = await openStore({ config: { dataDir: directory, postgresUrl: undefined }, log });
  await migrateStore(store);
  const gate = await openGate({ warehouse, log });
  loading = { warehouse, gate, etl: createEtl({ warehouse, store, gate, config: { timeZone: 'Asia/Shanghai' }, log }) };
  const other = await open();
  reading = { warehouse: other, gate: await openGate({ warehouse: other, log }) };
});
afterAll(async () => {
  await loading?.warehouse.close();
  await reading?.warehouse.close();
  await store?.close();
  await front?.close();
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
  await new Promise((resolve) => setTimeout(resolve, 1500));
  over = true;
  await watching;
  expect(last.id).toBe('2');
  expect([...seen.keys()]).toContain('2');
  for (const [snapshot, sums] of seen) expect([...sums], `snapshot ${snapshot}`).toHaveLength(1);
}, 240_000);

function asEmbedded(warehouse: Warehouse): Warehouse {
  return new Proxy(warehouse, {
    get(target, name) {
      if (name === 'engine') return 'embedded';
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

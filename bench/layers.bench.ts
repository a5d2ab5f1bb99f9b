// The high layer against the light layer: churn rate by province and month as Cube writes it, on 5 million customer-months,
// with the aggregate projections and with them switched off; and what each projection shrinks. Engine time of the same statement, on one thread as the
// interactive lane runs it (the lane itself would refuse the settings).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { PROJECT_ROOT } from '../src/config/config.js';
import { createSemantic } from '../src/semantic/create.js';
import { migrateStore } from '../src/store/migrate.js';
import { openStore } from '../src/store/open.js';
import { migrateWarehouse } from '../src/warehouse/migrate.js';
import { openWarehouse } from '../src/warehouse/open.js';
import { openGate } from '../src/warehouse/publish/gate.js';
import { fillCustomerMonths } from './customer-months.js';
import { printProjections } from './projections.js';
import { medianOf } from './timing.js';

const CUSTOMER_MONTHS = Number(process.env.BENCH_ROWS ?? 5_000_000);
const MONTHS = 24;
const QUESTIONS = [
  { title: 'churn rate by province, month', measures: ['churn_rate'], dimensions: ['province', 'month'] },
  { title: 'revenue by month', measures: ['revenue'], dimensions: ['month'] },
  { title: 'customers joined by plan', measures: ['joined'], dimensions: ['plan'] },
];

const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-bench-'));
const log = pino({ level: 'silent' });
const warehouse = await openWarehouse({ config: { dataDir, clickhouseUrl: undefined }, log });
const store = await openStore({ config: { dataDir, postgresUrl: undefined }, log });
try {
  await Promise.all([migrateWarehouse(warehouse), migrateStore(store)]);
  await fillCustomerMonths(warehouse, CUSTOMER_MONTHS, MONTHS);
  const gate = await openGate({ warehouse, log });
  const config = { modelDir: path.join(PROJECT_ROOT, 'model'), timeZone: 'Asia/Shanghai' };
  const semantic = await createSemantic({ config, warehouse, store, gate, log });
  const principal = { user: 'bench', groups: ['admin'], provinces: [], accountManagers: [] };
  const rows = [];
  for (const { title, measures, dimensions } of QUESTIONS) {
    const { receipt } = await semantic.ask(
      {
        view: 'churn',
        measures: measures.map((name) => ({ name })),
        dimensions: dimensions.map((name) => ({
          name,
          ...(name === 'month' ? { granularity: 'month' as const } : {}),
        })),
      },
      principal,
    );
    const time = (projections: 0 | 1) =>
      medianOf(15, async () => {
        const text = `${receipt.sql}\nSETTINGS optimize_use_projections = ${projections}, max_threads = 1`;
        return (await warehouse.query({ text }, { lane: 'batch' })).stats.durationMs;
      });
    const [light, high] = [await time(0), await time(1)];
    rows.push({
      question: title,
      layer: receipt.layer,
      'light ms': light.toFixed(1),
      'high ms': high.toFixed(1),
      'times faster': (light / high).toFixed(1),
    });
  }
  console.table(rows);
  await printProjections(warehouse, ['customer_month']);
  await semantic.close();
} finally {
  await Promise.all([warehouse.close(), store.close()]);
  rmSync(dataDir, { recursive: true, force: true });
}
process.exit(0);

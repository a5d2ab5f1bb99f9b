import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { createEtl, type Etl } from '../../etl/etl.js';
import { migrateStore } from '../../src/store/migrate.js';
import { openStore } from '../../src/store/open.js';
import type { Store } from '../../src/store/store.js';
import { migrateWarehouse } from '../../src/warehouse/migrate.js';
import { openWarehouse } from '../../src/warehouse/open.js';
import { type Gate, openGate } from '../../src/warehouse/publish/gate.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { beginWith } from './template.js';

export interface LoadEngines {
  readonly warehouse: Warehouse;
  readonly store: Store;
  readonly gate: Gate;
  readonly etl: Etl;
  /** A directory of the test's own, removed with the engines. */
  readonly directory: string;
  /** Rows of a question, every cell as text. */
  rows(text: string): Promise<string[][]>;
  /** Back to no data at all: tables, ledger, quarantine. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

const LOADED = [
  'dim_customer',
  'customer_change',
  'customer_spell',
  'dim_region',
  'dim_plan',
  'dim_product',
  'dim_channel',
  'dim_device',
  'dim_tier',
  'dim_reason',
  'dim_account_manager',
  'fact_usage',
  'fact_bill',
  'fact_payment',
  'fact_subscription',
  'fact_cost',
  'fact_event',
  'fact_contact',
  'fact_numbers_called',
  'fact_bill_line',
  'fact_campaign_member',
  'fact_campaign_attempt',
  'fact_survey',
  'dim_account',
  'dim_campaign',
  'tariff_version',
  'market_total',
  'target',
  'customer_month',
  'attribute',
];

export interface LoadEngineOptions {
  /** Kept when given; otherwise a new one, removed with the engines. */
  readonly directory?: string;
  /** Stands between the gate, the ETL and the engine. */
  readonly wrap?: (warehouse: Warehouse) => Warehouse;
}

/** Both engines with their real schemas, the gate and the ETL; one a test file. */
export async function openLoadEngines(options: LoadEngineOptions = {}): Promise<LoadEngines> {
  const directory = options.directory ?? mkdtempSync(path.join(tmpdir(), 'tenure-load-'));
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o711);
  const log = pino({ level: 'silent' });
  const config = {
    dataDir: path.join(directory, 'data'),
    clickhouseUrl: undefined,
    postgresUrl: undefined,
    timeZone: 'Asia/Shanghai',
  };
  await beginWith('warehouse', config.dataDir);
  await beginWith('store', config.dataDir);
  const opened = await openWarehouse({ config, log, interactiveSessions: 2 });
  const warehouse = options.wrap?.(opened) ?? opened;
  const store = await openStore({ config, log });
  await migrateWarehouse(opened);
  await migrateStore(store);
  const gate = await openGate({ warehouse, log });
  const etl = createEtl({ warehouse, store, gate, config, log });
  return {
    warehouse,
    store,
    gate,
    etl,
    directory,
    async rows(text) {
      const { rows } = await warehouse.query({ text }, { lane: 'batch' });
      return rows.map((row) => row.map((cell) => (typeof cell === 'object' ? JSON.stringify(cell) : String(cell))));
    },
    async empty() {
      const filled = await warehouse.query(
        {
          text: `SELECT name FROM system.tables WHERE database = 'tenure' AND total_rows > 0
                 AND (name LIKE '%\\_duplicate' OR has({loaded: Array(String)}, name))`,
          params: { loaded: LOADED },
        },
        { lane: 'batch' },
      );
      for (const [table] of filled.rows)
        await warehouse.command({ text: `TRUNCATE TABLE tenure.${table}` }, { lane: 'batch' });
      await store.pool.query('truncate etl_run, etl_file, etl_quarantine');
    },
    async close() {
      await store.close();
      await warehouse.close();
      if (options.directory === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The content of every loaded table, without lineage: what two warehouses must have in common to be the same. */
export async function fingerprint(engines: LoadEngines): Promise<Record<string, string>> {
  const prints: Record<string, string> = {};
  for (const table of LOADED) {
    const columns = await engines.rows(
      `SELECT name, type FROM system.columns WHERE database = 'tenure' AND table = '${table}'
       AND name NOT IN ('file_id', 'run_id', 'declared_at') AND default_kind = '' ORDER BY position`,
    );
    const content = columns
      .map(([name, type]) => (type?.startsWith('Map') ? `toString(mapSort(${name}))` : name))
      .join(', ');
    const [[print = ''] = []] = await engines.rows(
      `SELECT concat(toString(count()), ' rows, ', toString(sum(sipHash64(${content}))), ' ', toString(groupBitXor(sipHash64(${content}))))
       FROM tenure.${table}${table === 'attribute' ? ' FINAL' : ''}`,
    );
    prints[table] = print;
  }
  return prints;
}

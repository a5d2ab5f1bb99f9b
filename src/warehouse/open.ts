import path from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { ClientWarehouse } from './client-warehouse.js';
import { openEmbeddedEngine } from './embedded/engine.js';
import { openServerEngine } from './server/engine.js';
import type { QueryLimits, Warehouse } from './warehouse.js';

/** The database of the star, in the embedded engine and on a server alike. */
export const WAREHOUSE_DATABASE = 'tenure';

export interface WarehouseOptions {
  readonly config: Pick<Config, 'dataDir' | 'clickhouseUrl'>;
  readonly log: Logger;
  /** Limits of interactive questions that bring none of their own. */
  readonly limits?: QueryLimits;
  /** Sessions of the embedded engine's interactive lane. */
  readonly interactiveSessions?: number;
}

/** Opens the warehouse: the server of TENURE_CLICKHOUSE_URL, or the engine inside this process. Errors: CONFIG, DATA_DIR. */
export async function openWarehouse(options: WarehouseOptions): Promise<Warehouse> {
  const { config, log, limits, interactiveSessions } = options;
  const engine = config.clickhouseUrl
    ? await openServerEngine(config.clickhouseUrl, WAREHOUSE_DATABASE)
    : await openEmbeddedEngine({
        path: path.join(config.dataDir, 'clickhouse'),
        database: WAREHOUSE_DATABASE,
        ...(interactiveSessions === undefined ? {} : { interactiveSessions }),
      });
  log.info({ event: 'warehouse.open', engine: engine.kind });
  return new ClientWarehouse(engine, WAREHOUSE_DATABASE, log, limits);
}

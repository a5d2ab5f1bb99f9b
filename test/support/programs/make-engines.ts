// Both engines with their schemas and nothing in them, made in a directory and closed. Arguments: directory.
import { pino } from 'pino';
import { migrateStore } from '../../../src/store/migrate.js';
import { openStore } from '../../../src/store/open.js';
import { migrateWarehouse } from '../../../src/warehouse/migrate.js';
import { openWarehouse } from '../../../src/warehouse/open.js';

const [dataDir = ''] = process.argv.slice(2);
const log = pino({ level: 'silent' });
const options = { config: { dataDir, clickhouseUrl: undefined, postgresUrl: undefined }, log };

const warehouse = await openWarehouse(options);
await migrateWarehouse(warehouse);
await warehouse.close();

const store = await openStore(options);
await migrateStore(store);
await store.close();

import { pino } from 'pino';
import { openStore } from '../../../src/store/open.js';

// Opens the store in the directory given and keeps it until told to stop: for tests that end a process in every way.
const [dataDir = ''] = process.argv.slice(2);
const store = await openStore({ config: { dataDir, postgresUrl: undefined }, log: pino({ level: 'silent' }) });
process.once('SIGTERM', () => void store.close().then(() => process.exit(0)));
setInterval(() => undefined, 60_000);
process.stdout.write(`${JSON.stringify(store.connection)}\n`);

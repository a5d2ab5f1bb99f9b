import { pino } from 'pino';
import { openWarehouse } from '../../../src/warehouse/open.js';

// Loads batches for ever and names each one that the engine has acknowledged: for tests that kill it in the middle.
const [dataDir = ''] = process.argv.slice(2);
const warehouse = await openWarehouse({
  config: { dataDir, clickhouseUrl: undefined },
  log: pino({ level: 'silent' }),
});
const lane = 'batch';
await warehouse.command(
  { text: 'CREATE TABLE batch (number UInt32, line UInt32) ENGINE = MergeTree ORDER BY (number, line)' },
  { lane },
);
for (let number = 0; ; number++) {
  const text = 'INSERT INTO batch SELECT {number:UInt32}, number FROM numbers(5000)';
  await warehouse.command({ text, params: { number } }, { lane });
  process.stdout.write(`${number}\n`);
}

import { pino } from 'pino';
import { TenureError } from '../../../src/errors/errors.js';
import { holdDataDir } from '../../../src/process/data-dir.js';
import { serveCommands } from '../../../src/process/serve-commands.js';
import { onShutdown } from '../../../src/process/shutdown.js';

// Holds the data directory and serves a few commands: for tests of what other processes see of it.
const [dataDir = ''] = process.argv.slice(2);
const log = pino({ level: 'silent' });
try {
  const held = await holdDataDir(dataDir, 'start');
  let cancelled = 0;
  const commands = await serveCommands({
    dataDir,
    log,
    handlers: {
      echo: async (args, { onProgress }) => {
        for (let step = 1; step <= 3; step++) onProgress({ step });
        return { args, cwd: process.cwd() };
      },
      forever: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            cancelled++;
            reject(signal.reason);
          });
        }),
      cancelled: async () => cancelled,
      // A load that is published, and whose scores are stopped.
      settles: (_, { onSettled, signal }) => {
        onSettled?.('published');
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve('published, not scored')));
      },
      'settles for ever': (_, { onSettled }) => {
        onSettled?.('published');
        return new Promise(() => undefined);
      },
      refuse: async () => {
        throw new TenureError('SOURCE', 'customers.csv: no such file', { hint: 'give --file' });
      },
      crash: async () => {
        throw new Error('secret detail');
      },
    },
  });
  onShutdown(async () => {
    await commands.drain(500);
    await commands.close();
    held.release();
  }, log);
  console.log('held');
} catch (error) {
  console.error(error instanceof TenureError ? `${error.kind} ${error.message}` : error);
  process.exitCode = 1;
}

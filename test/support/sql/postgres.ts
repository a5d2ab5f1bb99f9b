import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { startPostgres } from '../../../src/store/embedded/postgres.js';
import type { PostgresConnection } from '../../../src/store/store.js';
import { beginWith } from '../template.js';

export interface TestPostgres {
  readonly connection: PostgresConnection;
  stop(): Promise<void>;
}

/** A Postgres of its own in a temporary directory, as the server has it. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-sql-pg-'));
  chmodSync(dataDir, 0o711);
  await beginWith('store', dataDir);
  const server = await startPostgres({ dataDir, log: pino({ level: 'silent' }) });
  return {
    connection: server.connection,
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

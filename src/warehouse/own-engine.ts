import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { openWarehouse } from './open.js';
import type { Warehouse } from './warehouse.js';

/** Runs a piece of work on an embedded engine in a folder that goes when it is done. */
export async function withOwnEngine<T>(work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tenure-seed-'));
  const warehouse = await openWarehouse({
    config: { dataDir, clickhouseUrl: undefined },
    log: pino({ level: 'silent' }),
    interactiveSessions: 1,
  });
  try {
    return await work(warehouse);
  } finally {
    await warehouse.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

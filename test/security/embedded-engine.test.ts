import { existsSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWarehouse } from '../../src/warehouse/open.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { scratchDirectory } from '../support/scratch.js';

// People's text never reaches the engine untranslated. This is the wall behind that one: what SQL on the interactive lane
// could do if it did.

const dataDir = scratchDirectory();
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse({ config: { dataDir, clickhouseUrl: undefined }, log: pino({ level: 'silent' }) });
  await warehouse.command({ text: 'CREATE TABLE kept (a UInt8) ENGINE = MergeTree ORDER BY a' });
  await warehouse.command({ text: 'INSERT INTO kept VALUES (1)' });
});
afterAll(() => warehouse?.close());

const outfile = path.join(dataDir, 'out.csv');

describe('the interactive lane', () => {
  it.each([
    `SELECT * FROM file('/etc/passwd', 'LineAsString')`,
    `SELECT file('/etc/passwd')`,
    'SELECT * FROM default.`/etc/passwd`',
    `SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')`,
    `SELECT * FROM remote('127.0.0.1', 'system', 'one')`,
    `SELECT * FROM postgresql('127.0.0.1:5432', 'a', 'b', 'c', 'd')`,
    `SELECT * FROM executable('id', 'TSV', 'x String')`,
    `SELECT * FROM filesystem('/etc')`,
    `SELECT 1 INTO OUTFILE '${outfile}'`,
    'INSERT INTO kept VALUES (2)',
    'DROP TABLE kept',
    'ALTER TABLE kept DELETE WHERE 1',
    'TRUNCATE TABLE kept',
    'CREATE TABLE made (a UInt8) ENGINE = Memory',
    'CREATE TEMPORARY TABLE made (a UInt8)',
    'SYSTEM STOP MERGES',
    'KILL QUERY WHERE 1',
    'USE system',
    'SET readonly = 0',
    'SELECT 1; DROP TABLE kept',
    'SELECT 1 SETTINGS readonly = 0',
    'SELECT 1 SETTINGS max_execution_time = 0',
  ])('refuses %s', async (text) => {
    await expect(warehouse.query({ text })).rejects.toMatchObject({ kind: 'FORBIDDEN' });
    await expect(warehouse.command({ text }, { lane: 'interactive' })).rejects.toMatchObject({ kind: 'FORBIDDEN' });
  });

  it('has lost nothing by all that', async () => {
    expect((await warehouse.query({ text: 'SELECT a, currentDatabase() FROM kept' })).rows).toEqual([[1, 'tenure']]);
    expect(existsSync(outfile)).toBe(false);
  });

  it('stays locked after limits changed and statements failed', async () => {
    for (const timeoutMs of [1000, 2000, undefined]) {
      const limits = timeoutMs === undefined ? {} : { timeoutMs };
      await expect(warehouse.query({ text: `SELECT toUInt8('not a number')` }, { limits })).rejects.toMatchObject({
        kind: 'ENGINE',
      });
      for (let round = 0; round < 20; round++)
        await expect(
          warehouse.query({ text: `SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')` }, { limits }),
        ).rejects.toMatchObject({ kind: 'FORBIDDEN' });
    }
  });
});

it('lets loads read files, which is what the batch lane is for', async () => {
  const { rows } = await warehouse.query(
    { text: `SELECT count() > 0 FROM file('/etc/passwd', 'LineAsString')` },
    { lane: 'batch' },
  );
  expect(rows).toEqual([[1]]);
});

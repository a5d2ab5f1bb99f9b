import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openWarehouse } from '../../src/warehouse/open.js';
import { runProgram } from '../support/program.js';
import { scratchDirectory } from '../support/scratch.js';

const dataDir = scratchDirectory();
const open = () => openWarehouse({ config: { dataDir, clickhouseUrl: undefined }, log: pino({ level: 'silent' }) });

it('keeps every acknowledged batch whole through kill -9, and opens again at once', async () => {
  const program = runProgram('test/support/programs/load-warehouse.ts', [dataDir]);
  let acknowledged = Number(await program.line());
  const until = Date.now() + 1500;
  while (Date.now() < until) acknowledged = Number(await program.line());
  await sleep(3);
  program.child.kill('SIGKILL');
  await program.ended();
  const warehouse = await open();
  const { rows } = await warehouse.query({
    text: 'SELECT number, count() AS lines FROM batch GROUP BY number ORDER BY number',
  });
  expect(rows.length).toBeGreaterThan(acknowledged);
  rows.forEach((row, index) => expect(row).toEqual([index, '5000']));
  await warehouse.close();
});

it('refuses statements after it was closed, and closes while statements run', async () => {
  const warehouse = await open();
  const running = warehouse.query({ text: 'SELECT count() FROM numbers(20000000000) WHERE sipHash64(number) = 1' });
  const outcome = running.catch((error: { kind: string }) => error.kind);
  await sleep(200);
  await warehouse.close();
  expect(['CANCELLED', 'ENGINE']).toContain(await outcome);
  await expect(warehouse.query({ text: 'SELECT 1' })).rejects.toMatchObject({ kind: 'NOT_READY' });
});

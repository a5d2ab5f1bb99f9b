import { pino } from 'pino';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Engines } from '../engines/engines.js';
import { TenureError } from '../errors/errors.js';
import { ENGINE_COMMANDS } from './commands.js';

const shown = z.object({ step: z.string(), done: z.number(), total: z.number(), label: z.string() });

it('a load tells how far it is in one shape, the scoring after it too', async () => {
  const loaded = { runId: 'r1', state: 'published', snapshotId: '1', months: [], skipped: [], warnings: [] };
  const figures = { rowsIn: 1, rowsLoaded: 1, rowsQuarantined: 0, rowsDuplicate: 0, rowsConflicting: 0 };
  const engines = {
    etl: {
      run: async ({ onProgress }: Parameters<Engines['etl']['run']>[0]) => {
        onProgress?.({ step: 'stage', done: 1, total: 2, label: 'bills.csv' });
        return { ...loaded, ...figures };
      },
    },
    scoring: {
      afterLoad: async ({ onProgress }: NonNullable<Parameters<Engines['scoring']['afterLoad']>[0]>) => {
        onProgress?.({ done: 1, total: 1, label: 'scored' });
        return null;
      },
    },
  } as unknown as Engines;
  const told: unknown[] = [];
  const request = { action: 'run', source: ['/bills.yml'], files: [], newVersion: false };
  await ENGINE_COMMANDS.etl(engines, request, {
    onProgress: (progress) => told.push(progress),
    signal: new AbortController().signal,
  });
  expect(told.map((progress) => shown.parse(progress).step)).toEqual(['stage', 'score']);
});

it.each([
  ['stopped', true],
  ['failed', false],
])('a load that is published has succeeded, though its scoring was %s', async (_, isStopped) => {
  const stopping = new AbortController();
  const engines = {
    log: pino({ level: 'silent' }),
    etl: {
      run: async () => ({ runId: 'r1', state: 'published', snapshotId: '7', months: [], skipped: [], warnings: [] }),
    },
    scoring: {
      afterLoad: async () => {
        if (isStopped) stopping.abort();
        throw new TenureError('CANCELLED', 'The server stops.');
      },
    },
  } as unknown as Engines;
  const settled: string[] = [];
  const request = { action: 'run', source: ['/bills.yml'], files: [], newVersion: false };
  const text = await ENGINE_COMMANDS.etl(engines, request, {
    onProgress: () => undefined,
    onSettled: (said) => settled.push(said),
    signal: stopping.signal,
  });
  expect(text).toContain('Snapshot 7.');
  expect(settled).toEqual([expect.stringContaining('Snapshot 7.')]);
});

it.each([
  ['etl', { action: 'status', limit: null }, '--limit: must be a whole number from 1 to 1000'],
  ['etl', { action: 'lineage', customer: 'x', month: '2024-13' }, '--month: must be a month such as 2024-01'],
  ['etl', { action: 'erase', customers: [] }, '--customers: name at least one, by --customer'],
  ['scoring', { action: 'score', history: -1, json: false }, '--history: must be a whole number from 0 to 120'],
] as const)('%s %j is refused with the option that is wrong', async (command, request, message) => {
  const context = { onProgress: () => undefined, signal: new AbortController().signal };
  const asked = async () => ENGINE_COMMANDS[command]({} as unknown as Engines, request, context);
  await expect(asked()).rejects.toMatchObject({ kind: 'BAD_REQUEST', message });
});

import { expect, it } from 'vitest';
import { z } from 'zod';
import { ENGINE_COMMANDS } from './commands.js';
import type { Engines } from './engines.js';

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

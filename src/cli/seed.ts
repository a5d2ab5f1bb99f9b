import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import pino from 'pino';
import type { Etl } from '../../etl/etl.js';
import type { RunResult } from '../../etl/request.js';
import { LAST_MONTH, type Manifest, seed } from '../../seed/seed.js';
import { PROJECT_ROOT } from '../config/config.js';
import { openWarehouse } from '../warehouse/open.js';
import type { Warehouse } from '../warehouse/warehouse.js';
import { type Bar, progressBar } from './etl-progress.js';

/** The sample operator that an empty data directory starts with. */
export const SAMPLE = { customers: 5_000, months: 24, seed: 1 } as const;

const SOURCES = path.join(PROJECT_ROOT, 'etl', 'sources', 'sample');

interface SeedCommandOptions {
  readonly customers: number;
  readonly months: number;
  readonly seed: number;
  readonly lastMonth: string;
  readonly out: string;
}

/** Adds `tenure seed`: writes a sample operator's files with an engine of its own; opens no data directory. */
export function registerSeedCommand(program: Command, print: (text: string) => void = console.log): void {
  program
    .command('seed')
    .description('write the source files of a sample operator: deterministic, with its truth in manifest.json')
    .option('--customers <n>', 'customers', Number, SAMPLE.customers)
    .option('--months <n>', 'months', Number, SAMPLE.months)
    .option('--seed <n>', 'the same seed gives the same files', Number, SAMPLE.seed)
    .option('--last-month <month>', 'last month, such as 2025-12', LAST_MONTH)
    .requiredOption('--out <directory>', 'where the files go')
    .action(async (options: SeedCommandOptions) => {
      const bar = progressBar();
      const out = path.resolve(options.out);
      try {
        const manifest = await withOwnEngine((warehouse) =>
          seed({ ...options, out, warehouse, onProgress: (progress) => bar.update({ step: 'seed', ...progress }) }),
        );
        bar.stop();
        print(describe(manifest, out));
      } finally {
        bar.stop();
      }
    });
}

export interface SampleParts {
  readonly warehouse: Warehouse;
  readonly etl: Etl;
}

/** Makes the sample operator and loads it through the ETL, as `tenure etl run` would. */
export async function loadSample(
  { warehouse, etl }: SampleParts,
  options: {
    readonly bar?: Bar;
    readonly customers?: number;
    readonly months?: number;
    readonly signal?: AbortSignal;
  } = {},
): Promise<RunResult> {
  const { bar, signal } = options;
  const out = mkdtempSync(path.join(tmpdir(), 'tenure-sample-'));
  const make = (engine: Warehouse) =>
    seed({
      ...SAMPLE,
      customers: options.customers ?? SAMPLE.customers,
      months: options.months ?? SAMPLE.months,
      out,
      warehouse: engine,
      onProgress: (progress) => bar?.update({ step: 'seed', ...progress }),
      ...(signal ? { signal } : {}),
    });
  try {
    await (warehouse.engine === 'embedded' ? make(warehouse) : withOwnEngine(make));
    return await etl.run({
      source: sampleSources(),
      directory: out,
      onProgress: (progress) => bar?.update(progress),
      signal,
    });
  } finally {
    bar?.stop();
    rmSync(out, { recursive: true, force: true });
  }
}

/** The source files that read what `seed` writes. */
export function sampleSources(): string[] {
  return readdirSync(SOURCES)
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .map((file) => path.join(SOURCES, file));
}

async function withOwnEngine<T>(work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
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

function describe({ customers, months, firstMonth, lastMonth, files }: Manifest, out: string): string {
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  return [
    `${customers} customers, ${months} months (${firstMonth} to ${lastMonth}): ${rows} rows in ${files.length} files below ${out}.`,
    `Load them: tenure etl run --in ${out} --source ${path.relative(process.cwd(), SOURCES)}`,
  ].join('\n');
}

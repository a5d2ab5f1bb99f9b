import path from 'node:path';
import type { Command } from 'commander';
import { LAST_MONTH, type Manifest, seed } from '../../seed/seed.js';
import { SAMPLE, SAMPLE_SOURCES } from '../commands/sample.js';
import { withOwnEngine } from '../warehouse/own-engine.js';
import { progressBar } from './etl-progress.js';

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

function describe({ customers, months, firstMonth, lastMonth, files }: Manifest, out: string): string {
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  return [
    `${customers} customers, ${months} months (${firstMonth} to ${lastMonth}): ${rows} rows in ${files.length} files below ${out}.`,
    `Load them: tenure etl run --in ${out} --source ${path.relative(process.cwd(), SAMPLE_SOURCES)}`,
  ].join('\n');
}

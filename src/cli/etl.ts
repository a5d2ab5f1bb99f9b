import path from 'node:path';
import type { Command } from 'commander';
import type { EtlContext, EtlRequest } from '../commands/etl.js';
import { progressBar } from './etl-progress.js';

/** Sends a request to this process's engines or to the server's. Returns what to print. */
export type SendEtl = (request: EtlRequest, context: EtlContext) => Promise<string>;

interface LoadOptions {
  readonly source: string[];
  readonly file: string[];
  readonly in?: string;
  readonly asOf?: string;
  readonly newVersion?: boolean;
}

/** Adds `tenure etl run | check | status | erase`. */
export function registerEtlCommands(
  program: Command,
  send: SendEtl,
  print: (text: string) => void = console.log,
): void {
  const etl = program.command('etl').description('load data: one YAML a source');
  const each = (value: string, before: string[]) => [...before, value];
  const loading = (command: Command) =>
    command
      .requiredOption(
        '--source <yaml>',
        'source file, or a directory of them; repeat it to load several as one publication',
        each,
        [],
      )
      .option('--file <path>', 'data file, directory or glob; repeat as needed', each, [])
      .option('--in <directory>', "where the source files' own paths start")
      .option('--as-of <month>', 'month that the files describe, such as 2024-01');
  const request = (options: LoadOptions) => ({
    source: options.source.map((file) => path.resolve(file)),
    files: options.file.map((file) => path.resolve(file)),
    directory: options.in === undefined ? undefined : path.resolve(options.in),
    asOf: options.asOf,
    newVersion: options.newVersion ?? false,
  });
  const withBar = async (work: EtlRequest) => {
    const bar = progressBar();
    try {
      const text = await send(work, { onProgress: bar.update });
      bar.stop();
      print(text);
    } finally {
      bar.stop();
    }
  };
  loading(etl.command('run').description('load files; the same file twice changes nothing'))
    .option('--new-version', 'files of a known name with new content take the place of those loaded before')
    .action((options: LoadOptions) => withBar({ action: 'run', ...request(options) }));
  loading(etl.command('check').description('read and validate files without loading them')).action(
    (options: LoadOptions) => withBar({ action: 'check', ...request(options) }),
  );
  etl
    .command('status')
    .description('the latest runs')
    .option('--limit <n>', 'how many', (value) => Number(value), 20)
    .action(async ({ limit }: { limit: number }) => print(await send({ action: 'status', limit }, {})));
  etl
    .command('lineage')
    .description('which files and run a customer-month came from')
    .requiredOption('--customer <id>', 'customer id')
    .requiredOption('--month <month>', 'such as 2024-01')
    .action(async (options: { customer: string; month: string }) =>
      print(await send({ action: 'lineage', ...options }, {})),
    );
  etl
    .command('forget')
    .description('drop whole months of facts and layers')
    .requiredOption('--before <month>', 'first month that stays, such as 2024-01')
    .action(async ({ before }: { before: string }) => print(await send({ action: 'forget', before }, {})));
  etl
    .command('erase')
    .description('remove a person from facts, layers and quarantine')
    .requiredOption('--customer <id>', 'customer id; repeat as needed', each, [])
    .action(({ customer }: { customer: string[] }) => withBar({ action: 'erase', customers: customer }));
}

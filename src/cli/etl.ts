import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { proposeSource } from '../../etl/init/init.js';
import type { EtlContext, EtlRequest } from '../commands/etl.js';
import { TenureError } from '../errors/errors.js';
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

/** Adds `tenure etl run | check | init | undo | status | lineage | forget | erase`. */
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
    .command('init')
    .description('propose the YAML of a new file from its header and values')
    .requiredOption('--file <path>', 'data file: text of lines, JSON or XML')
    .option('--into <subject>', 'what the rows are: customer, usage, bill …; the one that fits best if absent')
    .option('--name <name>', 'what the source is to be called')
    .option('--out <yaml>', 'where to write it; printed if absent')
    .action(async ({ file, into, name, out }: InitCommandOptions) => {
      const yaml = await proposeSource({ file: path.resolve(file), into, name, now: new Date() });
      if (out === undefined) return print(yaml.trimEnd());
      writeNew(path.resolve(out), yaml);
      print(
        `${out} is written. Look at what is marked CHECK in it, then:\n  tenure etl check --source ${out} --file ${file}`,
      );
    });
  etl
    .command('undo')
    .argument('<run>', 'id of the run, as etl status shows it')
    .description('take out what a run loaded, as one publication; what it had replaced comes back')
    .action((run: string) => withBar({ action: 'undo', run }));
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

interface InitCommandOptions {
  readonly file: string;
  readonly into?: string;
  readonly name?: string;
  readonly out?: string;
}

function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const words = reason.includes('EEXIST') ? 'there is such a file already' : reason;
    throw new TenureError('SOURCE', `${file} cannot be written: ${words}.`, { cause: error });
  }
}

import path from 'node:path';
import type { Command } from 'commander';
import type { TableCommandRequest } from '../commands/table.js';

/** Adds `tenure table load`: plain tables for a model of one's own (TENURE_MODEL_DIR). */
export function registerTableCommands(
  program: Command,
  send: (request: TableCommandRequest) => Promise<string>,
  print: (text: string) => void = console.log,
): void {
  const table = program.command('table').description('plain tables for a model of your own (TENURE_MODEL_DIR)');
  table
    .command('load')
    .argument('<name>', 'table, or database.table; without a database it lies in `tables`')
    .argument('<files...>', 'text of lines, JSON, XML or Parquet; types are those that the values have')
    .description('load files as a table, as one publication')
    .option(
      '--key <columns>',
      'columns that tell rows apart, such as order_id,line: rows take the place of those of the same key; without it the files are the whole table',
      (value) => value.split(',').map((name) => name.trim()),
    )
    .action(async (name: string, files: string[], { key }: { key?: string[] }) =>
      print(await send({ action: 'load', name, files: files.map((file) => path.resolve(file)), key: key ?? [] })),
    );
}

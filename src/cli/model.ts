import path from 'node:path';
import type { Command } from 'commander';
import { checkModelDirectory, type ModelRequest, OWN_MODEL } from '../commands/model.js';

/** Adds `tenure model check | diff`. */
export function registerModelCommands(
  program: Command,
  send: (request: ModelRequest) => Promise<string>,
  print: (text: string) => void = console.log,
): void {
  const model = program.command('model').description('the cubes and views that say what the numbers mean');
  model
    .command('check [directory]')
    .description('check the files of a model without a start: YAML, meta, names, access policies')
    .action(async (directory: string | undefined) =>
      print(await checkModelDirectory(path.resolve(directory ?? process.env.TENURE_MODEL_DIR ?? OWN_MODEL))),
    );
  model
    .command('diff <before> <after>')
    .description('ask two models the same questions; print where figures, members or rights differ')
    .option('--json', 'print JSON')
    .action(async (before: string, after: string, options: { json?: boolean }) =>
      print(
        await send({
          action: 'diff',
          before: path.resolve(before),
          after: path.resolve(after),
          json: options.json ?? false,
        }),
      ),
    );
}

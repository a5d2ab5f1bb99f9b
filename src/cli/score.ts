import type { Command } from 'commander';
import type { ScoringContext, ScoringRequest } from '../commands/scoring.js';
import { progressBar } from './etl-progress.js';

/** Sends a request to this process's engines or to the server's. Returns what to print. */
export type SendScoring = (request: ScoringRequest, context: ScoringContext) => Promise<string>;

interface FitOptions {
  readonly seed: string;
  readonly backtest?: boolean;
  readonly promote: boolean;
  readonly explain?: boolean;
  readonly json?: boolean;
}

/** Adds `tenure fit [versions | promote | rollback | explain]` and `tenure score`. */
export function registerScoringCommands(
  program: Command,
  send: SendScoring,
  print: (text: string) => void = console.log,
): void {
  const withBar = async (request: ScoringRequest) => {
    const bar = progressBar();
    try {
      const text = await send(request, {
        onProgress: (progress) => bar.update({ step: request.action, ...progress }),
      });
      bar.stop();
      print(text);
    } finally {
      bar.stop();
    }
  };
  const fit = program
    .command('fit')
    .description('learn the churn model from the warehouse: an explicit formula, versioned, with holdout figures')
    .option('--seed <n>', 'the same seed and data give the same formula', '1')
    .option('--backtest', 'judge it on each of the last months by what was known before (the default)')
    .option('--no-backtest', 'leave that out')
    .option('--no-promote', 'store it without putting it to use')
    .option('--explain', 'print the effect of every factor')
    .option('--json', 'print JSON')
    .action((options: FitOptions) =>
      withBar({
        action: 'fit',
        seed: Number(options.seed),
        backtest: options.backtest ?? true,
        promote: options.promote,
        explain: options.explain ?? false,
        json: options.json ?? false,
      }),
    );
  fit
    .command('explain [version]')
    .description('print the effect of every factor of the version in use, or of another')
    .option('--json', 'print JSON')
    .action((version: string | undefined, options: { json?: boolean }) =>
      withBar({
        action: 'explain',
        ...(version === undefined ? {} : { version: Number(version) }),
        json: options.json ?? false,
      }),
    );
  fit
    .command('versions')
    .description('list the stored versions')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) => withBar({ action: 'versions', json: options.json ?? false }));
  fit
    .command('promote <version>')
    .description('put a version to use')
    .action((version: string) => withBar({ action: 'promote', version: Number(version) }));
  fit
    .command('rollback')
    .description('go back to the version used before')
    .action(() => withBar({ action: 'rollback' }));
  program
    .command('score')
    .description('score every customer with the version in use and publish it')
    .option('--month <month>', 'month to score, such as 2025-12; the latest when absent')
    .option('--history <n>', 'months before it whose history is made too', '0')
    .option('--json', 'print JSON')
    .action((options: { month?: string; history: string; json?: boolean }) =>
      withBar({
        action: 'score',
        ...(options.month === undefined ? {} : { month: options.month }),
        history: Number(options.history),
        json: options.json ?? false,
      }),
    );
}

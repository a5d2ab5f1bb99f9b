import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { PROJECT_ROOT } from './config/config.js';
import { TenureError } from './errors/errors.js';

/** The `tenure` commands. Exits non-zero after one clear message when one fails. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('tenure')
    .description('An OLAP / BI semantic-layer server for telecom customer analytics.')
    .version(version())
    .showHelpAfterError('(add --help to see how it is used)');
  await registerAnalyse(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
}

function version(): string {
  const text = readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** `tenure analyse …` works on any CSV file and opens no data directory. */
async function registerAnalyse(program: Command): Promise<void> {
  const analyse = program.command('analyse').description('analyse any table, without a server');
  const { analyseAhp } = await import('./cli/analyse-ahp.js');
  const { analyseRetention } = await import('./cli/analyse-retention.js');
  const { analyseSegment } = await import('./cli/analyse-segment.js');
  const { analyseSurvival } = await import('./cli/analyse-survival.js');
  for (const register of [analyseAhp, analyseRetention, analyseSegment, analyseSurvival]) register(analyse);
}

/** What a person reads: the message and the hint of an expected error, everything of an unexpected one. */
function explain(error: unknown): string {
  if (!(error instanceof TenureError)) return `tenure: unexpected error\n${(error as Error)?.stack ?? String(error)}`;
  const message = error.message.includes('\n') ? `\n  ${error.message.replaceAll('\n', '\n  ')}` : ` ${error.message}`;
  return `tenure:${message}${error.hint ? `\n${error.hint}` : ''}`;
}

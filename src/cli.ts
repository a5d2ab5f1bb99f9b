import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Progress } from '../etl/request.js';
import { analyseCommands } from './cli/analyse.js';
import { registerDoctorCommand } from './cli/doctor.js';
import { registerEtlCommands } from './cli/etl.js';
import { registerModelCommands } from './cli/model.js';
import { registerScoringCommands } from './cli/score.js';
import { registerSeedCommand } from './cli/seed.js';
import { registerStartCommand } from './cli/start.js';
import { registerTableCommands } from './cli/table.js';
import { registerTariffCommands } from './cli/tariff.js';
import { registerTokenCommand } from './cli/token.js';
import { registerUserCommands } from './cli/user.js';
import { ACCOUNT_COMMANDS, ENGINE_COMMANDS } from './commands/commands.js';
import { type Config, loadConfig, PROJECT_ROOT } from './config/config.js';
import { openAccounts, openEngines, withOwn } from './engines/engines.js';
import { TenureError } from './errors/errors.js';
import { callServer, serverRuns } from './process/call-server.js';
import type { Closing } from './process/closing.js';
import type { CommandContext } from './process/serve-commands.js';
import type { ScoringProgress } from './scoring/create.js';
import { createLog } from './start/log.js';

/** The `tenure` commands. Exits non-zero after one clear message when one fails. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('tenure')
    .description('An OLAP / BI semantic-layer server for telecom customer analytics.')
    .version(version())
    .showHelpAfterError('(add --help to see how it is used)');
  registerStartCommand(program);
  registerDoctorCommand(program);
  registerSeedCommand(program);
  registerEtlCommands(program, (request, context) =>
    engine('etl', request, { onProgress: (progress) => context.onProgress?.(progress as Progress) }),
  );
  registerScoringCommands(program, (request, context) =>
    engine('scoring', request, { onProgress: (progress) => context.onProgress?.(progress as ScoringProgress) }),
  );
  registerModelCommands(program, (request) => engine('model', request));
  registerTableCommands(program, (request) => engine('table', request));
  registerTariffCommands(program, (request) => engine('tariff', request));
  registerUserCommands(program, (request) => account('user', request));
  registerTokenCommand(program, (request) => account('token', request));
  analyseCommands(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
}

type Asking = Partial<CommandContext>;

/** Runs a command in the server that holds the data directory, or with engines of its own when none does. */
async function run<Parts>(
  command: string,
  args: unknown,
  asking: Asking,
  open: (config: Config, log: Logger, closing: Closing) => Promise<Parts>,
  work: (parts: Parts, context: CommandContext) => Promise<string>,
): Promise<string> {
  const config = loadConfig(process.env);
  const context = { onProgress: () => undefined, signal: interrupted(), ...asking };
  // A command tells what went wrong in one line itself; the log is for whoever asks for it.
  const logLevel = process.env.TENURE_LOG_LEVEL ? config.logLevel : 'silent';
  if (await serverRuns(config.dataDir))
    return z.string().parse(await callServer(config.dataDir, command, args, context));
  return withOwn(config, createLog({ logLevel }), command, open, (parts) => work(parts, context));
}

const account = (command: keyof typeof ACCOUNT_COMMANDS, args: unknown) =>
  run(command, args, {}, openAccounts, (accounts) => ACCOUNT_COMMANDS[command](accounts, args));

const engine = (command: keyof typeof ENGINE_COMMANDS, args: unknown, asking: Asking = {}) =>
  run(command, args, asking, openEngines, (engines, context) => ENGINE_COMMANDS[command](engines, args, context));

/** Aborted by Ctrl-C or SIGTERM, so that a command ends in order: nothing half done, no engine left running. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => controller.abort(new TenureError('CANCELLED', `Stopped by ${signal}.`)));
  return controller.signal;
}

function version(): string {
  const text = readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** What a person reads: the message and the hint of an expected error, everything of an unexpected one. */
function explain(error: unknown): string {
  if (!(error instanceof TenureError))
    return `tenure: unexpected error\n${error instanceof Error ? error.stack : String(error)}`;
  const message = error.message.includes('\n') ? `\n  ${error.message.replaceAll('\n', '\n  ')}` : ` ${error.message}`;
  return `tenure:${message}${error.hint ? `\n${error.hint}` : ''}`;
}

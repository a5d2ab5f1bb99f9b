import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import type { Logger } from 'pino';
import { z } from 'zod';
import { analyseCommands } from './cli/analyse.js';
import { registerDoctorCommand } from './cli/doctor.js';
import { registerStartCommand } from './cli/start.js';
import { registerTokenCommand } from './cli/token.js';
import { registerUserCommands } from './cli/user.js';
import { ACCOUNT_COMMANDS } from './commands.js';
import { type Config, loadConfig, PROJECT_ROOT } from './config/config.js';
import { openAccounts, withOwn } from './engines.js';
import { TenureError } from './errors/errors.js';
import { createLog } from './log.js';
import { callServer, serverRuns } from './process/call-server.js';

/** The `tenure` commands. Exits non-zero after one clear message when one fails. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('tenure')
    .description('An OLAP / BI semantic-layer server for telecom customer analytics.')
    .version(version())
    .showHelpAfterError('(add --help to see how it is used)');
  registerStartCommand(program);
  registerDoctorCommand(program);
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

/** Runs a command on the store: in the server that holds the data directory, or in this process when none does. */
async function account(command: keyof typeof ACCOUNT_COMMANDS, args: unknown): Promise<string> {
  const { config, log } = settings();
  if (await serverRuns(config.dataDir)) return z.string().parse(await callServer(config.dataDir, command, args));
  return withOwn(config, log, command, openAccounts, (accounts) => ACCOUNT_COMMANDS[command](accounts, args));
}

function settings(): { config: Config; log: Logger } {
  const config = loadConfig(process.env);
  return { config, log: createLog(config) };
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

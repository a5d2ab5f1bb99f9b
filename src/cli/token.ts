import { type Command, InvalidArgumentError } from 'commander';
import { MOST_TOKEN_HOURS } from '../access/token-limits.js';
import type { TokenRequest } from '../commands/token.js';

/** Adds `tenure token --user U [--hours N]`, which prints a token and nothing else. */
export function registerTokenCommand(
  program: Command,
  send: (request: TokenRequest) => Promise<string>,
  print: (line: string) => void = console.log,
): void {
  program
    .command('token')
    .description('print a bearer token for GraphQL and REST')
    .requiredOption('--user <name>', 'whose')
    .option('--hours <n>', `how long it is good for, up to ${MOST_TOKEN_HOURS}`, hours, 12)
    .action(async (options: { user: string; hours: number }) =>
      print(await send({ user: options.user, lifetimeS: Math.round(options.hours * 3600) })),
    );
}

function hours(value: string): number {
  const parsed = Number(value);
  if (!(parsed > 0 && parsed <= MOST_TOKEN_HOURS))
    throw new InvalidArgumentError(`a number of hours up to ${MOST_TOKEN_HOURS}`);
  return parsed;
}

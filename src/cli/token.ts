import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { Tokens } from '../access/tokens.js';
import { TenureError } from '../errors/errors.js';
import type { UserRepository } from '../store/users.js';

export const tokenRequestSchema = z.object({
  user: z.string(),
  lifetimeS: z
    .number()
    .int()
    .positive()
    .max(366 * 86_400),
});
export type TokenRequest = z.infer<typeof tokenRequestSchema>;

/** Issues a bearer token for an enabled user of the store. */
export async function runTokenRequest(
  users: Pick<UserRepository, 'find'>,
  tokens: Pick<Tokens, 'issue'>,
  { user: name, lifetimeS }: TokenRequest,
): Promise<string> {
  const user = await users.find(name);
  if (!user) throw new TenureError('NOT_FOUND', `There is no user named ${name}. \`tenure user list\` lists them all.`);
  if (user.disabled)
    throw new TenureError(
      'FORBIDDEN',
      user.demo ? `The demo user ${name} is off, since a real user exists.` : `User ${name} is disabled.`,
    );
  return tokens.issue(user, lifetimeS);
}

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
    .option('--hours <n>', 'how long it is good for', hours, 12)
    .action(async (options: { user: string; hours: number }) =>
      print(await send({ user: options.user, lifetimeS: Math.round(options.hours * 3600) })),
    );
}

function hours(value: string): number {
  const parsed = Number(value);
  if (!(parsed > 0 && parsed <= 8784)) throw new InvalidArgumentError('a number of hours up to 8784');
  return parsed;
}

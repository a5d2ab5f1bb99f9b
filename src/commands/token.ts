import { z } from 'zod';
import { MOST_TOKEN_HOURS } from '../access/token-limits.js';
import type { Tokens } from '../access/tokens.js';
import { TenureError } from '../errors/errors.js';
import type { UserRepository } from '../store/users.js';

export const tokenRequestSchema = z.object({
  user: z.string(),
  lifetimeS: z
    .number()
    .int()
    .positive()
    .max(MOST_TOKEN_HOURS * 3600, { error: `a token is good for ${MOST_TOKEN_HOURS} hours at most` }),
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

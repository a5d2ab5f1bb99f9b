import { z } from 'zod';
import type { Roles } from '../access/roles.js';
import { TenureError } from '../errors/errors.js';
import type { UserChange, UserRecord, UserRepository } from '../store/users.js';

/** What `tenure user …` asks of whoever holds the store; the password has become a verifier before it is sent. */
export const userRequestSchema = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('add'),
    name: z.string(),
    verifier: z.string(),
    groups: z.array(z.string()),
    provinces: z.array(z.string()),
    accountManagers: z.array(z.string()),
  }),
  z.object({ action: z.literal('list') }),
  z.object({ action: z.literal('password'), name: z.string(), verifier: z.string() }),
  z.object({ action: z.literal('disable'), name: z.string() }),
  z.object({ action: z.literal('enable'), name: z.string() }),
  z.object({
    action: z.literal('set'),
    name: z.string(),
    groups: z.array(z.string()).optional(),
    provinces: z.array(z.string()).optional(),
    accountManagers: z.array(z.string()).optional(),
  }),
  z.object({ action: z.literal('remove'), name: z.string() }),
  z.object({ action: z.literal('sign-out'), name: z.string() }),
]);
export type UserRequest = z.infer<typeof userRequestSchema>;

/** Carries out a request against the store. Returns what to print. */
export async function runUserRequest(
  users: UserRepository,
  request: UserRequest,
  roles: () => Promise<Roles>,
): Promise<string> {
  switch (request.action) {
    case 'add':
      checkRoles(await roles(), request);
      await users.add(request);
      return `User ${request.name} added. The demo users are off from now on.`;
    case 'list':
      return tableOf(await users.list());
    case 'password':
      await users.setPassword(request.name, request.verifier);
      return `Password of ${request.name} set; sessions and tokens of before have ended.`;
    case 'disable':
      await users.disable(request.name);
      return `User ${request.name} disabled.`;
    case 'enable':
      await users.enable(request.name);
      return `User ${request.name} may sign in again, with the password as it was.`;
    case 'set': {
      const { groups, provinces, accountManagers } = request;
      const change = defined({ groups, provinces, accountManagers });
      const user = await users.find(request.name);
      if (user) checkRoles(await roles(), { ...user, ...change });
      await users.change(request.name, change);
      return `User ${request.name} changed; it counts for sessions and tokens at once.`;
    }
    case 'remove':
      await users.remove(request.name);
      return `User ${request.name} removed.`;
    case 'sign-out':
      await users.signOut(request.name);
      return `User ${request.name} signed out: sessions and tokens of before have ended.`;
  }
}

/** Only what was given: an option that was left out changes nothing. */
function defined(change: { readonly [K in keyof UserChange]: UserChange[K] | undefined }): UserChange {
  if (Object.values(change).every((value) => value === undefined))
    throw new TenureError('BAD_REQUEST', 'Say what to change: --groups, --provinces or --account-managers.');
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function tableOf(users: readonly UserRecord[]): string {
  const rows = users.map((user) => [
    user.name,
    user.groups.join(','),
    [...user.provinces, ...user.accountManagers].join(',') || '-',
    user.disabled ? 'disabled' : 'enabled',
    user.demo ? 'demo' : '',
  ]);
  const all = [['name', 'roles', 'limited to', 'state', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Throws BAD_REQUEST for a role that the model does not have, and for one without the claim that it is limited by. */
function checkRoles(roles: Roles, user: Pick<UserRecord, 'groups' | 'provinces' | 'accountManagers'>): void {
  const known = roles.all.map(({ name }) => name);
  if (user.groups.length === 0)
    throw new TenureError('BAD_REQUEST', `A user has at least one role: give --groups. Roles: ${known.join(', ')}.`);
  const unknown = user.groups.filter((group) => !known.includes(group));
  if (unknown.length > 0)
    throw new TenureError('BAD_REQUEST', `Unknown role ${unknown.join(', ')}. Roles: ${known.join(', ')}.`);
  const limits = { provinces: '--provinces, such as 510000', accountManagers: '--account-managers' };
  for (const { name, limitedBy } of roles.all)
    if (limitedBy && user.groups.includes(name) && user[limitedBy].length === 0)
      throw new TenureError('BAD_REQUEST', `Without them a ${name} would see nothing: give ${limits[limitedBy]}.`);
}

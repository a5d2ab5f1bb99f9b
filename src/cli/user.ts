import type { Command } from 'commander';
import { z } from 'zod';
import { DEMO_USERS } from '../access/demo-users.js';
import { makeVerifier } from '../access/scram-verifier.js';
import { TenureError } from '../errors/errors.js';
import type { UserRecord, UserRepository } from '../store/users.js';
import { newPassword } from './password-input.js';

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
]);
export type UserRequest = z.infer<typeof userRequestSchema>;

export const ROLES = [...new Set(DEMO_USERS.flatMap((user) => user.groups))].sort();

/** Carries out a request against the store. Returns what to print. */
export async function runUserRequest(users: UserRepository, request: UserRequest): Promise<string> {
  switch (request.action) {
    case 'add':
      await users.add(request);
      return `User ${request.name} added. The demo users are off from now on.`;
    case 'list':
      return tableOf(await users.list());
    case 'password':
      await users.setPassword(request.name, request.verifier);
      return `Password of ${request.name} set; sessions of the page have to sign in again.`;
    case 'disable':
      await users.disable(request.name);
      return `User ${request.name} disabled.`;
    case 'enable':
      await users.enable(request.name);
      return `User ${request.name} may sign in again, with the password as it was.`;
  }
}

/** Adds `tenure user add | list | password | disable | enable`; `send` reaches the store, in this process or in the server's. */
export function registerUserCommands(
  program: Command,
  send: (request: UserRequest) => Promise<string>,
  print: (line: string) => void = console.log,
): void {
  const user = program.command('user').description('people who may sign in');
  const listOf = (value: string) => value.split(',').map((item) => item.trim());

  user
    .command('add <name>')
    .description('add a user; asks for the password, or makes one and prints it')
    .requiredOption('--groups <list>', `roles, separated by commas: ${ROLES.join(', ')}`, listOf)
    .option('--provinces <list>', 'province codes that a manager answers for, such as 510000', listOf, [])
    .option('--account-managers <list>', 'account managers whose customers a service user sees', listOf, [])
    .option('--password-stdin', 'read the password from standard input')
    .action(async (name: string, options: AddOptions) => {
      const { groups, provinces, accountManagers } = options;
      checkRoles(groups, provinces, accountManagers);
      const { password, generated } = await newPassword(options.passwordStdin === true);
      const verifier = await makeVerifier(password);
      print(await send({ action: 'add', name, verifier, groups, provinces, accountManagers }));
      if (generated) print(`Password: ${password}`);
    });

  user
    .command('list')
    .description('all users with their roles')
    .action(async () => print(await send({ action: 'list' })));

  user
    .command('password <name>')
    .description('set a new password; asks for it, or makes one and prints it')
    .option('--password-stdin', 'read the password from standard input')
    .action(async (name: string, options: { passwordStdin?: boolean }) => {
      const { password, generated } = await newPassword(options.passwordStdin === true);
      print(await send({ action: 'password', name, verifier: await makeVerifier(password) }));
      if (generated) print(`Password: ${password}`);
    });

  user
    .command('disable <name>')
    .description('lock a user out; sessions and tokens end at once')
    .action(async (name: string) => print(await send({ action: 'disable', name })));

  user
    .command('enable <name>')
    .description('let a disabled user in again')
    .action(async (name: string) => print(await send({ action: 'enable', name })));
}

interface AddOptions {
  readonly groups: string[];
  readonly provinces: string[];
  readonly accountManagers: string[];
  readonly passwordStdin?: boolean;
}

function checkRoles(groups: readonly string[], provinces: readonly string[], accountManagers: readonly string[]): void {
  const unknown = groups.filter((group) => !(ROLES as readonly string[]).includes(group));
  if (unknown.length > 0)
    throw new TenureError('BAD_REQUEST', `Unknown role ${unknown.join(', ')}. Roles: ${ROLES.join(', ')}.`);
  if (groups.includes('manager') && provinces.length === 0)
    throw new TenureError('BAD_REQUEST', 'A manager sees the rows of own provinces: give --provinces, such as 510000.');
  if (groups.includes('service') && accountManagers.length === 0)
    throw new TenureError('BAD_REQUEST', 'A service user sees customers of account managers: give --account-managers.');
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

import type { Command } from 'commander';
import { makeVerifier } from '../access/scram-verifier.js';
import type { UserRequest } from '../commands/user.js';
import { newPassword } from './password-input.js';

/** Adds `tenure user add | list | password | disable | enable | set | remove | sign-out`; `send` reaches the store, in this process or in the server's. */
export function registerUserCommands(
  program: Command,
  send: (request: UserRequest) => Promise<string>,
  print: (line: string) => void = console.log,
): void {
  const user = program.command('user').description('people who may sign in');
  const listOf = (value: string) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');

  user
    .command('add <name>')
    .description('add a user; asks for the password, or makes one and prints it')
    .requiredOption('--groups <list>', 'roles of the model, separated by commas, such as analyst', listOf)
    .option('--provinces <list>', 'province codes that a manager answers for, such as 510000', listOf, [])
    .option('--account-managers <list>', 'account managers whose customers a service user sees', listOf, [])
    .option('--password-stdin', 'read the password from standard input')
    .action(async (name: string, options: AddOptions) => {
      const { groups, provinces, accountManagers } = options;
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

  user
    .command('set <name>')
    .description('change roles and what they are limited to; what is left out stays')
    .option('--groups <list>', 'roles of the model, separated by commas', listOf)
    .option('--provinces <list>', "province codes; '' for none", listOf)
    .option('--account-managers <list>', "account managers; '' for none", listOf)
    .action(async (name: string, options: Partial<AddOptions>) => {
      const { groups, provinces, accountManagers } = options;
      print(await send({ action: 'set', name, groups, provinces, accountManagers }));
    });

  user
    .command('remove <name>')
    .description('remove a user; sessions and tokens end at once')
    .action(async (name: string) => print(await send({ action: 'remove', name })));

  user
    .command('sign-out <name>')
    .description('end every session and token that the user has so far')
    .action(async (name: string) => print(await send({ action: 'sign-out', name })));
}

interface AddOptions {
  readonly groups: string[];
  readonly provinces: string[];
  readonly accountManagers: string[];
  readonly passwordStdin?: boolean;
}

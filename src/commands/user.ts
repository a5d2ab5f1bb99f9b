import { z } from 'zod';
import type { UserRecord, UserRepository } from '../store/users.js';

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

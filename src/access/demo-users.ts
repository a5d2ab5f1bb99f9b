import { randomBytes } from 'node:crypto';
import type { UserRepository } from '../store/users.js';
import { checkPassword, makeVerifier } from './scram-verifier.js';

/** One user a role of the policy table, to try the sample with: 510000 is Sichuan in GB/T 2260, AM-44-n its account managers in Guangdong. */
export const DEMO_USERS = [
  { name: 'executive', groups: ['executive'], provinces: [], accountManagers: [] },
  { name: 'analyst', groups: ['analyst'], provinces: [], accountManagers: [] },
  { name: 'manager.sichuan', groups: ['manager'], provinces: ['510000'], accountManagers: [] },
  { name: 'service', groups: ['service'], provinces: [], accountManagers: ['AM-44-1', 'AM-44-2', 'AM-44-3'] },
  { name: 'admin', groups: ['admin'], provinces: [], accountManagers: [] },
] as const;

export interface DemoPassword {
  readonly users: readonly string[];
  readonly password: string;
  /** Made just now: this is the one time it can be told. */
  readonly generated: boolean;
}

/**
 * Makes the demo users at the first start, or gives them the configured password when it has changed. Does nothing and
 * returns undefined once a real user exists, or when the password was generated at an earlier start.
 */
export async function ensureDemoUsers(
  users: UserRepository,
  configuredPassword: string | undefined,
): Promise<DemoPassword | undefined> {
  const present = await users.list();
  if (present.some((user) => !user.demo)) return undefined;
  const names = DEMO_USERS.map((user) => user.name);
  const missing = DEMO_USERS.filter((user) => !present.some(({ name }) => name === user.name));
  if (configuredPassword === undefined && missing.length === 0) return undefined;

  const password = configuredPassword ?? randomBytes(12).toString('base64url');
  const verifier = await makeVerifier(password);
  for (const user of missing) await users.add({ ...user, verifier, demo: true });
  for (const user of present) {
    const unchanged = configuredPassword !== undefined && (await checkPassword(password, user.verifier));
    if (!unchanged) await users.setPassword(user.name, verifier);
  }
  return { users: names, password, generated: configuredPassword === undefined };
}

import { TenureError } from '../errors/errors.js';
import type { UserRecord, UserRepository } from '../store/users.js';
import { checkPassword, makeVerifier } from './scram-verifier.js';
import type { SignInThrottle } from './sign-in-throttle.js';

export type SignIn = (name: string, password: string, address: string) => Promise<UserRecord>;

/**
 * Checks a name and password. An unknown user, a disabled one and a wrong password are answered alike and after the
 * same work, so that names cannot be found out.
 */
export function createSignIn(users: Pick<UserRepository, 'find'>, throttle: SignInThrottle): SignIn {
  const nobody = makeVerifier('a password that no one has');
  return async (name, password, address) => {
    throttle.check(name, address);
    const user = await users.find(name);
    const right = await checkPassword(password, user?.verifier ?? (await nobody));
    if (!user || user.disabled || !right) {
      throttle.failed(name, address);
      throw new TenureError('UNAUTHENTICATED', 'The user name or the password is wrong.');
    }
    throttle.succeeded(name, address);
    return user;
  };
}

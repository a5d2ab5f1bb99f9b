import type { UserRecord } from '../store/users.js';
import type { Principal } from './principal.js';

/** Who a signed-in user of the store is to the policies. */
export function principalOfUser(user: UserRecord): Principal {
  return Object.freeze({
    user: user.name,
    groups: user.groups,
    provinces: user.provinces,
    accountManagers: user.accountManagers,
  });
}

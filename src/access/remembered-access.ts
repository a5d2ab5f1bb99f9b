import type { SessionRepository } from '../store/sessions.js';
import type { UserRepository } from '../store/users.js';
import { Remembered } from './remembered.js';

export interface RememberedAccess {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  /** Called when somebody else may have changed users or sessions. */
  forget(): void;
}

/** The repositories with reads that are shared and remembered for at most five seconds, and forgotten with each change. */
export function rememberedAccess(users: UserRepository, sessions: SessionRepository): RememberedAccess {
  const userByName = new Remembered((name) => users.find(name));
  const sessionByHash = new Remembered((idHash) => sessions.find(idHash));
  const forget = () => {
    userByName.forget();
    sessionByHash.forget();
  };
  const changing =
    <A extends unknown[]>(change: (...args: A) => Promise<void>) =>
    (...args: A) =>
      change(...args).finally(forget);
  return {
    users: {
      find: (name) => userByName.get(name),
      list: () => users.list(),
      add: changing(users.add),
      change: changing(users.change),
      remove: changing(users.remove),
      setPassword: changing(users.setPassword),
      disable: changing(users.disable),
      enable: changing(users.enable),
      signOut: changing(users.signOut),
    },
    sessions: {
      // Nobody can have asked for a session that is new: nothing to forget.
      add: (session) => sessions.add(session),
      find: (idHash) => sessionByHash.get(idHash),
      remove: changing(sessions.remove),
      count: () => sessions.count(),
    },
    forget,
  };
}

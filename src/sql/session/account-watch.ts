import type { Logger } from 'pino';
import { accessMark } from '../../access/access-mark.js';
import { policyKey } from '../../access/principal.js';
import { principalOfUser } from '../../access/user-principal.js';
import type { UserRepository } from '../../store/users.js';
import type { SignedIn } from './authenticate.js';
import { SessionWatch } from './session-watch.js';

interface Watched extends SignedIn {
  readonly ended: () => void;
}

/**
 * Tells sessions when their user may not sign in any more, has other rights or another password than at the sign-in, or has signed
 * out everywhere: a connection may stay open for days, and an account is locked because somebody must not read on.
 */
export class AccountWatch extends SessionWatch<Watched> {
  constructor(
    private readonly users: Pick<UserRepository, 'find'>,
    log: Logger,
    everyMs: number,
  ) {
    super(log, 'sql.accounts.unknown', everyMs);
  }

  /** `ended` is called at most once; returns how to stop watching. */
  watch(signed: SignedIn, ended: () => void): () => void {
    return this.add({ ...signed, ended });
  }

  protected override async look(): Promise<void> {
    const names = new Set([...this.watched].map(({ principal }) => principal.user));
    const rights = new Map(
      await Promise.all([...names].map(async (name) => [name, await this.rightsOf(name)] as const)),
    );
    for (const entry of [...this.watched]) {
      const { user } = entry.principal;
      // Who came in meanwhile was asked for at the sign-in.
      if (rights.has(user) && rights.get(user) !== keyOf(entry)) this.end(entry);
    }
  }

  private async rightsOf(name: string): Promise<string | undefined> {
    const user = await this.users.find(name);
    return user && !user.disabled ? keyOf({ principal: principalOfUser(user), mark: accessMark(user) }) : undefined;
  }
}

function keyOf({ principal, mark }: SignedIn): string {
  return `${mark} ${policyKey(principal)}`;
}

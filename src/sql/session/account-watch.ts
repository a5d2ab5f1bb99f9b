import type { Logger } from 'pino';
import { type Principal, policyKey } from '../../access/principal.js';
import { principalOfUser } from '../../access/user-principal.js';
import type { UserRepository } from '../../store/users.js';

interface Watched {
  readonly principal: Principal;
  readonly ended: () => void;
}

/**
 * Tells sessions when their user may not sign in any more, or has other rights than at the sign-in: a connection may stay
 * open for days, and an account is locked because somebody must not read on.
 */
export class AccountWatch {
  private readonly watched = new Set<Watched>();
  private readonly timer: NodeJS.Timeout;
  private looking = false;

  constructor(
    private readonly users: Pick<UserRepository, 'find'>,
    private readonly log: Logger,
    everyMs: number,
  ) {
    this.timer = setInterval(() => void this.look(), everyMs);
    this.timer.unref();
  }

  /** `ended` is called at most once; returns how to stop watching. */
  watch(principal: Principal, ended: () => void): () => void {
    const entry = { principal, ended };
    this.watched.add(entry);
    return () => void this.watched.delete(entry);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      const names = new Set([...this.watched].map(({ principal }) => principal.user));
      const rights = new Map(
        await Promise.all([...names].map(async (name) => [name, await this.rightsOf(name)] as const)),
      );
      for (const entry of [...this.watched]) {
        const { user } = entry.principal;
        // Who came in meanwhile was asked for at the sign-in.
        if (!rights.has(user) || rights.get(user) === policyKey(entry.principal)) continue;
        this.watched.delete(entry);
        entry.ended();
      }
    } catch (error) {
      // A store that is away for a moment ends nobody's session.
      this.log.warn({ err: error }, 'sql.accounts.unknown');
    } finally {
      this.looking = false;
    }
  }

  private async rightsOf(name: string): Promise<string | undefined> {
    const user = await this.users.find(name);
    return user && !user.disabled ? policyKey(principalOfUser(user)) : undefined;
  }
}

import { TenureError } from '../../errors/errors.js';

export interface ConnectionLimits {
  readonly total: number;
  readonly perUser: number;
  /** From one network address, signed in or not. */
  readonly perAddress: number;
}

/** Counts open connections. `admit` throws TOO_MANY at a cap; the returned function gives the place back, once. */
export class ConnectionCaps {
  private readonly counts = new Map<string, number>();

  constructor(private readonly limits: ConnectionLimits) {}

  admitAddress(address: string): () => void {
    const total = this.take('total', this.limits.total, 'connections to this server');
    try {
      const one = this.take(`address ${address}`, this.limits.perAddress, 'connections from this address');
      return () => {
        total();
        one();
      };
    } catch (error) {
      total();
      throw error;
    }
  }

  admitUser(user: string): () => void {
    return this.take(`user ${user}`, this.limits.perUser, 'connections of this user');
  }

  private take(key: string, cap: number, what: string): () => void {
    const count = this.counts.get(key) ?? 0;
    if (count >= cap) throw new TenureError('TOO_MANY', `Too many ${what}: ${cap} are open already. Close some first.`);
    this.counts.set(key, count + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const now = (this.counts.get(key) ?? 1) - 1;
      if (now === 0) this.counts.delete(key);
      else this.counts.set(key, now);
    };
  }
}

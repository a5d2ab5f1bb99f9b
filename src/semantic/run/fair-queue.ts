import { TenureError } from '../../errors/errors.js';

export interface QueueLimits {
  /** Questions that run at once. */
  readonly running: number;
  /** Of one user. */
  readonly runningPerUser: number;
  /** Questions that wait at most, of all users and of one. */
  readonly waiting: number;
  readonly waitingPerUser: number;
}

interface Waiting {
  readonly start: () => void;
}

/**
 * Lets a bounded number of questions run. Users take turns, so that somebody who asks a hundred things at once does not
 * keep others waiting. Throws TOO_MANY to a user who asks too much, OVERLOADED when everybody does.
 */
export class FairQueue {
  private running = 0;
  private waiting = 0;
  private readonly runningOf = new Map<string, number>();
  /** In the order in which users get their next turn. */
  private readonly waitingOf = new Map<string, Waiting[]>();

  constructor(private readonly limits: QueueLimits) {}

  async run<T>(user: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.admit(user, signal);
    try {
      return await work();
    } finally {
      this.running--;
      this.count(this.runningOf, user, -1);
      this.next();
    }
  }

  private admit(user: string, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.hasRoom(user) && !this.waitingOf.has(user)) {
      this.begin(user);
      return Promise.resolve();
    }
    const own = this.waitingOf.get(user) ?? [];
    if (own.length >= this.limits.waitingPerUser) {
      throw new TenureError(
        'TOO_MANY',
        `${own.length} of your questions are waiting already; wait for an answer first.`,
      );
    }
    if (this.waiting >= this.limits.waiting) {
      throw new TenureError('OVERLOADED', 'Too many questions are waiting; try again in a moment.');
    }
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        start: () => {
          signal?.removeEventListener('abort', leave);
          this.begin(user);
          resolve();
        },
      };
      const leave = () => {
        this.remove(user, entry);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.waitingOf.set(user, [...own, entry]);
      this.waiting++;
    });
  }

  private hasRoom(user: string): boolean {
    return this.running < this.limits.running && (this.runningOf.get(user) ?? 0) < this.limits.runningPerUser;
  }

  private begin(user: string): void {
    this.running++;
    this.count(this.runningOf, user, 1);
  }

  private next(): void {
    for (const [user, entries] of this.waitingOf) {
      const entry = entries[0];
      if (!entry || !this.hasRoom(user)) continue;
      this.remove(user, entry);
      const rest = this.waitingOf.get(user);
      if (rest) {
        // To the end of the line: Map keeps the order of insertion.
        this.waitingOf.delete(user);
        this.waitingOf.set(user, rest);
      }
      entry.start();
      return;
    }
  }

  private remove(user: string, entry: Waiting): void {
    const rest = (this.waitingOf.get(user) ?? []).filter((other) => other !== entry);
    this.waiting--;
    if (rest.length > 0) this.waitingOf.set(user, rest);
    else this.waitingOf.delete(user);
  }

  private count(counts: Map<string, number>, user: string, change: number): void {
    const now = (counts.get(user) ?? 0) + change;
    if (now > 0) counts.set(user, now);
    else counts.delete(user);
  }
}

import { TenureError } from '../../errors/errors.js';
import type { PooledSession } from './pooled-session.js';

interface Waiter {
  resolve(session: PooledSession): void;
  reject(reason: unknown): void;
}

/** The sessions of one lane: a session runs one statement at a time, so each is lent to one statement, first come first. */
export class SessionPool {
  private readonly idle: PooledSession[];
  private readonly waiting: Waiter[] = [];
  private closed = false;

  constructor(private readonly sessions: readonly PooledSession[]) {
    this.idle = [...sessions];
  }

  /** A session for one statement; give it back with `release`. Aborting while waiting leaves the line. */
  acquire(signal?: AbortSignal): Promise<PooledSession> {
    if (this.closed) return Promise.reject(closedError());
    if (signal?.aborted) return Promise.reject(signal.reason);
    const free = this.idle.pop();
    if (free) return Promise.resolve(free);
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        resolve: (session) => {
          signal?.removeEventListener('abort', leave);
          resolve(session);
        },
        reject: (reason) => {
          signal?.removeEventListener('abort', leave);
          reject(reason);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.waiting.push(waiter);
    });
  }

  /** Takes a session back; one whose statement did not end well is rinsed first. */
  async release(session: PooledSession, endedWell: boolean): Promise<void> {
    if (!endedWell && !this.closed) await session.rinse();
    const next = this.closed ? undefined : this.waiting.shift();
    if (next) next.resolve(session);
    else this.idle.push(session);
  }

  /** Lets nobody in any more, and turns away who waits. */
  refuse(): void {
    this.closed = true;
    for (const waiter of this.waiting.splice(0)) waiter.reject(closedError());
  }

  /** Closes the sessions; nothing may run on them any more. */
  close(): void {
    this.refuse();
    for (const { session } of this.sessions) session.close();
  }
}

function closedError(): TenureError {
  return new TenureError('NOT_READY', 'The warehouse is closed.');
}

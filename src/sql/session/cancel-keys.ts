import { randomInt } from 'node:crypto';

/** Which running session a cancel request means. A wrong key does nothing and is not answered. */
export class CancelKeys {
  private readonly sessions = new Map<string, () => void>();

  /** A new key for a session whose process id is given. */
  register(processId: number, cancel: () => void): { readonly secret: number; readonly release: () => void } {
    const secret = randomInt(-(2 ** 31), 2 ** 31);
    const key = `${processId}:${secret}`;
    this.sessions.set(key, cancel);
    return { secret, release: () => void this.sessions.delete(key) };
  }

  cancel(processId: number, secret: number): void {
    this.sessions.get(`${processId}:${secret}`)?.();
  }
}

import type { PooledSession } from './pooled-session.js';
import type { SessionPool } from './session-pool.js';

const RETRY_MS = [5, 20, 50, 100, 200] as const;

/**
 * Statements that run in the embedded engine, and how to stop them. chDB cannot interrupt a call, but KILL QUERY from another
 * session does: each statement starts with a comment that names it, and its engine id is looked up by that.
 */
export class RunningStatements {
  private readonly running = new Map<string, Promise<unknown>>();

  constructor(private readonly control: SessionPool) {}

  /** The statement with the comment by which it is found. */
  static tagged(id: string, text: string): string {
    return `${RunningStatements.tag(id)} ${text}`;
  }

  private static tag(id: string): string {
    if (!/^[A-Za-z0-9_-]{1,128}$/.test(id)) throw new TypeError(`Not a statement id: ${JSON.stringify(id)}`);
    return `/* tenure ${id} */`;
  }

  /** Remembers that the statement runs until `done` settles. */
  track(id: string, done: Promise<unknown>): void {
    const settled = done.then(
      () => undefined,
      () => undefined,
    );
    this.running.set(id, settled);
    void settled.then(() => this.running.delete(id));
  }

  /** Stops one statement in the engine; resolves when it has ended, by this or by itself. */
  async stop(id: string): Promise<void> {
    const done = this.running.get(id);
    if (!done) return;
    for (let attempt = 0; this.running.has(id); attempt++) {
      await this.kill(id);
      const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 200;
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, wait).unref())]);
    }
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.running.keys()].map((id) => this.stop(id)));
  }

  /** Asks the engine once; a statement that has not reached system.processes yet is missed and asked for again. */
  private async kill(id: string): Promise<void> {
    let session: PooledSession;
    try {
      session = await this.control.acquire();
    } catch {
      return;
    }
    const asked = session.session.queryAsync(
      `KILL QUERY WHERE startsWith(query, '${RunningStatements.tag(id)}') ASYNC`,
    );
    const endedWell = await asked.then(
      () => true,
      () => false,
    );
    await this.control.release(session, endedWell);
  }
}
